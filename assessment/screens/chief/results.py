"""Where a department stands: on the first screen what a chief asks first, below it, folded, what that is made of."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment import charts, task
from assessment.findings import Result, StepInWords, TopicStanding, change, comparison
from assessment.findings.steps import Waiting
from assessment.language import moment_day
from assessment.library import Sorted
from assessment.reading.department import NotCompared
from assessment.scoring import Met
from assessment.screens.chief.parts import asking, departed, offer, opening, seen, waiting
from assessment.screens.chief.parts.current import current
from assessment.screens.parts import figures, handed_over, helps, links, markdown
from assessment.screens.parts.sealed import Sealed, sealed
from assessment.visit import Visit


@dataclass(frozen=True)
class _Beside:
    """What stands beside each step."""

    asked: asking.AskedFor
    choosing: offer.Choosing | None  # None: these answers are not the newest, and nothing is taken from them
    there: Sorted  # documents of the region


def show(visit: Visit) -> None:
    """Draw the page: what a chief asks first stands on one screen, what it is made of folded below."""
    shown = sealed(visit)
    if opening.in_place(visit, shown):
        return
    if shown is None:
        _nothing_yet(visit)
        return
    _opening(visit, shown)
    beside = _read(visit, shown)
    with st.container(gap=None):
        _where(shown.result)
        with figures.halves() as grid:
            with grid.cell():
                _steps(visit, shown, beside)
            with grid.cell():
                _pillars(visit, shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        _beside(visit, shown)
    seen.line(visit, shown.reported)
    _folded(visit, shown, beside)
    if shown.reported.opinion is None:  # else the line says where it is
        waiting.to_page(visit)


def _read(visit: Visit, shown: Sealed) -> _Beside:
    is_newest = shown.round == shown.rounds[-1]
    choosing = offer.read(visit, shown.round.id) if is_newest else None
    return _Beside(asking.read(visit), choosing, helps.read(visit, shown.assessed.questionnaire))


def _opening(visit: Visit, shown: Sealed) -> None:
    """Draw the finding, whose it is and of which round, and the ways to the others."""
    st.title(markdown.plain(shown.result.headline), anchor=False)
    day = moment_day(shown.submission.submitted_at, visit.language, visit.zone)
    where = {"department": shown.submission.department_name, "round": shown.round.title, "day": day}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(markdown.plain(visit.say("results.caption", None, **where)), width="content")
        figures.other_rounds(visit, "results", shown.rounds, shown.round)
    opening.why_low(visit, shown.submission)


def _where(found: Result) -> None:
    """Draw the three figures with what is missing for the next band, and the score on its line."""
    with figures.halves() as grid:
        with grid.cell(), st.container(gap="xsmall"):
            figures.facts(found.facts)
            st.markdown(markdown.plain(found.next_band))
        with grid.cell():
            figures.score(found.overall)


def _steps(visit: Visit, shown: Sealed, beside: _Beside) -> None:
    """Draw the nearest steps, each with the essential that it is for; and which essentials they leave."""
    steps = shown.result.steps
    st.header(steps.headline, anchor=False)
    with st.container(gap="xsmall"):  # three steps fit one screen, and what helps stands close to its step
        for number, step in enumerate(steps.first, 1):
            with st.container(gap=None):
                _step(visit, shown, beside, step, number)
    if left := " ".join(filter(None, (steps.left_by_first, steps.find_out))):
        st.markdown(markdown.plain(left))
    if beside.choosing is not None and steps.all:
        offer.to_plan(visit, visit.say("plan.to_plan" if beside.choosing.of.taken else "plan.make_plan"))


def _step(visit: Visit, shown: Sealed, beside: _Beside, step: StepInWords, number: int) -> None:
    """Draw what to do and of which practice; opened, where that stands today, and where this leads."""
    say = visit.say
    badge = f":blue-badge[:material/shield: {say('questions.essential')}] " if step.essential else ""
    what = markdown.plain(f"{number}. {step.action}")
    missing = {one.question_id: f": {one.word}" for one in shown.result.essentials.items if one.met is not Met.MET}
    practice = f"{step.practice}{missing.get(step.question_id, '')}"
    about, choosing = [practice, step.horizon], beside.choosing
    if choosing is not None:
        about.append(offer.word(visit, choosing.on(step.question_id, step.leads_to)))
    label = f"**{what}** {badge}{markdown.plain(' · '.join(filter(None, about)))}"
    with st.expander(label, expanded=offer.stays_open(step.question_id, step.leads_to)):
        st.markdown(markdown.plain(step.sentence))
        for label, level in ((say("results.today"), step.today), (say("results.leads_to"), step.next)):
            st.markdown(f"{label} **{markdown.plain(level.words)}**  \n{markdown.plain(level.sentence)}".rstrip())
        seen.beside(visit, shown.reported, shown.assessed.questionnaire, step.question_id)
        figures.to_question(visit, shown.assessed.questionnaire, step.question_id)
        if choosing is not None:
            offer.beside(visit, choosing, step.question_id, step.leads_to)
        asking.about(visit, beside.asked)
        asking.beside(visit, beside.asked, step.question_id)
    helps.line(visit, beside.there, step.question_id, step.practice)


def _pillars(visit: Visit, shown: Sealed) -> None:
    """Draw the pillars with where they stood before, and the papers to take away; their table is that of the score."""
    found = shown.result.pillars
    st.header(markdown.plain(found.headline), anchor=False)
    figures.draw(charts.dot_rows(found.rows, found.key, unit=None, high=charts.LOW_ROW), found.alt, "pillars")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for kind in handed_over.KINDS:
            handed_over.button(visit, shown.submission, kind)
        st.page_link(
            links.screen(visit, "report"),
            label=visit.say("results.see_report"),
            icon=":material/arrow_forward:",
            query_params={"round": str(shown.round.id)},
            width="content",
        )


def _beside(visit: Visit, shown: Sealed) -> None:
    """Set the practices in use beside those of the others, or say why not; and which figure to give."""
    benchmark, one_figure = shown.reported.benchmark, markdown.plain(shown.result.one_figure)
    if not isinstance(benchmark, NotCompared):
        compared = comparison(shown.assessed, benchmark, visit.say, visit.zone).compared
        beside = "" if compared is None else markdown.strong(compared.beside, compared.used)
        st.markdown(f"{beside} {one_figure}", width=figures.PROSE)
        _to_comparison(visit, visit.say("results.see_comparison"), str(shown.round.id))
        return
    st.markdown(f"{benchmark.sentence(visit.say)} {one_figure}", width=figures.PROSE)
    anybody = visit.store.comparison_as_nobody(shown.submission.department_id)
    if anybody is not None and anybody.region.shown:
        of_round = markdown.plain(visit.store.round(anybody.round_id).title)
        _to_comparison(visit, visit.say("results.see_comparison_of", round=of_round), str(anybody.round_id))


def _to_comparison(visit: Visit, label: str, round_id: str) -> None:
    st.page_link(
        links.screen(visit, "comparison"),
        label=label,
        icon=":material/arrow_forward:",
        query_params={"round": round_id},
        width="content",
    )


def _folded(visit: Visit, shown: Sealed, beside: _Beside) -> None:
    """Draw what is behind the first screen: the other steps, the topics, what changed, and how the numbers are made."""
    found = shown.result
    if found.steps.more:
        with st.expander(f"**{markdown.plain(found.steps.more)}**"):
            with figures.halves() as grid:
                for number, step in enumerate(found.steps.others, len(found.steps.first) + 1):
                    with grid.cell():
                        _step(visit, shown, beside, step, number)
            _waiting(visit, found.steps.waiting)
    with st.expander(f"**{markdown.plain(found.topics.headline)}**"):
        _standings(visit, found)
        figures.strip(visit, found.topics, "topics")
    _moved(visit, shown)
    _made(visit, found)


def _standings(visit: Visit, found: Result) -> None:
    with st.grid(2, min_column_width=300) as grid:
        for key, listed, instead in (
            ("results.strong", found.standings.strong, found.standings.no_strong),
            ("results.weak", found.standings.weak, found.standings.no_weak),
        ):
            with grid.cell():
                st.subheader(visit.say(key), anchor=False)
                st.markdown(_listed(listed) or instead)


def _listed(standings: tuple[TopicStanding, ...]) -> str:
    """A list; the words of a score stay on one line."""
    lines = [one.sentence.replace(one.score, one.score.replace(" ", "\N{NO-BREAK SPACE}")) for one in standings]
    return "\n".join(
        f"{number}. {markdown.strong(markdown.plain(line), *map(markdown.plain, one.names))}"
        for number, (line, one) in enumerate(zip(lines, standings, strict=True), 1)
    )


def _waiting(visit: Visit, waiting: Waiting) -> None:
    """Say how much is urgent and has no place among the steps; by name at once where it is little."""
    if not waiting.sentence:
        return
    st.markdown(waiting.sentence)
    if waiting.few:
        figures.table(waiting.table)
    else:
        figures.in_a_table(visit, waiting.table, visit.say("findings.result.waiting.title"))


def _moved(visit: Visit, shown: Sealed) -> None:
    """Draw what changed since the round before, where there is one."""
    if shown.reported.before is None:
        return
    found = change(shown.reported.before, shown.assessed, visit.say)
    with st.expander(f"**{markdown.plain(found.headline)}**"), figures.halves() as grid:
        with grid.cell():
            for sentence in filter(None, (found.sentence, found.practices)):
                st.markdown(sentence)
            st.page_link(
                links.screen(visit, "history"), label=visit.say("results.see_history"), icon=":material/arrow_forward:"
            )
        if found.pillars is not None:
            with grid.cell():
                figures.dots(visit, found.pillars, "before")


def _made(visit: Visit, found: Result) -> None:
    """Draw how each number is made, with the score why its band, how the steps are chosen, and what no number is."""
    practices, essentials, score, *pillars = found.sums
    with st.expander(f"**{visit.say('findings.result.sum.headline')}**"), figures.halves() as grid:
        for one in (practices, essentials):
            with grid.cell():
                figures.opened(one)
        with grid.cell(), figures.opened(score):
            for sentence in filter(None, (found.sentence, found.band)):
                st.markdown(markdown.plain(sentence))
            figures.table(found.overall.table)
        for one in pillars:
            with grid.cell():
                figures.opened(one)
        with grid.cell(), st.expander(visit.say("results.chosen")):
            st.markdown(markdown.plain(" ".join(filter(None, (found.steps.about, found.steps.left)))))
        with grid.cell(), st.expander(visit.say("results.limits")):
            st.markdown(f"{found.limits} {found.seen}")


def _nothing_yet(visit: Visit) -> None:
    """Say what will be here, and lead to what is missing for it."""
    say, now_on = visit.say, current(visit)
    st.title(say("results.empty"), anchor=False)
    if departed.departure(visit) is not None:
        st.markdown(say("departed.nothing"))
        return
    if now_on is None or now_on.draft is None:
        st.markdown(say("results.not_begun"))
        if st.button(say("results.to_start"), type="primary"):
            st.switch_page(links.screen(visit, "home"))
        return
    saved = visit.store.answers(now_on.draft.id)
    count, given = len(list(now_on.questionnaire.questions())), task.answered(now_on.questionnaire, saved)
    progress = say("results.progress", given=given, count=count) if given else ""
    st.markdown(f"{say('results.when')} {progress}".strip())
    if not now_on.can_write:
        st.markdown(say(now_on.too_late))
        return
    done = given == count
    if st.button(say("home.review" if done else "results.continue"), type="primary"):
        st.switch_page(links.screen(visit, "review" if done else "questions"))
