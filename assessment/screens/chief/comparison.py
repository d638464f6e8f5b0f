"""Where a department's practices stand beside those of the others; never a list of departments."""

from __future__ import annotations

import streamlit as st

from assessment import charts, findings
from assessment.answers import Submission
from assessment.assessed import Assessed
from assessment.benchmark import Benchmark
from assessment.findings import Compared, Comparison, Missing, promises
from assessment.findings.comparison import Rounds
from assessment.questionnaire import Questionnaire
from assessment.reading.department import NotCompared, Reported, gather
from assessment.rounds import Round
from assessment.screens.chief.parts import asking, departed, opening
from assessment.screens.chief.parts.asking import AskedFor
from assessment.screens.parts import figures, links, markdown
from assessment.screens.parts.sealed import asked_for
from assessment.visit import Visit

_ESSENTIAL = ":orange[:material/radio_button_unchecked:]"
_NOT_YET = ":material/radio_button_unchecked:"
_HIDDEN = ":material/visibility_off:"
# Of five tracks the boxes take three and what is missing takes two; where they do not fit, one comes under the other.
_TRACKS, _TRACK, _GAP = 5, 190, 24  # the last two in px
_PILLAR = 300  # px: how wide a pillar's practices are at least, where two stand beside each other


def show(visit: Visit) -> None:
    """Draw the page for the round that the address names, else for what was published last.

    For a department that has left, what counted it last comes before that.
    """
    department, region = visit.person.department_id, visit.person.region_id
    assert department is not None and region is not None, "only departments are compared"
    if opening.instead(visit, visit.say("menu.comparison"), visit.store.submissions(department)[-1:]):
        return
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
        _compared(visit, benchmark, counted, rounds, shown)
    else:
        _without_us(visit, benchmark, counted, rounds, shown)


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
        why = _why_without_us(visit, benchmark, reported, "benchmark.not_among")
        _compared(visit, as_nobody, ours, rounds, last, why=f"{why} {visit.say('benchmark.seen')}")
        return
    with st.container(width=figures.PROSE):
        st.title(visit.say("findings.comparison.none"), anchor=False)
        st.markdown(markdown.plain(visit.say("comparison.round", round=shown.title)))
        _newer(visit, rounds, shown)
        st.info(_why_without_us(visit, benchmark, reported, "benchmark.not_counted"), icon=_HIDDEN)
        _promises(visit)
        figures.other_rounds(visit, "comparison", _published(rounds), shown)


def _why_without_us(visit: Visit, benchmark: Benchmark, reported: Reported | None, not_counted: str) -> str:
    """Why a round's comparison has no figures of ours: what stands against our answers to it, or that we gave none."""
    if reported is not None and isinstance(reported.benchmark, NotCompared):
        return reported.benchmark.sentence(visit.say)
    reason = benchmark.region.reason
    return visit.say(not_counted if reason in (None, "benchmark.not_counted") else reason)


def _published(rounds: list[Round]) -> list[Round]:
    return [one for one in rounds if one.published_at is not None]


def _newer(visit: Visit, rounds: list[Round], shown: Round) -> None:
    """Say why the newest answers are in no comparison, where they are in none."""
    submitted = {one.round_id for one in visit.store.submissions(visit.person.department_id or "")}
    newer = [
        one for one in rounds if one.opens_on > shown.opens_on and one.published_at is None and one.id in submitted
    ]
    if newer and departed.departure(visit) is None:
        reported = gather(visit.store, visit.person.department_id or "", newer[-1].id)
        counts = reported is None or reported.benchmark is not NotCompared.NOT_TO_COUNT
        which = "newer" if counts else "newer_not_to_count"
        st.caption(visit.say(f"comparison.{which}", round=markdown.plain(newer[-1].title)))


def _compared(
    visit: Visit, benchmark: Benchmark, ours: Submission, rounds: list[Round], shown: Round, *, why: str = ""
) -> None:
    """Draw the comparison; `why` says what keeps our own figures out of it, where something does."""
    questionnaire = visit.store.questionnaire(ours.questionnaire_sha256)
    assessed = Assessed(questionnaire, ours.answers)
    of_rounds = _to_be_named(visit, ours, rounds, shown)
    said = findings.comparison(assessed, benchmark, visit.say, visit.zone, rounds=of_rounds)
    assert said.compared is not None, "one of the groups is shown"
    with st.grid(_TRACKS, min_column_width=_TRACK, gap=_GAP) as grid:
        with grid.cell(column_span=3):
            with st.container(width=figures.PROSE):
                _opening(visit, said, of_rounds, shown, _published(rounds))
            figures.boxes(said.compared.pillars, "compared")
            beside = None
            if benchmark.peers.shown and benchmark.region.shown:
                beside = findings.comparison(assessed, benchmark, visit.say, visit.zone, beside_region=True).compared
            _in_tables(visit, said.compared, beside)
        with grid.cell(column_span=2):
            _newer(visit, rounds, shown)
            _notes(visit, benchmark, said, why)
            _missing(visit, questionnaire, said)
            _promises(visit)
        if said.practices:
            with grid.cell(column_span=3):
                _practices(said)
        with grid.cell(column_span=2):
            if said.practices_table is not None:
                figures.in_a_table(visit, said.practices_table, visit.say("comparison.all_in_a_table"))
            _whom(visit, said.compared)


def _opening(visit: Visit, said: Comparison, of_rounds: Rounds | None, shown: Round, published: list[Round]) -> None:
    """Say how we stand, of which round, beside whom, and in one sentence by how much."""
    assert said.compared is not None, "one of the groups is shown"
    st.title(markdown.plain(said.headline), anchor=False)
    which = visit.say("comparison.round", round=shown.title)
    if of_rounds is not None and not of_rounds.alike:
        which = visit.say("comparison.round_beside", round=of_rounds.theirs, ours=of_rounds.ours)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(markdown.plain(f"{which} · {said.compared.dated}"), width="content")
        figures.other_rounds(visit, "comparison", published, shown)
    st.markdown(markdown.strong(said.compared.first, said.compared.used))


def _to_be_named(visit: Visit, ours: Submission, rounds: list[Round], shown: Round) -> Rounds | None:
    """The rounds of both sides, unless all that is shown is of the round of the newest answers."""
    submitted = {one.round_id for one in visit.store.submissions(visit.person.department_id or "")}
    newest = next(one for one in reversed(rounds) if one.id in submitted)
    answered = next(one for one in rounds if one.id == ours.round_id)
    return None if newest == answered == shown else Rounds(answered.title, shown.title)


def _in_tables(visit: Visit, compared: Compared, region: Compared | None) -> None:
    """The boxes in a table; and the same beside the whole region, where they are about those of similar size."""
    if region is None:
        figures.in_a_table(visit, compared.pillars.table)
        return
    with st.expander(visit.say("comparison.in_tables"), type="compact"):
        for one in (compared, region):
            st.caption(markdown.plain(one.caption))
            figures.table(one.pillars.table)


def _notes(visit: Visit, benchmark: Benchmark, found: Comparison, why: str) -> None:
    """Say why something is not shown; that figures are of an earlier day is a fact about them, and stands small."""
    withheld = [visit.say(one.reason) for one in (benchmark.peers, benchmark.region) if one.reason]
    hidden = [why, *(note for note in found.notes if note in withheld)]
    if any(hidden):
        st.info("\n\n".join(filter(None, hidden)), icon=_HIDDEN)
    for note in found.notes:
        if note not in withheld:
            st.caption(note)


def _missing(visit: Visit, questionnaire: Questionnaire, found: Comparison) -> None:
    """Draw what most have and this department has not yet; or why practices are not counted."""
    if not found.practices:
        st.header(markdown.plain(found.practices_headline), anchor=False)
        st.info(markdown.plain(found.practices_caption), icon=_HIDDEN)
        return
    st.header(markdown.plain(found.missing_headline), anchor=False)
    if found.no_missing:
        st.markdown(markdown.plain(found.no_missing), width=figures.PROSE)
        return
    asked = asking.read(visit)
    with st.container(gap="xsmall"):
        for one in found.missing:
            _one_missing(visit, questionnaire, one, asked)
    for sentence in filter(None, (found.missing_more, found.missing_whom)):
        st.caption(markdown.plain(sentence))
    asking.about(visit, asked)


def _one_missing(visit: Visit, questionnaire: Questionnaire, one: Missing, asked: AskedFor) -> None:
    badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if one.essential else ""
    sign = _ESSENTIAL if one.essential else _NOT_YET
    with st.container(gap="xxsmall"):
        st.markdown(f"{sign} **{markdown.plain(one.name)}**{badge}")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(markdown.plain(f"{one.sentence}."), width="content")
            figures.to_question(visit, questionnaire, one.question_id)
        asking.beside(visit, asked, one.question_id)


def _practices(found: Comparison) -> None:
    """Draw every practice, folded by pillar."""
    st.header(markdown.plain(found.practices_headline), anchor=False)
    with st.grid(2, min_column_width=_PILLAR, gap="small") as grid:
        for number, pillar in enumerate(found.practices, 1):
            with grid.cell(), st.expander(markdown.plain(pillar.headline)):
                st.caption(markdown.plain(pillar.key))
                figures.draw(charts.in_use_rows(pillar.topics), pillar.alt, f"practices-{number}")
                st.caption(markdown.plain(found.practices_caption))


def _nothing_yet(visit: Visit) -> None:
    say = visit.say
    submitted = bool(visit.store.submissions(visit.person.department_id or ""))
    with st.container(width=figures.PROSE):
        st.title(say("findings.comparison.none"), anchor=False)
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
    """The five sentences on what other departments can see, and what the coordinator does; one press away."""
    with st.expander(visit.say("benchmark.trust.title")):
        figures.numbered(promises(visit.say))
        st.markdown(visit.say("comparison.coordinator_sees"))


def _whom(visit: Visit, compared: Compared) -> None:
    """Who the others are, and what the words about them mean; one press away."""
    with st.expander(visit.say("comparison.whom")):
        st.markdown(markdown.plain(compared.whom))
        st.markdown(markdown.plain(" ".join(compared.rules)))
