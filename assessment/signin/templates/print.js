// Plotly draws a figure for so many pixels, and cannot draw it anew while a page is printed. Printed is a copy, which
// print.css fits to the paper; one that is higher than a sheet in pieces, cut only where the figure says it may be.
(() => {
  const SHEET = 800; // pixels of a figure that fit every sheet, with a heading above
  const PIECE = 280; // at least, so that a sheet ends with little white
  const HEADINGS = ".stMain :is(.stHeading, summary)";
  const NEAR = 160; // between a heading and its figure, with a caption

  const away = () => {
    document.querySelectorAll(".printed").forEach((copy) => copy.remove());
    document.querySelectorAll(HEADINGS).forEach((heading) => heading.style.removeProperty("--below"));
  };

  const edges = (height, cuts) => {
    const found = [0];
    if (height > SHEET) for (const cut of cuts) if (cut - found.at(-1) >= PIECE) found.push(cut);
    return [...found, height];
  };

  // A heading right over a figure asks for the room of its first piece; over two beside each other, of the higher one.
  const keep = (figure, high) => {
    const top = figure.getBoundingClientRect().top;
    for (const heading of document.querySelectorAll(HEADINGS)) {
      const between = Math.round(top - heading.getBoundingClientRect().bottom);
      if (between < 0 || between > NEAR) continue;
      const asked = parseFloat(heading.style.getPropertyValue("--below")) || 0;
      heading.style.setProperty("--below", `${Math.max(asked, between + high)}px`);
    }
  };

  const piece = (drawn, width, top, bottom) => {
    const copy = document.createElement("div");
    copy.className = "printed";
    copy.hidden = true; // on the screen, as long as the browser asks how to print
    copy.ariaHidden = true;
    for (const layer of drawn) {
      const part = copy.appendChild(layer.cloneNode(true));
      part.setAttribute("viewBox", `0 ${top} ${width} ${bottom - top}`);
      part.setAttribute("height", bottom - top);
    }
    return copy;
  };

  addEventListener("beforeprint", () => {
    away();
    for (const figure of document.querySelectorAll(".js-plotly-plot")) {
      const drawn = [...figure.querySelectorAll(".svg-container > .main-svg")];
      if (!drawn.length) continue;
      const [width, height] = ["width", "height"].map((name) => Number(drawn[0].getAttribute(name)));
      const ends = edges(height, figure.layout?.meta?.cuts ?? []);
      keep(figure, ends[1]);
      // before the figure: a mark is cut out by the first element with the name it gives, and that has to be shown
      figure.prepend(...ends.slice(1).map((bottom, number) => piece(drawn, width, ends[number], bottom)));
    }
  });
  addEventListener("afterprint", away);
})();
