// What the next page is drawn with comes while somebody reads this one, once all that this one needs has been drawn: what
// answers are given with; or the script of the figures, which is larger than all else together. That only where the page
// says that a result is read next, so never to who is still to answer; and not for who wants to save data.
(() => {
  const QUIET = 2000; // milliseconds without anything that comes or is drawn
  const {ahead} = JSON.parse(document.getElementById("platform").textContent);
  const figures = () => document.querySelector("[data-testid=stMain] .st-key-result-next");
  const wanted = {answers: () => !figures(), figures: () => !navigator.connection?.saveData && figures()};
  const reads = () => document.querySelector(
    '[data-testid=stApp][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]');
  const awaited = () => document.querySelector("[data-testid=stSkeleton]"); // stands for what is still to be drawn

  function fetchAhead() {
    if (!reads()) return;
    if (awaited()) return wait();
    for (const name of Object.keys(wanted)) {
      if (!ahead[name] || !wanted[name]()) continue;
      for (const href of ahead[name]) {
        const link = Object.assign(document.createElement("link"), {rel: "modulepreload", crossOrigin: "", href});
        link.fetchPriority = "low";
        document.head.append(link);
      }
      delete ahead[name];
    }
  }

  let quiet;
  const wait = () => {
    clearTimeout(quiet);
    quiet = setTimeout(fetchAhead, QUIET);
  };
  new PerformanceObserver(wait).observe({type: "resource"});
  new MutationObserver(wait).observe(document, {subtree: true, attributeFilter: ["data-test-script-state"]});
})();
