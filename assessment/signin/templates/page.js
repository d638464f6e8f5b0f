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

// Streamlit leaves a page scrolled to where the one before it was, and the focus at what is gone. Here one with another
// address begins at its top, and its heading has the focus as soon as it is drawn; who goes back is where they were.
(() => {
  // What a coordinator looks at, on whatever page: a choice of it leaves one where one is.
  const CARRIED = ["round", "staff", "form", "territory", "area", "state", "reason", "find", "view", "page"];
  const NAMED = {topic: ["/questions"], department: ["/department", "/assessment"]}; // and on which pages it is
  const AS_WRITTEN = ["/questions", "/review"]; // answers are given to these very words: no browser translates them
  const MOST = 1000; // milliseconds, in which what is drawn late, such as a figure, may still push a place down
  const SOON = 100; // milliseconds, in which the page comes that an address is of
  const places = new Map(); // by address: how far it was scrolled, and what had the focus

  const asked = (at) => new URLSearchParams([...at.searchParams].filter(([name]) => !CARRIED.includes(name)));
  const address = () => `${location.pathname}?${asked(new URL(location))}`;
  const main = () => document.querySelector("[data-testid=stMain]");
  const runs = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running";
  const alike = (one) =>
    [...(main()?.querySelectorAll(one.tagName) ?? [])].filter((other) => other.textContent === one.textContent);

  let last = address();
  let left = {}; // the page as it was when something was last chosen on it: its address changes after it is drawn over
  let goal; // where to be on the page that comes; nothing: at its heading

  function look() {
    const {tagName, textContent} = document.activeElement;
    const nth = alike({tagName, textContent}).indexOf(document.activeElement);
    left = {heading: main()?.querySelector("h1"), top: main()?.scrollTop, focus: {tagName, textContent, nth}};
  }

  function move(back) {
    if (address() === last) return;
    places.set(last, left);
    last = address();
    goal = back ? places.get(last) : undefined;
    main()?.scrollTo(0, 0);
    mayTranslate();
    drawing.observe(document, {subtree: true, childList: true, attributeFilter: ["data-test-script-state"]});
    arrive();
  }

  function arrive() {
    const heading = main()?.querySelector("h1");
    if (!heading || heading === left.heading || (goal && runs())) return; // who goes back needs the whole page
    drawing.disconnect();
    heading.tabIndex = -1;
    heading.focus({preventScroll: true});
    if (goal) alike(goal.focus)[goal.focus.nth]?.focus({preventScroll: true}); // unless it is folded away again
    if (goal) scroll(goal.top, performance.now() + MOST);
  }

  function scroll(top, until) {
    main()?.scrollTo(0, top);
    if (main()?.scrollTop < top - 1 && performance.now() < until) requestAnimationFrame(() => scroll(top, until));
  }

  function mayTranslate() {
    document.documentElement.translate = !AS_WRITTEN.includes(location.pathname);
  }

  const drawing = new MutationObserver(arrive);
  mayTranslate();
  addEventListener("click", look, true);
  const push = history.pushState.bind(history);
  let waiting;

  function go(state, title, to) {
    const next = new URL(to, location);
    // a page from the menu completes its own address: no step that Back would have to undo
    const completes = !location.search && next.pathname === location.pathname && !`${asked(next)}`;
    if (completes) history.replaceState(state, title, to);
    else push(state, title, to);
    move(false);
  }

  // What the next page writes into its address can come before that page does, and would become one of this page: so
  // what is chosen waits a moment for another page to come, and what names something on other pages only is left out.
  history.pushState = (state, title, to) => {
    const next = new URL(to, location);
    clearTimeout(waiting);
    if (next.pathname !== location.pathname) return go(state, title, to);
    if (Object.entries(NAMED).some(([name, on]) => next.searchParams.has(name) && !on.includes(next.pathname))) return;
    const chooses = !`${asked(next)}` || `${next.pathname}?${asked(next)}` === address();
    if (chooses) waiting = setTimeout(go, SOON, state, title, to);
    else go(state, title, to);
  };
  addEventListener("popstate", () => {
    clearTimeout(waiting);
    look();
    move(true);
  });
})();

// A button that goes once it is pressed takes the focus with it, as does what is drawn anew. Beside an answer the focus
// is at the same button then, or at the options, so that the next Tab goes on from there.
(() => {
  let last, block;
  addEventListener("focusin", ({target}) => {
    last = target;
    block = target.closest(".stVerticalBlock:has([class*=st-key-stands-])");
  });
  new MutationObserver(() => {
    if (!block?.isConnected || last.isConnected || document.activeElement !== document.body) return;
    const options = block.querySelector("[role=radiogroup]");
    const same = (one) => last.textContent && one.textContent === last.textContent;
    const again = [...block.querySelectorAll(last.tagName)].find(same);
    const option = options?.querySelector("input:checked") ?? options?.querySelector("input");
    (again ?? option)?.focus({preventScroll: true});
  }).observe(document, {subtree: true, childList: true});
})();

// Icons are letters until their font is there: icons.css shows them from then on, and never where it does not come.
// Nothing is fetched for it any sooner.
for (const font of document.fonts) {
  if (!font.family.includes("Material Symbols")) continue;
  font.loaded.then(() => (document.documentElement.dataset.icons = ""), () => {});
}

// Signing out changes something, so it is sent as a form; the link itself leads to a page that asks first. The other
// tabs are emptied at once, also where the server does not answer, and follow when it has had the time to.
const signedOut = new BroadcastChannel("signed-out");
signedOut.addEventListener("message", () => {
  document.body.replaceChildren();
  setTimeout(() => location.replace("/auth/logout"), 1000); // milliseconds
});
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href='/auth/logout']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  signedOut.postMessage("");
  const form = Object.assign(document.createElement("form"), {method: "post", action: link.href});
  document.body.append(form);
  form.submit();
});
