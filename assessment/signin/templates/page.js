// What Streamlit's page leaves out; it stands in the page itself, and the policy knows it by its hash.

// Streamlit lets a page be used as soon as it is connected again, though what it still shows is of a session that may
// be gone: a choice made then would be dropped unseen. So the page waits the moment until it is drawn anew.
(() => {
  const MOST = 3000; // milliseconds; then it can be used, whatever came
  let stage = "new"; // then connected, away, back, drawing, and connected again
  let latest, focused;

  const turn = (to) => {
    stage = to;
    clearTimeout(latest);
    const main = document.querySelector("[data-testid=stMain]");
    if (!main) return;
    const waits = to === "back" || to === "drawing";
    if (waits) latest = setTimeout(() => turn("connected"), MOST);
    if (waits && !main.inert) focused = document.activeElement;
    if (main.inert !== waits) main.inert = waits;
    if (!waits && document.activeElement === document.body && main.contains(focused)) {
      focused.focus({preventScroll: true});
    }
  };

  new MutationObserver(() => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app) return;
    const here = app.dataset.testConnectionState === "CONNECTED";
    const runs = app.dataset.testScriptState === "running";
    if (stage === "new" && here) turn("connected");
    else if (stage !== "new" && stage !== "away" && !here) turn("away");
    else if (stage === "away" && here) turn(runs ? "drawing" : "back");
    else if (stage === "back" && runs) turn("drawing");
    else if (stage === "drawing" && !runs) turn("connected");
  }).observe(document, {
    subtree: true,
    attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
})();

// Streamlit leaves a page scrolled to where the one before it was. One with another address begins at its top.
(() => {
  const place = () => location.pathname + location.search;
  let last = place();

  const begin = () => {
    if (place() !== last) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    last = place();
  };

  const push = history.pushState.bind(history);
  history.pushState = (...what) => {
    push(...what);
    begin();
  };
  addEventListener("popstate", begin);
})();

// Signing out changes something, so it is sent as a form; the link itself leads to a page that asks first.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href='/auth/logout']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const form = Object.assign(document.createElement("form"), {method: "post", action: link.href});
  document.body.append(form);
  form.submit();
});
