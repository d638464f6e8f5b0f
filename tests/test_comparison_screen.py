"""The page of the comparison: what stands beside what, what is withheld and why, and that nobody is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import TODAY, OpenPage, as_read, at, tables, told, visit_of, visit_to, words
from given import QUESTIONS, everything, facts_in
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment import demo
from assessment.benchmark import Told, about
from assessment.benchmark.drawing import OVERALL
from assessment.language import day
from assessment.people import Role
from assessment.reading import department
from assessment.reading.department import NotCompared
from assessment.screens.chief import comparison, results
from assessment.screens.parts.markdown import plain
from assessment.storage import OPERATOR, DoorStore, Store, digest, prepare
from assessment.visit import Visit
from assessment.wording import Say

IT = Say("it")
US = "d0002"  # the department of the chief with a history


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small region: eight departments were counted, enough to compare and too few to count practices."""
    path = tmp_path_factory.mktemp("few") / "demo.db"
    with closing(prepare(path, demo=True)):
        demo.build(path, QUESTIONS.read_bytes(), TODAY, departments=12, rounds=1)
    return path


@pytest.fixture
def own_copy(few: Path, tmp_path: Path) -> Iterator[Path]:
    """The small region to write in."""
    path = tmp_path / "demo.db"
    shutil.copy(few, path)
    with closing(prepare(path, demo=True)):
        yield path


def test_the_own_count_comes_first_then_the_boxes_then_what_is_missing_then_the_rest(
    seasoned: Visit, open_page: OpenPage
) -> None:
    page = open_page(comparison.show, seasoned)
    shown = seasoned.store.comparison(US)
    assert shown is not None and shown.own is not None
    counted = seasoned.store.counted(US)
    assert counted is not None
    used = sum(isinstance(answer, int) and answer >= 2 for answer in counted.answers.values())

    first = told(page, "findings.comparison.first")
    assert first["used"] == f"**{IT('findings.of', some=used, total=38)}**"
    assert [one.value for one in page.header][1:] == [
        IT("findings.comparison.missing.headline"),
        IT("findings.comparison.practices.headline", 38),
    ]
    assert len(page.get("plotly_chart")) == 1 + len(seasoned.questionnaire.pillars)
    boxes, *pillars = page.get("plotly_chart")
    assert boxes.proto.alt.startswith(IT("findings.comparison.pillars.alt", items="").rstrip(" ."))
    folded = [chart.proto.id for fold in page.expander for chart in fold.get("plotly_chart")]
    assert folded == [chart.proto.id for chart in pillars]


def test_the_figures_of_peers_and_region_are_those_that_may_be_shown(seasoned: Visit, open_page: OpenPage) -> None:
    page = open_page(comparison.show, seasoned)
    shown = seasoned.store.comparison(US)
    assert shown is not None

    assert shown.own is not None
    for table, group in zip(tables(page)[:2], (shown.peers, shown.region), strict=True):
        others = list(table[IT("findings.comparison.head.others")])
        figures = [group.overall, *group.pillars.values()]
        assert len(others) == len(figures) == 5
        for words_of, figure, own in zip(others, figures, shown.own.values(), strict=True):
            assert figure is not None
            key = "findings.comparison.median_and_middle" if figure.quartiles else "findings.comparison.median"
            assert facts_in(as_read(words_of), key)["median"] == both(figure.median, own.asked)


def both(median: Told, asked: int) -> str:
    """A median as a count of our own practices, and as it was published."""
    if isinstance(median, str):
        return IT(f"benchmark.figure.{median}")
    return IT("findings.comparison.count_and_share", some=about(median, asked), share=f"{median}%")


def test_every_practice_stands_there_with_its_count_in_questionnaire_order(
    seasoned: Visit, open_page: OpenPage
) -> None:
    page = open_page(comparison.show, seasoned)
    practices = tables(page)[2]
    names = [
        IT("findings.essential_name", name=one.name["it"]) if one.essential else one.name["it"]
        for one in seasoned.questionnaire.questions()
    ]

    assert IT("findings.comparison.practices.sign") in words(page)
    rounded = seasoned.questionnaire.in_use
    shown = seasoned.store.comparison(US)
    assert shown is not None and shown.region.n is not None
    all_of = shown.region.n + 1
    in_words = (rounded.nearly_all["it"].format(k=all_of - 4, n=all_of), rounded.hardly_any["it"])
    assert [as_read(name) for name in practices[IT("findings.head.practice")]] == names
    assert all(
        one in in_words or facts_in(one, "findings.comparison.practices.about")
        for one in practices[IT("findings.head.region")]
    )


def test_no_other_department_is_named(seasoned: Visit, demo_region: Path, open_page: OpenPage) -> None:
    page = open_page(comparison.show, seasoned)
    drawn = [json.dumps(json.loads(one.proto.spec)) + one.proto.alt for one in page.get("plotly_chart")]
    said = words(page) + "".join(drawn) + "".join(table.to_csv() for table in tables(page))
    names = {one.name for one in Store(demo_region, OPERATOR).departments(demo.REGION)}

    assert len(names) == 20
    assert not [name for name in names if name in said]


def test_what_is_missing_leads_to_its_question(seasoned: Visit, open_page: OpenPage) -> None:
    page = open_page(comparison.show, seasoned)
    ways = [one.proto.query_string for one in page.get("page_link") if one.proto.page == "questions"]
    topics = {topic.id for topic in seasoned.questionnaire.dimensions()}

    assert 1 <= len(ways) <= 3
    assert {way.removeprefix("topic=") for way in ways} <= topics


def test_what_others_see_and_who_they_are_is_one_press_away(seasoned: Visit, open_page: OpenPage) -> None:
    page = open_page(comparison.show, seasoned)
    fold = {one.label: one for one in page.expander}
    promised, whom = fold[IT("benchmark.trust.title")], fold[IT("comparison.whom")]

    assert not any(one.proto.expanded for one in page.expander)
    assert f"5. {IT('benchmark.trust.leak')}" in promised.markdown[0].value
    assert as_read(whom.markdown[0].value) == IT("findings.comparison.who.near")
    assert IT("benchmark.same_rule") in as_read(whom.markdown[1].value)


def test_an_earlier_round_is_shown_as_it_was(seasoned: Visit, open_page: OpenPage) -> None:
    rounds = [one for one in seasoned.store.rounds(demo.REGION) if one.published_at]
    page = open_page(comparison.show, seasoned, round=str(rounds[0].id))
    shown = seasoned.store.comparison(US, rounds[0].id)
    assert shown is not None and shown.own is not None
    own = shown.own[OVERALL]

    assert IT("comparison.round", round=rounds[0].title) in words(page)
    assert told(page, "findings.comparison.first")["used"] == f"**{IT('findings.of', some=own.used, total=own.asked)}**"
    assert f'href="/comparison?round={rounds[1].id}"' in words(page)


def test_below_eleven_departments_practices_are_not_counted_and_the_page_says_why(
    few: Path, open_page: OpenPage
) -> None:
    page = open_page(comparison.show, visit_of(few, "seasoned_chief", "it"))
    said = words(page)

    assert IT("benchmark.too_few_for_practices") in [one.value for one in page.info]
    assert as_read(under_the_title(page)).endswith(IT("benchmark.small"))
    assert IT("findings.comparison.missing.headline") not in said
    assert IT("benchmark.only_region") in said


def test_before_anything_is_published_the_page_says_what_it_waits_for(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        page = open_page(comparison.show, visit_to(world.of("alba"), "it"))
        submitted = open_page(comparison.show, visit_to(world.submit("alba"), "it"))

    assert page.title[0].value == IT("findings.comparison.none")
    assert IT("comparison.nothing_yet") in words(page)
    assert page.get("page_link")[0].proto.label == IT("results.to_start")
    assert submitted.get("page_link")[0].proto.label == IT("home.see_result")
    assert page.expander[-1].label == IT("benchmark.trust.title")


def test_who_is_not_counted_is_told_so(demo_region: Path, open_page: OpenPage) -> None:
    page = open_page(comparison.show, visit_of(demo_region, "fresh_chief", "it"))

    assert page.title[0].value == IT("findings.comparison.none")
    assert page.info[0].value == IT("benchmark.not_counted")
    store = visit_of(demo_region, "fresh_chief", "it").store
    titles = [one.title for one in store.rounds(store.person().region_id or "") if one.published_at is not None]
    assert page.markdown[0].value == plain(IT("comparison.round", round=titles[-1]))


def test_whose_levels_are_too_little_known_reads_why_they_are_not_counted(own_copy: Path, open_page: OpenPage) -> None:
    operator = Store(own_copy, OPERATOR, at)
    published = operator.rounds(demo.REGION)[0]
    who = next(one.department_id for one in operator.prospect(published.id)[1] if one.reason == "too_much_unknown")
    reported = department.gather(operator, who, published.id)
    assert reported is not None and reported.benchmark is NotCompared.TOO_MUCH_UNKNOWN

    page = open_page(results.show, visit_to(as_chief_of(who, own_copy), "it"), round=str(published.id))
    assert NotCompared.TOO_MUCH_UNKNOWN.sentence(IT) in words(page)
    assert [one.proto.label for one in page.get("page_link") if one.proto.page == "comparison"] == [
        IT("results.see_comparison_of", round=plain(published.title))
    ]


def test_who_has_submitted_and_is_not_counted_sees_the_region_as_nobody_does(
    own_copy: Path, open_page: OpenPage
) -> None:
    """Beside its own counts of that round, with the day and the reason; never the peers, and no verdict."""
    operator = Store(own_copy, OPERATOR, at)
    published = operator.rounds(demo.REGION)[0]
    who = next(one.department_id for one in operator.prospect(published.id)[1] if one.reason == "too_much_unknown")
    page = open_page(comparison.show, visit_to(as_chief_of(who, own_copy), "it"))

    (submission,) = (one for one in operator.submissions(who) if one.round_id == published.id)
    in_use = [one for one in submission.answers.values() if isinstance(one, int) and one >= 2]
    used = IT("findings.of", some=len(in_use), total=38)
    anybody = operator.comparison_for_others(demo.REGION)
    assert anybody is not None and anybody.region.n is not None and anybody.region.published_at is not None
    whom = IT("findings.comparison.whom.all", anybody.region.n, group=IT("benchmark.group.region"))
    assert page.title[0].value in titles_of(published.title, used)
    assert whom in words(page)
    assert day(anybody.region.published_at.date(), "it") in under_the_title(page)
    of_round = IT("comparison.round", round=plain(published.title))
    assert under_the_title(page).startswith(f"{of_round} · ")  # above the figures
    why = f"{NotCompared.TOO_MUCH_UNKNOWN.sentence(IT)} {IT('benchmark.seen')}"
    assert page.info[0].value == f"{why}\n\n{IT('benchmark.nobody')}"
    assert told(page, "findings.comparison.first")["used"] == f"**{used}**"
    assert not [word for word in ("above", "below", "about_the_same") if signed(word) in words(page)]
    assert IT("benchmark.nobody") in words(page)


def test_answers_of_another_round_are_named_above_the_region_they_stand_beside(
    own_copy: Path, open_page: OpenPage
) -> None:
    """Who has submitted for the first time in the round that is open looks at the one that is published."""
    operator = Store(own_copy, OPERATOR, at)
    published, now_open = operator.rounds(demo.REGION)
    took_part = {one.participation.department_id for one in operator.progress(published.id) if one.submitted_at}
    who = next(
        one.participation.department_id
        for one in operator.progress(now_open.id)
        if one.participation.department_id not in took_part and one.submitted_at is None
    )
    store = as_chief_of(who, own_copy)
    draft = store.draft(now_open.id, who) or store.begin(now_open.id, who)
    store.save_profile(draft.id, staff=12, official_account=True)
    operator.save_answers(draft.id, everything(2))
    store.submit(draft.id)

    page = open_page(comparison.show, visit_to(store, "it"))
    of_rounds = IT("comparison.round_beside", round=plain(published.title), ours=plain(now_open.title))
    assert under_the_title(page).startswith(f"{of_rounds} · ")
    assert told(page, "findings.comparison.first")["used"] == f"**{IT('findings.of', some=38, total=38)}**"


def test_who_is_counted_now_but_not_in_figures_of_an_earlier_day_sees_them_as_nobody_does(
    own_copy: Path, open_page: OpenPage
) -> None:
    """The region keeps its figures when too little changed; the new one is told why, and sees them all the same."""
    later = at() + timedelta(days=300)  # no other round is open to it then
    operator = Store(own_copy, OPERATOR, lambda: later)
    published = operator.rounds(demo.REGION)[0]
    who = next(one.department_id for one in operator.prospect(published.id)[1] if one.reason == "too_much_unknown")
    draft = operator.reopen(published.id, who, "Ritardo", until=later.date())
    store = as_chief_of(who, own_copy, lambda: later)
    store.save_answers(draft.id, everything(2))
    store.submit(draft.id)
    operator.publish(published.id)
    shown = store.comparison(who)
    assert shown is not None and shown.own is not None
    assert shown.region.reason == "benchmark.not_counted_then"

    page = open_page(comparison.show, visit_to(store, "it"))
    used = IT("findings.of", some=38, total=38)
    assert page.title[0].value in titles_of(published.title, used)
    assert page.info[0].value.startswith(f"{IT('benchmark.not_counted_then')} {IT('benchmark.seen')}")
    assert page.get("plotly_chart")


def titles_of(round_title: str, used: str) -> list[str]:
    """What the title may be beside figures of the region, where there are newer answers; the shorter where it fits."""
    said = (
        IT("findings.comparison.headline.not_among", used=used),
        IT("findings.result.headline.in_use", practices=used),
    )
    return [IT("findings.comparison.of_round", round=round_title, headline=one) for one in said]


def under_the_title(page: AppTest) -> str:
    """The round, and of when the figures are."""
    return str(page.caption[0].value)


def signed(position: str) -> str:
    words_of = IT(f"benchmark.position.{position}")
    return IT(f"findings.comparison.signed.{position}", position=words_of)


def as_chief_of(department_id: str, path: Path, clock: Callable[[], datetime] = at) -> Store:
    """The store as the chief of a department that had none."""
    invited = Store(path, OPERATOR, clock).invite("a@example.org", Role.CHIEF, department_id=department_id)
    session = DoorStore(path, clock).sign_in(digest(invited))
    assert session is not None
    return Store(path, digest(session), clock)


def test_answers_that_wait_for_their_publication_are_announced(own_copy: Path, open_page: OpenPage) -> None:
    visit = visit_of(own_copy, "seasoned_chief", "it")
    now_open = visit.store.rounds(demo.REGION)[-1]
    draft = visit.store.draft(now_open.id, US)
    assert draft is not None
    visit.store.save_answers(draft.id, everything(3))
    visit.store.submit(draft.id)

    said = words(open_page(comparison.show, visit))
    assert IT("comparison.newer", round=now_open.title) in said


def test_a_comparison_stays_with_the_answers_that_it_counts(own_copy: Path, open_page: OpenPage) -> None:
    visit = visit_of(own_copy, "seasoned_chief", "it")
    published = visit.store.rounds(demo.REGION)[0]
    before = words(open_page(comparison.show, visit))
    operator = Store(own_copy, OPERATOR, at)
    operator.close(visit.store.rounds(demo.REGION)[-1].id)  # a department answers in one round at a time
    draft = operator.reopen(published.id, US, "Una svista", until=TODAY)
    visit.store.save_answers(draft.id, everything(4))
    submission = visit.store.submit(draft.id)

    counted, reported = visit.store.counted(US), department.gather(visit.store, US, published.id)
    assert counted is not None and reported is not None
    assert counted.id != submission.id
    assert reported.submission.id == submission.id
    assert reported.benchmark is NotCompared.OTHER_ANSWERS
    assert words(open_page(comparison.show, visit)) == before
    page = open_page(results.show, visit, round=str(published.id))
    said = words(page)
    assert page.metric[0].value == IT("findings.of", some=38, total=38)
    assert not facts_in(said, "findings.comparison.beside")  # and nothing of the others
    assert NotCompared.OTHER_ANSWERS.sentence(IT) in words(page)


def test_kept_figures_say_of_which_day_they_are(own_copy: Path, open_page: OpenPage) -> None:
    visit = visit_of(own_copy, "seasoned_chief", "it")
    published = visit.store.rounds(demo.REGION)[0]
    again = Store(own_copy, OPERATOR, lambda: datetime.combine(TODAY, datetime.min.time(), at().tzinfo))
    again.publish(published.id)

    page = open_page(comparison.show, visit)
    assert published.published_at is not None
    assert told(page, "benchmark.kept")["day"] == day(published.published_at.date(), "it")
