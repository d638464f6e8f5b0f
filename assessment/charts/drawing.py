"""The template, the slots of colour, and the marks that every figure is made of.

Colours are not written here: a mark names a slot of the palettes in the theme, and the browser
fills in the light or the dark colour. So one figure serves both appearances, also at the moment
the visitor switches. Draw with theme="streamlit".
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from assessment.language import UNKNOWN
from assessment.scoring import Met

# Slots of `chartCategoricalColors`, in the order of the theme. The last is the ink of all words.
US, SPREAD, SPREAD_EDGE, MEDIAN, MISSING, UNCERTAIN, TRACK, INK = (f"#{slot:06d}" for slot in range(1, 9))
# Slots of `chartSequentialColors`: ten slots hold the five level colours in pairs.
LEVEL_SLOTS = tuple(f"#{slot:06d}" for slot in range(11, 21))
LEVELS = LEVEL_SLOTS[::2]

SIGNS = {Met.MET: "✓", Met.MISSING: "○", Met.UNKNOWN: "?", Met.NOT_ASKED: UNKNOWN}  # explained in words beside them

FINE, SMALL, TEXT, BODY = 13, 14, 15, 16  # px; nothing in a figure is smaller than 13
INSET = 18  # px at both sides, so that a dot at 0 and the words "100 %" are whole
HEADING = 44  # px: a name over the rows that follow
LINE = 19  # px: each further line of words in a row
WIDEST_SMALL = 34  # characters of a count and its verdict that share a line at 320 px; longer ones get one each
TICKS = (0, 25, 50, 75, 100)

TEMPLATE = go.layout.Template(
    layout={
        "font": {"size": SMALL, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
    }
)
CONFIG = {"displayModeBar": False, "doubleClick": False, "scrollZoom": False}

Json = dict[str, Any]

# The marks of a key: shape, width and height in px, colour, colour of the edge.
_EXAMPLES: Mapping[str, tuple[str, int, int, str, str | None]] = {
    "you": ("circle", 14, 14, US, TRACK),
    "before": ("circle", 14, 14, TRACK, US),
    "possible": ("rect", 18, 6, UNCERTAIN, None),
    "median": ("rect", 2, 18, MEDIAN, None),
    "middle": ("rect", 18, 14, SPREAD, SPREAD_EDGE),
}


def text(words: str, bold: bool = False) -> str:
    """The one place where words become plotly's HTML: a name is shown, whatever is in it."""
    safe = html.escape(words, quote=False)
    return f"<b>{safe}</b>" if bold and safe else safe


def font(size: int, colour: str = INK) -> Json:
    """Size and colour of words; without a colour of their own Streamlit would fade them."""
    return {"size": size, "color": colour}


@dataclass
class Drawing:
    """The marks of a figure, gathered and handed to plotly once.

    The x axis is the scale from 0 to 100. The y axis counts pixels from the top, so a row is as
    high on a phone as on a desk.
    """

    traces: list[Json] = field(default_factory=list)
    shapes: list[Json] = field(default_factory=list)
    annotations: list[Json] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    hollow_dots: list[tuple[float, float]] = field(default_factory=list)
    ink_dots: list[tuple[float, float]] = field(default_factory=list)
    ink_rings: list[tuple[float, float]] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)  # where a figure higher than a sheet of paper may be cut: print.js

    def bar(self, start: float, end: float, y: float, thick: float, colour: str, edge: str | None = None) -> None:
        """Draw a stretch of the scale."""
        self.shapes.append(
            {
                "type": "rect",
                **{"x0": start, "x1": end, "y0": y - thick / 2, "y1": y + thick / 2},
                "fillcolor": colour,
                "line": {"width": 1, "color": edge} if edge else {"width": 0},
                "layer": "between",
            }
        )

    def line(
        self, x0: float, x1: float, y0: float, y1: float, colour: str = SPREAD_EDGE, *, dashed: bool = False
    ) -> None:
        """Draw an edge, or in another colour what joins two marks."""
        self.shapes.append(
            {
                "type": "line",
                **{"x0": x0, "x1": x1, "y0": y0, "y1": y1},
                "line": {
                    "width": 1 if colour == SPREAD_EDGE else 2,
                    "color": colour,
                    "dash": "dot" if dashed else "solid",
                },
                "layer": "between",
            }
        )

    def half(self, q1: float | None, q3: float | None, y: float, thick: float) -> None:
        """Draw the middle half; a quartile told in words leaves its end of the box open."""
        start, end = 0 if q1 is None else q1, 100 if q3 is None else q3
        whole = q1 is not None and q3 is not None
        self.bar(start, end, y, thick, SPREAD, edge=SPREAD_EDGE if whole else None)
        if not whole:
            closed = end if q1 is None else start
            self.line(start, end, y - thick / 2, y - thick / 2)
            self.line(start, end, y + thick / 2, y + thick / 2)
            self.line(closed, closed, y - thick / 2, y + thick / 2)

    def example(self, mark: str, x: float, y: float) -> None:
        """Draw a mark of the key: as large at every width, to the right of a place of the scale."""
        kind, wide, high, fill, edge = _EXAMPLES[mark]
        self.shapes.append(
            {
                "type": kind,
                **{"xsizemode": "pixel", "xanchor": x, "x0": 9 - wide / 2, "x1": 9 + wide / 2},
                **{"y0": y - high / 2, "y1": y + high / 2},
                "fillcolor": fill,
                "line": {"width": 2 if kind == "circle" else 1, "color": edge} if edge else {"width": 0},
                "layer": "between",
            }
        )

    def box(self, wide: float, top: float, bottom: float, colour: str, edge: str) -> None:
        """Draw a cell at the left edge, as wide at every width of the figure."""
        self.shapes.append(
            {
                "type": "rect",
                **{"xsizemode": "pixel", "xanchor": 0, "x0": 0, "x1": wide, "y0": top, "y1": bottom},
                "fillcolor": colour,
                "line": {"width": 1, "color": edge},
                "layer": "between",
            }
        )

    def inside(self, words: str, wide: float, y: float, colour: str) -> None:
        """Write words in the middle of a cell."""
        self._write(text(words, True), y, font(BODY, colour), x=0, xanchor="center", xshift=wide / 2, yanchor="middle")

    def named(self, words: str, x: float, y: float) -> None:
        """Write the name of an example beside it."""
        self._write(text(words), y, font(FINE), x=x, xanchor="left", xshift=24, yanchor="middle")

    def rule(self, y: float) -> None:
        """Draw a line across the whole scale."""
        self.line(0, 100, y, y)

    def dot(self, x: float, y: float, hollow: bool = False, ink: bool = False) -> None:
        """Draw a score, hollow for that of the round before; in ink where it is not the reader's own."""
        ours, theirs = (self.hollow_dots, self.ink_rings) if hollow else (self.dots, self.ink_dots)
        (theirs if ink else ours).append((x, y))

    def label(
        self,
        x: float,
        y: float,
        words: str,
        size: int = FINE,
        anchor: str = "center",
        bold: bool = False,
        colour: str = INK,
    ) -> None:
        """Write words at a place of the scale."""
        self._write(text(words, bold), y, font(size, colour), x=x, xanchor=anchor)

    def words(
        self,
        words: str,
        y: float,
        right: bool = False,
        size: int = TEXT,
        bold: bool = False,
        colour: str = INK,
        indent: int = INSET,
    ) -> None:
        """Write words at the left edge of the figure, or at its right."""
        self.marked(text(words, bold), y, right, font(size, colour), indent)

    def marked(self, marked: str, y: float, right: bool, style: Json, indent: int = INSET) -> None:
        """Write words that `text` has made safe, partly bold."""
        x, anchor, shift = (100, "right", indent) if right else (0, "left", -indent)
        self._write(marked, y, style, x=x, xanchor=anchor, xshift=shift, yanchor="middle")

    def _write(self, marked: str, y: float, style: Json, **place: Any) -> None:
        if marked:
            self.annotations.append(
                {**place, "y": y, "text": marked, "showarrow": False, "borderpad": 0, "font": style}
            )

    def framed(
        self,
        height: float,
        unit: str | None = None,
        left: int = INSET,
        right: int = INSET,
        ticks: Sequence[str] = tuple(map(str, TICKS)),
    ) -> go.Figure:
        """Make the figure, as high as its rows and with fixed axes: a finger scrolls the page.

        Args:
            height: px of all its rows.
            unit: what stands after the numbers of the axis; None draws no axis.
            left: px beside the scale.
            right: px beside the scale.
            ticks: what stands at 0, 25, 50, 75 and 100, where it is not these numbers.
        """
        bottom = 0 if unit is None else 26
        layout = {
            "template": TEMPLATE,
            "meta": {"cuts": self.cuts},
            "height": height + bottom,
            "margin": {"l": left, "r": right, "t": 0, "b": bottom},
            "barmode": "stack",
            "shapes": self.shapes,
            "annotations": self.annotations,
            "xaxis": {
                "range": [-0.1, 100.1],
                "visible": unit is not None,
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
                "automargin": False,
                "tickvals": TICKS,
                "ticktext": [text(f"{tick}{unit or ''}") for tick in ticks],
                "tickfont": font(FINE),
                "ticks": "",
                "ticklabeloverflow": "allow",
            },
            "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
        }
        drawn = [
            _dots(self.hollow_dots, TRACK, US),
            _dots(self.ink_rings, TRACK, INK, size=11),
            _dots(self.dots, US, TRACK),
            _dots(self.ink_dots, INK, TRACK),
        ]
        return go.Figure(data=[*self.traces, *(one for one in drawn if one["x"])], layout=layout)


def _dots(places: list[tuple[float, float]], fill: str, edge: str, size: int = 16) -> Json:
    """All dots of one kind: one trace, because each costs the browser time."""
    return {
        "type": "scatter",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "mode": "markers",
        "marker": {"size": size, "color": fill, "line": {"width": 2, "color": edge}},
        "cliponaxis": False,
    }
