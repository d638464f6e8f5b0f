"""How a finding is drawn: its heading, the figure with its words for those who hear it, and the same in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from assessment import charts, task
from assessment.findings import BoxPicture, Essential, Fact, Key, Overall, Picture, ScoreLine, Strip, Sum, Table
from assessment.questionnaire import Questionnaire
from assessment.rounds import Round
from assessment.scoring import Met
from assessment.screens.parts import links, markdown, tab
from assessment.visit import Visit

ROUND = "round"  # what names a round in an address
PROSE = 736  # px: how wide a column of text is on a wide page
# How wide a part of a row is: nothing of its own where the row has so much room, else more than a line holds.
_ROW_OR_LIST = "calc((21rem - 100%) * 999)"
_OVER_OR_BEFORE = "flex:none;max-width:100%;min-width:min(100%,calc((12rem - 100%) * 999))"
_WRAP = "display:flex;flex-wrap:wrap;column-gap:0.4em"
_FACT = 68  # px: a value with its name over it; it comes later than the words around it, which then stay
_SIGNS = {  # before words that say the same
    Met.MET: ":green[:material/check_circle:]",
    Met.MISSING: ":orange[:material/radio_button_unchecked:]",
    Met.UNKNOWN: ":orange[:material/help:]",
}


def essential(item: Essential) -> str:
    """An essential with its sign and whether it is met; one that is not stands out."""
    words = markdown.plain(f"{item.name}:\N{NO-BREAK SPACE}{item.word}")
    return f"{_SIGNS[item.met]}\N{NO-BREAK SPACE}{words if item.met is Met.MET else f'**{words}**'}"


def draw(figure: go.Figure, alt: str, key: str) -> None:
    """Draw a figure that a finger scrolls past and that is read aloud in words."""
    st.plotly_chart(figure, config=charts.CONFIG, alt=alt, key=key)


def picture(visit: Visit, shown: Picture, key: str, *, heading: str | None = None, explained: bool = True) -> None:
    """Draw a dot chart under its finding, and the same in a table.

    Args:
        visit: whose.
        shown: the chart in finished words.
        key: of the chart, once a page.
        heading: stands for the finding where the page has said it already.
        explained: whether the marks are explained by example.
    """
    st.header(markdown.plain(shown.headline if heading is None else heading), anchor=False)
    dots(visit, shown, key, explained=explained)


def dots(visit: Visit, shown: Picture, key: str, *, explained: bool = True) -> None:
    """Draw a dot chart whose finding is said, and the same in a table."""
    marks: Key | None = shown.key if explained else None
    draw(charts.dot_rows(shown.rows, marks, shown.unit), shown.alt, key)
    in_a_table(visit, shown.table)


def finding(words: str) -> None:
    """The finding of one of many small figures: as large as text, and a heading to those who hear the page."""
    look = "margin:0;padding:0;font:inherit;font-weight:600;letter-spacing:normal"
    st.html(f'<h2 style="{look}">{escape(words)}</h2>')


def boxes(shown: BoxPicture, key: str) -> None:
    """Draw practices as boxes under their finding, and what the marks stand for; the table is the page's."""
    st.header(markdown.plain(shown.headline), anchor=False)
    draw(charts.box_rows(shown.rows), shown.alt, key)
    st.caption(markdown.plain(shown.caption), width=PROSE)


def score(shown: Overall) -> None:
    """Draw the score on its line, under it the bands by name in one row, and what the mark beside it is."""
    with st.container(gap=None):
        draw(charts.score_line(shown.line), shown.alt, "overall")
        st.html(_bands(shown.line))


def _bands(line: ScoreLine) -> str:
    """Each band with where it begins and ends: under its stretch of the line, on a phone one under the other."""
    ends = [*(band.start for band in line.bands[1:]), 100]
    named = (
        f'<div style="{_WRAP};flex:{escape(share)} 1 {_ROW_OR_LIST};font-weight:{700 if ours else 400}">'
        f'<span style="{_OVER_OR_BEFORE}">{escape(band.name)}</span><span>{escape(band.span)}</span></div>'
        for band, end in zip(line.bands, ends, strict=True)
        for ours, share in [(band.name == line.band, f"{end - band.start:g}")]
    )
    mark = "border-left:2px solid;padding-left:0.5em;margin-top:0.35em"
    yardstick = f'<div style="{mark}">{escape(line.yardstick_words)}</div>' if line.yardstick_words else ""
    inset = escape(f"{charts.INSET}px")
    row = f'<div style="{_WRAP}">{"".join(named)}</div>'
    return f'<div style="font-size:0.75rem;line-height:1.3;padding:0 {inset}">{row}{yardstick}</div>'


def strip(visit: Visit, shown: Strip, key: str) -> None:
    """Draw scores as cells, a strip for each name that gathers them, and the same in a table."""
    st.caption(markdown.plain(shown.caption))
    middle = (len(shown.groups) + 1) // 2
    with halves() as grid:
        for groups in (shown.groups[:middle], shown.groups[middle:]):
            with grid.cell(), st.grid(2, min_column_width=300, gap="small") as pair:
                for group in groups:
                    with pair.cell():
                        st.markdown(f"**{markdown.plain(group.name)}**")
                        draw(charts.heat_strip(group.cells), group.alt, f"{key}-{group.name}")
    in_a_table(visit, shown.table)


def opened(shown: Sum) -> ExpanderContainer:
    """Draw a figure that opens: how it is made, what went in, and what was left out."""
    fold = st.expander(markdown.plain(shown.title))
    with fold:
        st.markdown(markdown.plain(shown.about))
        table(shown.table)
        st.markdown(markdown.plain(" ".join(shown.left_out)))
    return fold


def facts(shown: Sequence[Fact]) -> None:
    """Draw the three figures that a result begins with, side by side; a phone puts them under each other."""
    with st.grid(len(shown), min_column_width=150, gap="small") as grid:
        for fact in shown:
            with grid.cell(), st.container(gap=None):
                st.metric(markdown.plain(fact.label), fact.value, height=_FACT)
                st.caption(markdown.plain(fact.meaning))


def in_a_table(visit: Visit, shown: Table, title: str | None = None) -> None:
    """The same as a figure, for reading; closed at first."""
    with st.expander(visit.say("figures.table") if title is None else title, type="compact"):
        table(shown)


def table(shown: Table) -> None:
    """Draw a table of three columns at most, so that it fits a phone; a column without any words is left out."""
    worded = shown.worded()
    written(Table(worded.heads, tuple(tuple(map(markdown.plain, row)) for row in worded.rows)))


def written(shown: Table) -> None:
    """Draw a table whose cells are Markdown already.

    So is the table: `st.table` needs 103 kB of scripts, two seconds of a bad line, though it be folded away.
    """
    if shown.heads:
        lines = (map(markdown.plain, shown.heads), ["---"] * len(shown.heads), *shown.rows)
        st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))


def numbered(sentences: Sequence[str]) -> None:
    """Draw sentences as a list with numbers."""
    st.markdown("\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1)))


def halves() -> GridContainer:
    """Two columns as wide as a phone at least: on a narrower page one after the other."""
    return st.grid(2, min_column_width=440, gap=("small", 24))


@contextmanager
def beside_each_other() -> Iterator[None]:
    """Two columns that a phone puts under each other."""
    with st.grid(2, min_column_width=300, gap="small"):
        yield


def to_question(visit: Visit, questionnaire: Questionnaire, question_id: str) -> None:
    """A link to the topic of a question in the assessment under way, under its name: a page has several."""
    name = questionnaire.question(question_id).name[visit.language]
    st.page_link(
        links.screen(visit, "questions"),
        label=markdown.plain(visit.say("figures.open_question", name=name)),
        icon=":material/arrow_forward:",
        query_params={"topic": task.topic_of(questionnaire, question_id).id},
        width="content",
    )


def other_rounds(visit: Visit, screen: str, rounds: Sequence[Round], shown: Round) -> None:
    """Links to the same screen for the other rounds, and an earlier one in the name of the tab.

    Args:
        visit: whose.
        screen: the name of the screen.
        rounds: oldest first, the one that is shown among them.
        shown: that one.
    """
    others = [one for one in rounds if one.id != shown.id]
    if others:
        if shown != rounds[-1]:
            tab.name(visit, visit.say(f"menu.{screen}"), shown.title)
        to_rounds(visit.say("figures.other_rounds"), screen, others)


def to_rounds(words: str, screen: str, rounds: Sequence[Round]) -> None:
    """Links to a screen for several rounds, latest first.

    They load the page anew: what Streamlit draws as a link to the page one is on looks like the place one is at.
    """
    named = [links.anchor(f"/{screen}?{ROUND}={one.id}", one.title) for one in reversed(rounds)]
    st.html(f"<div>{escape(words)} {' · '.join(named)}</div>")
