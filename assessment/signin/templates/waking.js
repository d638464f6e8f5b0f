// Streamlit lets a page be used as soon as it is connected again, though what it still shows is of a session that may
// be gone: a choice made then would be dropped unseen. So the page waits the moment until it is drawn anew.
(() => {
  const MOST = 3000; // milliseconds; then it can be used, whatever came
  let stage = "new", latest; // new, connected, away, back, drawing; then connected again

  const turn = (to) => {
    stage = to;
    const main = document.querySelector("[data-testid=stMain]");
    if (main) main.inert = to === "back" || to === "drawing";
    clearTimeout(latest);
    if (to === "back" || to === "drawing") latest = setTimeout(() => turn("connected"), MOST);
  };

  new MutationObserver(() => {
    const app = document.querySelector("[data-testid=stApp]");
    if (!app) return;
    const here = app.dataset.testConnectionState === "CONNECTED", runs = app.dataset.testScriptState === "running";
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
