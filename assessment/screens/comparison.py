"""Where a department's practices stand beside those of the others; never a list of departments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment import charts, findings
from assessment.answers import Submission
from assessment.assessed import Assessed
from assessment.benchmark import Benchmark
from assessment.findings import Compared, Comparison, Missing, promises
from assessment.findings.comparison import Rounds
from assessment.findings.overall import facts, overall
from assessment.questionnaire import Questionnaire
from assessment.reading.department import Lacking, Reported, gather
from assessment.rounds import Round
from assessment.screens import asking, departed, figures, links, markdown
from assessment.screens.asking import Asked
from assessment.screens.sealed import asked_for
from assessment.visit import Visit

_ESSENTIAL = ":orange[:material/radio_button_unchecked:]"
_NOT_YET = ":material/radio_button_unchecked:"
_HIDDEN = ":material/visibility_off:"


def show(visit: Visit) -> None:
    """Draw the page for the round that the address names, else for what was published last.

    For a department that has left, what counted it last comes before that.
    """
    department, region = visit.person.department_id, visit.person.region_id
    assert department is not None and region is not None, "only departments are compared"
    rounds = visit.store.rounds(region)
    named = next((one.id for one in _published(rounds) if one.id == asked_for()), None)
    gone = departed.departure(visit)
    if named is None and gone is not None and gone.counted:
        named, _ = gone.counted[-1]
    benchmark = visit.store.comparison(department, named)
    if benchmark is None:
        _nothing_yet(visit)
        return
    shown = next(one for one in rounds if one.id == benchmark.round_id)
    counted = visit.store.counted(department, shown.id)
    if counted is not None and (benchmark.peers.shown or benchmark.region.shown):
        _compared(visit, benchmark, counted, rounds, shown, partial(_ways, visit, rounds, shown))
    else:
        _without_us(visit, benchmark, counted, rounds, shown)
    _promises(visit)


def _without_us(
    visit: Visit, benchmark: Benchmark, counted: Submission | None, rounds: list[Round], shown: Round
) -> None:
    """What nobody in particular may see, for a department that has submitted and has no figures of its own; or why."""
    department = visit.person.department_id or ""
    latest, as_nobody = gather(visit.store, department), visit.store.comparison_as_nobody(department)
    reported = gather(visit.store, department, shown.id)
    if latest is not None and as_nobody is not None and as_nobody.region.shown:
        last = next(one for one in rounds if one.id == as_nobody.round_id)
        of_last = gather(visit.store, department, last.id) or latest
        ours = of_last.submission if counted is None else counted

        def ways() -> None:
            _ways(visit, rounds, last)
            why = _why_without_us(visit, benchmark, reported, "benchmark.not_among")
            st.info(f"{why} {visit.say('benchmark.seen')}", icon=_HIDDEN)

        _compared(visit, as_nobody, ours, rounds, last, ways)
        return
    st.title(visit.say("findings.comparison.none"), anchor=False)
    st.markdown(markdown.plain(visit.say("comparison.round", round=shown.title)))
    _ways(visit, rounds, shown)
    st.info(_why_without_us(visit, benchmark, reported, "benchmark.not_counted"), icon=_HIDDEN)


def _why_without_us(visit: Visit, benchmark: Benchmark, reported: Reported | None, not_counted: str) -> str:
    """Why a round's comparison has no figures of ours: what stands against our answers to it, or that we gave none."""
    if reported is not None and isinstance(reported.benchmark, Lacking):
        return reported.benchmark.sentence(visit.say)
    reason = benchmark.region.reason
    return visit.say(not_counted if reason in (None, "benchmark.not_counted") else reason)


def _published(rounds: list[Round]) -> list[Round]:
    return [one for one in rounds if one.published_at is not None]


def _ways(visit: Visit, rounds: list[Round], shown: Round) -> None:
    """Say why the newest answers are in no comparison, where they are in none, and lead to the other comparisons."""
    submitted = {one.round_id for one in visit.store.submissions(visit.person.department_id or "")}
    newer = [
        one for one in rounds if one.opens_on > shown.opens_on and one.published_at is None and one.id in submitted
    ]
    if newer and departed.departure(visit) is None:
        reported = gather(visit.store, visit.person.department_id or "", newer[-1].id)
        counts = reported is None or reported.benchmark is not Lacking.NOT_TO_COUNT
        which = "newer" if counts else "newer_not_to_count"
        st.markdown(visit.say(f"comparison.{which}", round=markdown.plain(newer[-1].title)))
    figures.other_rounds(visit, "comparison", _published(rounds), shown)


def _compared(
    visit: Visit, benchmark: Benchmark, ours: Submission, rounds: list[Round], shown: Round, ways: Callable[[], None]
) -> None:
    questionnaire = visit.store.questionnaire(ours.questionnaire_sha256)
    assessed = Assessed(questionnaire, ours.answers)
    of_rounds = _to_be_named(visit, ours, rounds, shown)
    said = findings.comparison(assessed, benchmark, visit.say, visit.zone, rounds=of_rounds)
    assert said.compared is not None, "one of the groups is shown"
    st.title(markdown.plain(said.headline), anchor=False)
    which = visit.say("comparison.round", round=shown.title)
    if of_rounds is not None and not of_rounds.alike:
        which = visit.say("comparison.round_beside", round=of_rounds.theirs, ours=of_rounds.ours)
    st.markdown(markdown.plain(f"{which} · {said.compared.caption}"))
    ways()
    scored = overall(questionnaire, assessed.scorecard, visit.say)
    figures.facts(facts(scored, assessed.scorecard, visit.say, of_rounds.ours if of_rounds else ""))
    if of_rounds is None or not of_rounds.alike:  # else there are newer figures to give
        st.markdown(visit.say("findings.result.one_figure"))
    _beside(visit, benchmark, said, said.compared)
    if benchmark.peers.shown and benchmark.region.shown:
        beside = findings.comparison(assessed, benchmark, visit.say, visit.zone, beside_region=True)
        _region(visit, beside.compared)
    _missing(visit, questionnaire, said)
    _practices(visit, said)


def _to_be_named(visit: Visit, ours: Submission, rounds: list[Round], shown: Round) -> Rounds | None:
    """The rounds of both sides, unless all that is shown is of the round of the newest answers."""
    submitted = {one.round_id for one in visit.store.submissions(visit.person.department_id or "")}
    newest = next(one for one in reversed(rounds) if one.id in submitted)
    answered = next(one for one in rounds if one.id == ours.round_id)
    return None if newest == answered == shown else Rounds(answered.title, shown.title)


def _region(visit: Visit, compared: Compared | None) -> None:
    """The same beside the whole region, where the figure above is about those of similar size."""
    if compared is not None:
        with st.expander(visit.say("comparison.region"), type="compact"):
            st.caption(markdown.plain(compared.caption))
            figures.table(compared.pillars.table)


def _beside(visit: Visit, benchmark: Benchmark, found: Comparison, compared: Compared) -> None:
    st.markdown(markdown.strong(compared.first, compared.used))
    _notes(visit, benchmark, found)
    figures.boxes(visit, compared.pillars, "compared")


def _notes(visit: Visit, benchmark: Benchmark, found: Comparison) -> None:
    """Say why something is not shown; that figures are of an earlier day is a fact about them, and stands small."""
    withheld = [visit.say(one.reason) for one in (benchmark.peers, benchmark.region) if one.reason]
    for note in found.notes:
        if note in withheld:
            st.info(note, icon=_HIDDEN)
        else:
            st.caption(note)


def _missing(visit: Visit, questionnaire: Questionnaire, found: Comparison) -> None:
    """Draw what most have and this department has not yet; nothing where practices are not counted."""
    if not found.practices:
        return
    st.header(markdown.plain(found.missing_headline), anchor=False)
    if found.no_missing:
        st.markdown(markdown.plain(found.no_missing))
        return
    st.markdown(markdown.plain(found.missing_whom))
    asked = asking.read(visit)
    asking.about(visit, asked)
    for one in found.missing:
        _one_missing(visit, questionnaire, one, asked)
    if found.missing_more:
        st.markdown(markdown.plain(found.missing_more))


def _one_missing(visit: Visit, questionnaire: Questionnaire, one: Missing, asked: Asked) -> None:
    badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if one.essential else ""
    sign = _ESSENTIAL if one.essential else _NOT_YET
    with st.container(gap="xxsmall"):
        st.markdown(f"{sign} **{markdown.plain(one.name)}**{badge}")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(markdown.plain(f"{one.sentence}."), width="content")
            figures.to_question(visit, questionnaire, one.question_id)
        asking.beside(visit, asked, one.question_id)


def _practices(visit: Visit, found: Comparison) -> None:
    st.header(markdown.plain(found.practices_headline), anchor=False)
    if not found.practices:
        st.info(markdown.plain(found.practices_caption), icon=_HIDDEN)
        return
    st.caption(f"{found.practices_caption} {found.practices_key}")
    for number, pillar in enumerate(found.practices, 1):
        st.subheader(markdown.plain(pillar.headline), anchor=False)
        with figures.beside_each_other():
            figures.draw(charts.in_use_rows(pillar.left), pillar.left_alt, f"left-{number}")
            if pillar.right:
                figures.draw(charts.in_use_rows(pillar.right), pillar.right_alt, f"right-{number}")
    if found.practices_table is not None:
        figures.in_a_table(visit, found.practices_table)


def _nothing_yet(visit: Visit) -> None:
    say = visit.say
    st.title(say("findings.comparison.none"), anchor=False)
    submitted = bool(visit.store.submissions(visit.person.department_id or ""))
    if departed.departure(visit) is not None:
        st.markdown(say("report.lacking.left" if submitted else "departed.nothing"))
    else:
        st.markdown(say("comparison.nothing_yet"))
    st.page_link(
        links.screen(visit, "results" if submitted else "home"),
        label=say("home.see_result" if submitted else "results.to_start"),
        icon=":material/arrow_forward:",
    )
    _promises(visit)


def _promises(visit: Visit) -> None:
    """The five sentences on what other departments can see, and what the coordinator does; closed, at the end."""
    with st.expander(visit.say("benchmark.trust.title")):
        figures.numbered(promises(visit.say))
        st.markdown(visit.say("comparison.coordinator_sees"))
