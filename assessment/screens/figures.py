"""How a finding is drawn: its heading, the figure with its words for those who hear it, and the same in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import plotly.graph_objects as go
import streamlit as st

from assessment import charts, task
from assessment.findings import BoxPicture, Essential, Fact, Key, Picture, Table
from assessment.questionnaire import Questionnaire
from assessment.rounds import Round
from assessment.scoring import Met
from assessment.screens import links, markdown, tab
from assessment.visit import Visit

ROUND = "round"  # what names a round in an address
TEXT = 736  # px: how wide text is on a page that is wider
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
    marks: Key | None = shown.key if explained else None
    draw(charts.dot_rows(shown.rows, marks, shown.unit), shown.alt, key)
    in_a_table(visit, shown.table)


def boxes(shown: BoxPicture, key: str) -> None:
    """Draw practices as boxes under their finding, and what the marks stand for; the table is the page's."""
    st.header(markdown.plain(shown.headline), anchor=False)
    draw(charts.box_rows(shown.rows), shown.alt, key)
    st.caption(markdown.plain(shown.caption), width=TEXT)


def facts(shown: Sequence[Fact]) -> None:
    """Draw the three figures that a result begins with, side by side; a phone puts them under each other."""
    with st.grid(len(shown), min_column_width=180, gap="small") as grid:
        for fact in shown:
            with grid.cell(), st.container(gap=None):
                st.metric(markdown.plain(fact.label), fact.value)
                st.caption(markdown.plain(fact.meaning))


def in_a_table(visit: Visit, shown: Table, title: str | None = None) -> None:
    """The same as a figure, for reading; closed at first."""
    with st.expander(visit.say("figures.table") if title is None else title, type="compact"):
        table(shown)


def table(shown: Table) -> None:
    """Draw a table of three columns at most, so that it fits a phone; a column without any words is left out."""
    worded = shown.worded()
    rows = [dict(zip(worded.heads, map(markdown.plain, row), strict=True)) for row in worded.rows]
    st.table(rows, hide_index=True, border="horizontal")


def numbered(sentences: Sequence[str]) -> None:
    """Draw sentences as a list with numbers."""
    st.markdown("\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1)))


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
