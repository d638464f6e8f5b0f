"""A document as HTML for WeasyPrint: the same pieces, words and charts, so that both set the same report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from html import escape

from assessment.findings.rows import Row, Table
from assessment.report import pieces
from assessment.report.typesetting import FONTS

WIDE, TALL, NAMES = 600, 20, 190  # of a chart, a row of it, and its labels

STYLE = """
@page { size: A4; margin: 25mm 20mm 20mm;
  @top-right { content: string(chapter); font: 8.5pt Source Sans Pro; }
  @bottom-left { content: string(foot); font: 8.5pt Source Sans Pro; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt Source Sans Pro; } }
body { font: 10.5pt/1.4 Source Sans Pro; color: #0b1418; margin: 0; }
h1, h2 { font-family: Source Serif Pro; font-weight: 600; } h1 { font-size: 20pt; } h2 { font-size: 13pt; }
h1.chapter { string-set: chapter content(); } .foot { string-set: foot content(); height: 0; overflow: hidden; }
h1, h2, h3 { break-after: avoid; } p { hyphens: auto; margin: 0 0 8pt; } .quiet { color: #47535a; font-size: 8.5pt; }
.new { break-before: page; } table { width: 100%; border-collapse: collapse; } thead { display: table-header-group; }
th { text-align: left; font-size: 9pt; } td, th { border-bottom: 0.4pt solid #dcdcd6; padding: 4pt 10pt 4pt 0; }
tr, .whole { break-inside: avoid; } .side { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 12pt; }
dl { display: grid; grid-template-columns: 120pt 1fr; gap: 4pt 8pt; } dd { margin: 0; }
.box { background: #f0eee8; border-left: 2pt solid #0b5163; padding: 8pt 12pt; }
.contents a { text-decoration: none; color: inherit; }
.contents a::after { content: leader(" ") target-counter(attr(href), page); }
"""


def style() -> str:
    """The sheet of styles, with the faces that the program itself sets in."""
    return "".join(_faces()) + STYLE


def html(document: pieces.Document) -> str:
    """A whole document."""
    body = "".join(map(_of, document.pieces))
    listed = [one for one in document.pieces if isinstance(one, pieces.Heading) and one.listed]
    contents = "".join(f'<li><a href="#{_place(one.text)}">{escape(one.text)}</a></li>' for one in listed)
    return (
        f'<!doctype html><html lang="{document.language}"><head><title>{escape(document.title)}</title></head><body>'
        f'<p class="foot">{escape(document.foot)}</p>{body.replace("@contents@", contents)}</body></html>'
    )


@singledispatch
def _of(piece: object) -> str:
    raise TypeError(f"{type(piece).__name__} has no form in HTML; give it one here")


@_of.register
def _(piece: pieces.Heading) -> str:
    kind = ' class="chapter"' if piece.level == 1 else ""
    return f'<h{piece.level}{kind} id="{_place(piece.text)}">{escape(piece.text)}</h{piece.level}>'


@_of.register
def _(piece: pieces.Paragraph) -> str:
    return f'<p class="{piece.tone}">{_lines(piece.text)}</p>'


@_of.register
def _(piece: pieces.Facts) -> str:
    items = (f"<div><b>{escape(one.value)}</b><br>{escape(one.label)}</div>" for one in piece.items)
    return f'<div class="side">{"".join(items)}</div>'


@_of.register
def _(piece: pieces.Scale) -> str:
    line = piece.line
    row = Row(line.band, score=line.score, low=line.low, high=line.high, number=line.number)
    return _chart([row], piece.alt)


@_of.register
def _(piece: pieces.DotRows) -> str:
    return _chart(piece.rows, piece.alt)


@_of.register
def _(piece: pieces.InUseRows) -> str:
    rows = [
        Row(f"{one.name}: {one.said}", score=one.share, number=one.known) for _, ones in piece.topics for one in ones
    ]
    return _chart(rows, piece.alt)


@_of.register
def _(piece: pieces.Essentials) -> str:
    return _list(f"{item.name}: {item.sign.word}" for item in piece.items)


@_of.register
def _(piece: pieces.Steps) -> str:
    items = (f"<li><b>{escape(one.action)}</b><br>{escape(one.why)}</li>" for one in piece.items)
    return f'<ol start="{piece.first}">{"".join(items)}</ol>'


@_of.register
def _(piece: pieces.Box) -> str:
    return f'<div class="box"><b>{escape(piece.title)}</b><p>{_lines(piece.text)}</p></div>'


@_of.register
def _(piece: pieces.Pairs) -> str:
    return _table(Table(piece.heads, tuple((one.name, one.value) for one in piece.items)))


@_of.register
def _(piece: pieces.Answered) -> str:
    signed = piece.sign.word if piece.sign else ""
    notes = (f"<dt>{escape(one.name)}</dt><dd>{_lines(one.value)}</dd>" for one in piece.notes)
    return (
        f'<div class="whole"><h3>{escape(piece.question)}</h3>'
        f"<p><b>{escape(piece.answer)}</b> {escape(piece.minimum_words)} {escape(signed)}</p>"
        f"<p>{_lines(piece.sentence)}</p></div><dl>{''.join(notes)}</dl>"
    )


@_of.register
def _(piece: pieces.Grid) -> str:
    return _table(piece.table)


@_of.register
def _(piece: pieces.Listing) -> str:
    return _list(piece.items)


@_of.register
def _(piece: pieces.Contents) -> str:
    return f'<h1>{escape(piece.title)}</h1><p>{escape(piece.note)}</p><ul class="contents">@contents@</ul>'


@_of.register
def _(piece: pieces.NewPage) -> str:
    return '<div class="new"></div>'


@_of.register
def _(piece: pieces.OnePage) -> str:
    return "".join(map(_of, (*piece.pieces, *piece.last)))


def _chart(rows: Sequence[Row], alt: str) -> str:
    drawn = "".join(_row(row, TALL * place + TALL // 2) for place, row in enumerate(rows))
    tall = TALL * len(rows)
    size = f'viewBox="0 0 {WIDE} {tall}" width="{WIDE}" font-family="Source Sans Pro" font-size="11"'
    return f'<svg role="img" {size}><title>{escape(alt)}</title>{drawn}</svg>'


def _row(row: Row, y: int) -> str:
    marks = [f'<text x="0" y="{y}">{escape(row.label)}</text>', _bar(0, 100, y, 5, "#f0eee8")]
    if row.q1 is not None and row.q3 is not None:
        marks.append(_bar(row.q1, row.q3, y, 8, "#dcdcd6"))
    if row.low is not None and row.high is not None:
        marks.append(_bar(row.low, row.high, y, 3, "#3a7f90"))
    marks += [
        f'<circle cx="{_x(at)}" cy="{y}" r="4" fill="#0b5163"/>' for at in (row.before, row.score) if at is not None
    ]
    marks.append(f'<text x="{_x(100) + 8}" y="{y}">{escape(row.number)} {escape(row.verdict)}</text>')
    return "".join(marks)


def _bar(low: float, high: float, y: int, thick: int, fill: str) -> str:
    return f'<rect x="{_x(low)}" y="{y - thick / 2}" width="{_x(high) - _x(low)}" height="{thick}" fill="{fill}"/>'


def _x(value: float) -> float:
    return NAMES + 2 * value


def _table(table: Table) -> str:
    heads = "".join(f"<th>{escape(head)}</th>" for head in table.heads)
    rows = ("".join(f"<td>{_lines(cell)}</td>" for cell in row) for row in table.rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_lines(item)}</li>' for item in items)}</ul>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _place(text: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in text)


def _faces() -> Iterable[str]:
    for family, name, weight in (("Sans", "Regular", 400), ("Sans", "Bold", 700), ("Serif", "Semibold", 600)):
        file = FONTS / f"Source{family}Pro-{name}.otf"
        what = f'font-family: "Source {family} Pro"; font-weight: {weight}'
        yield f"@font-face {{ {what}; src: url({file.as_uri()}); }}"
