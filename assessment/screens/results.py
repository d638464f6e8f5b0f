"""Where a department stands: the finding first, then what it is made of, what to do next, and what to take away."""

from __future__ import annotations

import streamlit as st

from assessment import charts, task
from assessment.findings import Result, Standing, Step, change, comparison
from assessment.findings.steps import Waiting
from assessment.language import moment_day
from assessment.reading.department import Lacking
from assessment.screens import asking, departed, figures, handed_over, links, markdown
from assessment.screens.current import current
from assessment.screens.sealed import Sealed, sealed
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    shown = sealed(visit)
    if shown is None:
        _nothing_yet(visit)
        return
    _overall(visit, shown)
    figures.picture(visit, shown.result.pillars, "pillars")
    _essentials(shown.result)
    _standings(visit, shown.result)
    _steps(visit, shown)
    figures.picture(visit, shown.result.topics, "topics", explained=False)
    _moved(visit, shown)
    _limits(visit, shown)


def _overall(visit: Visit, shown: Sealed) -> None:
    say, found = visit.say, shown.result
    st.title(markdown.plain(found.headline), anchor=False)
    day = moment_day(shown.submission.submitted_at, visit.language, visit.zone)
    where = {"department": shown.submission.department_name, "round": shown.round.title, "day": day}
    st.caption(markdown.plain(say("results.caption", None, **where)))
    if found.missing:
        st.markdown(markdown.plain(found.missing))
    figures.other_rounds(visit, "results", shown.rounds, shown.round)
    figures.facts(found.facts)
    st.markdown(markdown.plain(found.one_figure))
    figures.draw(charts.score_line(found.overall.line), found.overall.alt, "overall")
    if found.sentence:
        st.markdown(markdown.strong(found.sentence, found.overall.words))
    if found.band:
        st.markdown(markdown.plain(found.band))
    _beside(visit, shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        for kind in handed_over.KINDS:
            handed_over.button(visit, shown.submission, kind)
        st.page_link(
            links.screen(visit, "report"),
            label=say("results.see_report"),
            icon=":material/arrow_forward:",
            query_params={"round": str(shown.round.id)},
            width="content",
        )


def _beside(visit: Visit, shown: Sealed) -> None:
    """Set the practices in use beside those of the others, where that was published, or say why not."""
    benchmark = shown.reported.benchmark
    if not isinstance(benchmark, Lacking):
        compared = comparison(shown.assessed, benchmark, visit.say, visit.zone).compared
        if compared is not None:
            st.markdown(markdown.strong(compared.beside, compared.used))
        _to_comparison(visit, visit.say("results.see_comparison"), str(shown.round.id))
        return
    st.markdown(benchmark.sentence(visit.say))
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
    )


def _essentials(found: Result) -> None:
    st.header(markdown.plain(found.essentials.headline), anchor=False)
    with figures.beside_each_other():
        for item in found.essentials.items:
            st.markdown(figures.essential(item))


def _standings(visit: Visit, found: Result) -> None:
    with st.grid(2, min_column_width=300) as grid:
        for key, listed, instead in (
            ("results.strong", found.standings.strong, found.standings.no_strong),
            ("results.weak", found.standings.weak, found.standings.no_weak),
        ):
            with grid.cell():
                st.header(visit.say(key), anchor=False)
                st.markdown(_listed(listed) or instead)


def _listed(standings: tuple[Standing, ...]) -> str:
    """A list; the words of a score stay on one line."""
    lines = [one.sentence.replace(one.score, one.score.replace(" ", "\N{NO-BREAK SPACE}")) for one in standings]
    return "\n".join(
        f"{number}. {markdown.strong(markdown.plain(line), *map(markdown.plain, one.names))}"
        for number, (line, one) in enumerate(zip(lines, standings, strict=True), 1)
    )


def _steps(visit: Visit, shown: Sealed) -> None:
    steps = shown.result.steps
    st.header(steps.headline, anchor=False)
    if not steps.all:
        return
    for sentence in filter(None, (steps.find_out, steps.left, steps.about)):
        st.markdown(sentence)
    asked = asking.read(visit)
    asking.about(visit, asked)
    for number, step in enumerate(steps.all, 1):
        with st.container(border=True):
            _step(visit, step, number)
            figures.to_question(visit, shown.assessed.questionnaire, step.question_id)
            asking.beside(visit, asked, step.question_id)
    _waiting(visit, steps.waiting)


def _step(visit: Visit, step: Step, number: int) -> None:
    """Draw what to do, and of which practice: where it stands today, and where this leads."""
    say = visit.say
    st.subheader(markdown.plain(f"{number}. {step.action}"), anchor=False)
    badge = f" :blue-badge[:material/shield: {say('questions.essential')}]" if step.essential else ""
    st.markdown(f"{markdown.plain(step.practice)}{badge}  \n{step.sentence}")
    for label, level in ((say("results.today"), step.today), (say("results.leads_to"), step.next)):
        st.markdown(f"{label} **{markdown.plain(level.words)}**  \n{markdown.plain(level.sentence)}".rstrip())


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
    if found.pillars is None:
        st.header(markdown.plain(found.headline), anchor=False)
    else:
        figures.picture(visit, found.pillars, "before")
    for sentence in filter(None, (found.sentence, found.practices)):
        st.markdown(sentence)
    st.page_link(
        links.screen(visit, "history"), label=visit.say("results.see_history"), icon=":material/arrow_forward:"
    )


def _limits(visit: Visit, shown: Sealed) -> None:
    st.header(visit.say("results.limits"), anchor=False)
    st.markdown(shown.result.limits)
    st.markdown(shown.result.seen)
    figures.in_a_table(visit, shown.result.overall.table, visit.say("results.bands"))


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
    st.markdown(f"{say('results.when')} {say('results.progress', given=given, count=count)}")
    if not now_on.can_write:
        st.markdown(say(now_on.too_late))
        return
    done = given == count
    if st.button(say("home.review" if done else "results.continue"), type="primary"):
        st.switch_page(links.screen(visit, "review" if done else "questions"))
