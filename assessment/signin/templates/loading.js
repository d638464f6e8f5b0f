// What stands on the page until the application has drawn goes then; where that takes long, it says what may be wrong.
(() => {
  const LONG = 15000; // milliseconds, until the files have come, and from then on until there is a connection
  const app = () => document.querySelector("[data-testid=stApp]");
  const drawn = () => document.querySelector("[data-testid=stMain]")?.textContent.trim()
    || document.querySelector("[data-testid=stDialog]");
  let here = false;
  let late = setTimeout(tell, LONG);

  function tell() {
    const state = app()?.dataset.testConnectionState ?? "CONNECTED"; // without the files nobody has tried yet
    const what = state === "CONNECTED" ? "slow" : "cut";
    for (const one of document.querySelectorAll("#loading [data-late]")) {
      one.hidden = !one.dataset.late.split(" ").includes(what);
    }
  }

  new MutationObserver((_, observer) => {
    if (!here && app()) {
      here = true;
      clearTimeout(late);
      late = setTimeout(tell, LONG);
    }
    if (!drawn()) return;
    observer.disconnect();
    clearTimeout(late);
    document.getElementById("loading").remove();
    document.getElementById("fonts").media = "all"; // the words are there: now what they look like may come
  }).observe(document, {subtree: true, childList: true, characterData: true});
})();
