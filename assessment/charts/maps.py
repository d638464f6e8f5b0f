"""The maps of a region: departments by topic, and by essential. Never sorted by score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from assessment.charts.drawing import (
    FINE,
    LEVEL_SLOTS,
    MEDIAN,
    MISSING,
    SIGNS,
    SMALL,
    SPREAD,
    TEMPLATE,
    TRACK,
    Json,
    font,
    text,
)
from assessment.scoring import Met

CELL = 26  # px: the height of a row
GROUP = 28  # px: for the names of groups, over those of the columns
LETTER, FOOT = 5.4, 18  # px: how high a letter of a slanted name stands, and what is under its first
SLANT = 128  # px: for the slanted names to the right of the last column
LONGEST = 38  # characters of a name; the whole one is in the table


def heat_map(
    names: Sequence[str],
    columns: Sequence[str],
    groups: Sequence[tuple[str, int]],
    levels: Sequence[Sequence[float | None]],
    words: Sequence[Sequence[str]],
    bands: Sequence[tuple[str, int]] = (),
) -> go.Figure:
    """Draw departments by topic: the number is the mean level, the colour the whole level reached.

    Args:
        names: of the departments, alphabetical within their staff band.
        columns: the topics.
        groups: each pillar's name, and how many of the columns are its.
        levels: a row a department, from 0 to 4; None where nothing is known.
        words: the same as they are written.
        bands: the staff bands where a map has several, and how many of the rows are of each.
    """
    # A colour between two steps would reach the contrast of no colour of text.
    cells = [[None if level is None else int(level) for level in line] for line in levels]
    scale = [[slot / 9, colour] for slot, colour in enumerate(LEVEL_SLOTS)]
    return _map(_cells(cells, words, scale, top=4), names, columns, groups, bands)


def essentials_map(
    names: Sequence[str], essentials: Sequence[str], met: Sequence[Sequence[Met]], bands: Sequence[tuple[str, int]] = ()
) -> go.Figure:
    """Draw departments by essential: what is missing stands out, and a sign says the same.

    Args:
        names: of the departments, alphabetical within their staff band.
        essentials: their names.
        met: a row a department.
        bands: the staff bands where a map has several, and how many of the rows are of each.
    """
    place = {Met.MET: 0, Met.UNKNOWN: 1, Met.MISSING: 2}
    steps = enumerate((TRACK, SPREAD, MISSING))
    scale = [[edge, colour] for step, colour in steps for edge in (step / 3, (step + 1) / 3)]
    cells = [[place[value] for value in line] for line in met]
    words = [[SIGNS[value] for value in line] for line in met]
    return _map(_cells(cells, words, scale, top=2), names, essentials, (), bands)


def _cells(
    values: Sequence[Sequence[int | None]], words: Sequence[Sequence[str]], scale: list[list[Any]], top: int
) -> Json:
    return {
        "type": "heatmap",
        "z": values,
        "text": [[text(word) for word in line] for line in words],
        "texttemplate": "%{text}",
        "textfont": {"size": FINE},  # without a colour: plotly takes one that contrasts
        "colorscale": scale,
        **{"zmin": 0, "zmax": top, "xgap": 2, "ygap": 2},
        "showscale": False,
        "hoverinfo": "skip",
    }


def _map(
    cells: Json,
    names: Sequence[str],
    columns: Sequence[str],
    groups: Sequence[tuple[str, int]],
    bands: Sequence[tuple[str, int]],
) -> go.Figure:
    sizes, rules = _bands(bands)
    common = {"tickfont": font(FINE), "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    named = _named(columns)
    head = round(FOOT + LETTER * max(map(len, named["ticktext"]), default=0)) + (GROUP if groups else 0)
    heads, edges = _groups(groups, head)
    layout = {
        "template": TEMPLATE,
        "height": len(names) * CELL + head,
        "margin": {"t": head, "b": 0, "l": 0, "r": SLANT},
        "hovermode": "closest",
        "annotations": [*heads, *sizes],
        "shapes": [*edges, *rules],
        "xaxis": {
            **common,
            **named,
            "side": "top",
            "tickangle": -60,
            "range": [-0.5, len(columns) - 0.5],
            "automargin": False,
        },
        "yaxis": {**common, **_named(names), "range": [len(names) - 0.5, -0.5], "automargin": True},
    }
    return go.Figure(data=[cells, _marks(cells["text"], names, columns)], layout=layout)


def _marks(words: Sequence[Sequence[str]], names: Sequence[str], columns: Sequence[str]) -> Json:
    """What is over each cell, unseen: it says in full whose and what it is, and knows its row when it is pressed."""
    places = [(row, column) for row in range(len(names)) for column in range(len(columns))]
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        **{"x": [column for _, column in places], "y": [row for row, _ in places]},
        "text": [f"{text(names[row])}<br>{text(columns[column])}: {words[row][column]}" for row, column in places],
        "customdata": [row for row, _ in places],
        "hoverinfo": "text",
        "marker": {"symbol": "square", "size": CELL, "opacity": 0},
        **{"selected": unseen, "unselected": unseen},
    }


def _groups(groups: Sequence[tuple[str, int]], head: int) -> tuple[list[Json], list[Json]]:
    """Write the names of groups of columns over them, and draw the edges between."""
    heads, edges, left = [], [], 0
    for name, width in groups:
        heads.append(
            {
                **{"x": left - 0.45, "xanchor": "left"},
                **{"y": 1, "yref": "paper", "yanchor": "top", "yshift": head - 4},
                "text": text(name, bold=True),
                "showarrow": False,
                "font": font(SMALL),
            }
        )
        if left:
            edges.append(
                {
                    "type": "line",
                    **{"x0": left - 0.5, "x1": left - 0.5, "y0": 0, "y1": 1, "yref": "paper"},
                    "line": {"color": MEDIAN, "width": 2},
                }
            )
        left += width
    return heads, edges


def _bands(bands: Sequence[tuple[str, int]]) -> tuple[list[Json], list[Json]]:
    """Write the names of staff bands at the right of their first rows, and draw the edges between."""
    sizes, edges, above = [], [], 0
    for name, height in bands:
        sizes.append(
            {
                **{"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8},
                **{"y": above, "yanchor": "middle"},
                "text": text(name),
                "showarrow": False,
                "font": font(FINE),
            }
        )
        if above:
            edges.append(
                {
                    "type": "line",
                    **{"x0": 0, "x1": 1, "xref": "paper", "y0": above - 0.5, "y1": above - 0.5},
                    "line": {"color": MEDIAN, "width": 2},
                }
            )
        above += height
    return sizes, edges


def _named(names: Sequence[str]) -> Json:
    shown = (f"{n[: LONGEST - 1].rstrip()}…" if len(n) > LONGEST else n for n in names)
    return {"tickvals": list(range(len(names))), "ticktext": [text(name) for name in shown]}
