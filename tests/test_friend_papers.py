"""What a critical friend sees on a department's papers: what stands there, and that it is proved."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from given import IDS, QUESTIONNAIRE, everything
from papers import FRIEND, LONG_NAME, PLANNED, RICH, SEEN, VISITED, friend, mixed, reported, step, with_plan
from pdf_checks import pages, problems, squeezed
from test_command_database import refused, run
from test_plan_papers import CODES, LONG, NEVER_HEARD, said
from test_typesetting import HOSTILE
from worlds import World

from assessment import report
from assessment.answers import Answer
from assessment.findings.seen import Ground, grounds, rests_on, seen_by_friend
from assessment.friendship import MOST_REMARK, MOST_WORDS, WORDS, FriendWish, Remark, Reply, ReplyKind
from assessment.people import Role
from assessment.reading import department
from assessment.reading.department import Reported
from assessment.report import Verdict
from assessment.rounds import Description
from assessment.storage import DoorStore, Store, digest
from assessment.wording import LANGUAGES, Say

pytestmark = pytest.mark.papers

# What stands there.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [report.brief, report.full], ids=["brief", "full"])
def test_a_paper_with_a_friend_can_be_read_by_everybody(make: Callable[[Reported, str], bytes], language: str) -> None:
    assert problems(make(VISITED, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_says_in_a_line_how_much_was_seen_the_same_way(language: str) -> None:
    say, found = Say(language), said(report.brief(VISITED, language))

    counts = say("findings.seen.counts", None, looked="5", same="2", other="3")
    assert squeezed(say("findings.seen.sentence", counts=counts)) in found
    assert "Bassavalle" not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_full_report_tells_each_difference_as_both_say_it(language: str) -> None:
    say, found = Say(language), said(report.full(VISITED, language))

    for key in ("title", "no_number", "strengths", "work", "asked"):
        assert squeezed(say(f"report.friend.{key}")) in found
    assert squeezed(say("report.friend.differences", 3)) in found
    assert squeezed(say("findings.seen.replied")) in found
    assert squeezed(QUESTIONNAIRE.question("PI2.2").levels[0][language].replace("'", "’")) in found
    for one in FRIEND.remarks.values():
        assert one.agrees or squeezed(one.reason) in found
    for words in (*(one.value for one in FRIEND.said.words.values()), "The new text is with the mayor."):
        assert squeezed(words) in found
    assert "BrunoNeri" not in found  # who by department and post, not by name


@pytest.mark.parametrize(("language", "day"), [
    ("en", "3\u00a0December 2027, 09:30"),
    ("it", "3\u00a0dicembre 2027, 09:30"),
    ("es", "3\u00a0de\u00a0diciembre de 2027, 09:30"),
])  # fmt: skip
def test_the_full_report_says_as_of_when_a_friend_is_told_of(language: str, day: str) -> None:
    assert squeezed(Say(language)("report.friend.as_of", moment=day)) in said(report.full(VISITED, language))


def test_the_editable_copy_says_the_same() -> None:
    copy = Document(io.BytesIO(report.editable(VISITED, "en")))
    found = "\n".join(part.text for part in copy.paragraphs)

    assert Say("en")("report.friend.title") in found
    assert f"{Say('en')('report.friend.reason')}: We saw the counts of each month." in found


def test_a_difference_without_a_reply_says_so() -> None:
    told = replace(RICH, opinion=friend(FRIEND.remarks, {"MI1.1": Reply(ReplyKind.KEEPS)}, {}))
    found = said(report.full(told, "it"))

    assert squeezed(Say("it")("findings.seen.to_reply", 3)) in found
    assert found.count(squeezed(Say("it")("findings.seen.reply.none"))) == 3


def test_what_was_answered_otherwise_since_is_said_and_stands_as_it_was_looked_at() -> None:
    now = replace(RICH.submission, answers={**RICH.submission.answers, "PI2.2": 3, "PI3.1": 4})
    told = replace(VISITED, submission=now)

    found, say = said(report.full(told, "en")), Say("en")
    assert squeezed(say("findings.seen.changed", 2)) in found
    assert squeezed(say("report.friend.since")) in found
    assert squeezed(say("findings.seen.changed", 2)) in said(report.brief(told, "en"))


# What it does to numbers, and to papers that have none.


@pytest.mark.parametrize("told", [VISITED, replace(VISITED, opinion=replace(
    FRIEND, friendship=replace(FRIEND.friendship, on_paper=True)))], ids=["a friend", "again"])  # fmt: skip
def test_no_figure_is_made_of_what_a_friend_sees(told: Reported) -> None:
    assert told.assessed.scorecard == RICH.assessed.scorecard
    assert told.assessed.plan == RICH.assessed.plan
    assert told.benchmark == RICH.benchmark


@pytest.mark.parametrize("wanted", [None, False])
def test_a_paper_that_no_friend_is_wanted_on_has_the_bytes_that_it_always_had(wanted: bool | None) -> None:
    told = replace(VISITED, opinion=replace(FRIEND, friendship=replace(FRIEND.friendship, on_paper=wanted)))

    for form, make in report.FORMS.items():
        if form != ("brief", "png"):
            assert make(told, "it") == make(RICH, "it")


# Whatever is typed.


def long_friend(typed: str) -> Reported:
    """Every question seen differently, and all of it as long as may be."""
    reason = typed[:MOST_REMARK]
    remarks = {one: Remark(2, reason) for one in IDS}
    replies = {one: Reply(ReplyKind.WILL_SHOW, reason, date(2028, 9, 1)) for one in IDS}
    return replace(RICH, opinion=friend(remarks, replies, {one: typed[:MOST_WORDS] for one in (*WORDS, "answer")}))


@pytest.mark.parametrize("words", ["Coordinare " * 90, "W" * MOST_REMARK, "😀" * MOST_REMARK, "שלום עולם" * 110])
def test_all_that_may_be_typed_makes_a_report(words: str) -> None:
    told = long_friend(words)

    assert problems(report.full(told, "it")) == []
    assert pages(report.brief(told, "it")) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_what_is_typed_comes_out_as_it_was_typed(words: str) -> None:
    told = replace(RICH, opinion=friend({"PI1.1": Remark(4, words)}, {"PI1.1": Reply(ReplyKind.KEEPS, words)},
                                        {"strength_1": words, "work_3": words, "question": words}))  # fmt: skip
    assert said(report.full(told, "en")).count(squeezed(words)) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [None, LONG, CODES, NEVER_HEARD], ids=["no plan", "long", "codes", "right to left"])
@pytest.mark.parametrize("answers", [everything(0), mixed(1), mixed(5)], ids=["nothing", "rich", "mixed"])
def test_the_brief_stays_one_page(
    answers: dict[str, Answer], typed: tuple[str, str, str] | None, language: str
) -> None:
    told = replace(reported(answers, 25, history=True, department_name=LONG_NAME), opinion=FRIEND)
    if typed is not None:
        facts = dict(zip(("action", "who", "effort"), typed, strict=True))
        essential = [question.id for question in QUESTIONNAIRE.essentials()]
        told = with_plan(told, *(step(number, one, 4, **facts) for number, one in enumerate(essential)))

    file = report.brief(told, language)

    assert pages(file) == 1
    assert squeezed(Say(language)("findings.seen.sentence", counts="–").partition("–")[0]) in said(file)


# Where it comes from.


@pytest.mark.parametrize("make", [report.brief, report.full], ids=["brief", "full"])
def test_a_paper_names_the_friendship_and_its_instant(make: Callable[[Reported, str], bytes]) -> None:
    told = replace(PLANNED, opinion=FRIEND)
    file = make(told, "it")
    claimed = report.provenance(file)

    assert claimed is not None
    assert claimed.seen_at == (3, SEEN)
    assert make(told, "it") == file
    assert report.verify(file, told).verdict is Verdict.SAME
    assert report.verify(file, PLANNED).verdict is Verdict.CHANGED


def test_what_was_erased_since_cannot_be_proved_any_more() -> None:
    file = report.full(VISITED, "it")
    remark = FRIEND.said.remarks["PI1.1"]

    def with_erased(at: datetime) -> Reported:
        erased = replace(remark, value=Remark(4, "#9"), erased_at=at)
        remarks = {**FRIEND.said.remarks, "PI1.1": erased}
        return replace(VISITED, opinion=replace(FRIEND, said=replace(FRIEND.said, remarks=remarks)))

    assert report.verify(file, with_erased(SEEN + timedelta(days=1))).verdict is Verdict.ERASED
    assert report.verify(file, with_erased(SEEN - timedelta(hours=1))).verdict is Verdict.CHANGED


# In a region: `gather` and the command.


@pytest.fixture
def world(world: World) -> World:
    world.submit("alba", 1)
    world.submit("bruma", 3)
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=True)
    return world


def visit(world: World, level: int = 2, who: str = "bruma") -> int:
    """A friend comes, sees another level in the first essential and agrees with the others, and hands in."""
    world.clock.at += timedelta(hours=1)
    made = world.of("north").propose_friend(world.round_id, "alba", "bruma")
    world.of("bruma").offer_friend(made, "bruma", world.of(who).person().id)
    world.of("alba").accept_friend(made, "alba", world.of(who).person().id)
    store = befriending(world, made)
    store.confide(made)
    first, *others = (one.id for one in QUESTIONNAIRE.essentials())
    store.save_remark(made, first, Remark(level, "Half of it is there"), 0)
    for one in others:
        store.save_remark(made, one, Remark(None), 0)
    store.save_words(made, "strength_1", "All know the rules", 0)
    world.clock.at += timedelta(minutes=1)
    store.hand_in(made)
    return made


def befriending(world: World, friendship_id: int) -> Store:
    """The store of whoever visits, in the post of the friend."""
    post = next(one.post_id for one in world.of("alba").friendships_of("alba") if one.id == friendship_id)
    assert post is not None, "both have accepted"
    token = DoorStore(world.path, world.clock).sign_in(digest(world.operator.new_link(post)))
    assert token is not None, "a fresh link is good"
    return Store(world.path, digest(token), world.clock)


def on_paper(world: World, friendship_id: int, *, on: bool = True) -> None:
    world.of("alba").friend_on_paper(friendship_id, on=on)


def gathered(world: World, who: str = "alba", *, compared: bool = True) -> Reported:
    found = department.gather(world.of(who), "alba", compared=compared)
    assert found is not None
    return found


def printed(world: World, folder: Path, name: str = "paper.pdf") -> Path:
    target = folder / name
    made = run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)
    assert made.exit_code == 0, made.output
    return target


def proved(world: World, target: Path) -> bool:
    return run("verify", "--database", world.path, target).exit_code == 0


def test_a_friend_stands_beside_a_departments_own_result_and_on_nobody_elses_copy(world: World) -> None:
    before = gathered(world)
    made = visit(world)
    now = gathered(world)

    assert now.opinion is not None and gathered(world, "helper").opinion is not None
    assert now.assessed.scorecard == before.assessed.scorecard
    assert now.on_paper is None  # it has not been asked
    on_paper(world, made)
    assert gathered(world).on_paper is not None
    theirs = gathered(world, "north", compared=False)
    assert theirs.opinion is None
    for form, make in report.FORMS.items():
        assert make(theirs, "it") == make(replace(before, benchmark=theirs.benchmark), "it"), form


def test_nothing_of_a_visit_is_told_before_it_is_handed_in(world: World) -> None:
    made = world.of("north").propose_friend(world.round_id, "alba", "bruma")
    world.of("bruma").offer_friend(made, "bruma", world.of("bruma").person().id)
    world.of("alba").accept_friend(made, "alba", world.of("bruma").person().id)
    befriending(world, made).confide(made)

    assert gathered(world).opinion is None


def test_whoever_visits_has_nothing_of_it_on_their_own_papers(world: World) -> None:
    on_paper(world, visit(world))
    found = department.gather(world.of("bruma"), "bruma")

    assert found is not None
    assert found.opinion is None


def test_verify_finds_the_same_bytes_whatever_was_said_or_wished_since(world: World, tmp_path: Path) -> None:
    without = printed(world, tmp_path, "without.pdf")
    made = visit(world)
    assert printed(world, tmp_path, "not-asked.pdf").read_bytes() == without.read_bytes()
    on_paper(world, made)
    first = printed(world, tmp_path, "first.pdf")
    assert first.read_bytes() != without.read_bytes()

    question = QUESTIONNAIRE.essentials()[0].id
    for name, reply in (
        ("second.pdf", Reply(ReplyKind.KEEPS, "It is written")),
        ("third.pdf", Reply(ReplyKind.ACCEPTS)),
    ):
        world.clock.at += timedelta(minutes=1)
        base = world.of("alba").said_in(made).replies
        world.of("alba").save_reply(made, question, reply, base[question].version if base else 0)
        printed(world, tmp_path, name)
    world.clock.at += timedelta(minutes=1)
    world.of("alba").close_friendship(made)
    printed(world, tmp_path, "closed.pdf")
    on_paper(world, made, on=False)
    assert printed(world, tmp_path, "off.pdf").read_bytes() == without.read_bytes()
    world.sign_in("colleague", Role.MEMBER, department_id="bruma")
    on_paper(world, visit(world, 4, "colleague"))  # a later visit
    printed(world, tmp_path, "later.pdf")

    different = {(tmp_path / f"{one}.pdf").read_bytes() for one in ("first", "second", "third", "closed", "later")}
    assert len(different) == 5
    for file in sorted(tmp_path.glob("*.pdf")):
        assert proved(world, file), file.name


def test_verify_finds_a_paper_though_the_friends_department_has_another_name(world: World, tmp_path: Path) -> None:
    on_paper(world, visit(world))
    target = printed(world, tmp_path)
    full = tmp_path / "full.pdf"
    full.write_bytes(report.full(gathered(world), "it"))
    world.operator.change_department("bruma", Description("Bruma Nuova", "it", 12))

    assert proved(world, target)
    assert proved(world, full)


def test_verify_finds_a_paper_though_the_department_submitted_again_since(world: World, tmp_path: Path) -> None:
    made = visit(world)
    on_paper(world, made)
    target = printed(world, tmp_path)
    full = tmp_path / "full.pdf"
    full.write_bytes(report.full(gathered(world), "it"))
    world.clock.at += timedelta(hours=1)
    world.of("north").reopen(world.round_id, "alba", "A slip")
    draft = world.of("alba").draft(world.round_id, "alba")
    assert draft is not None
    world.of("alba").save_answers(draft.id, everything(2))
    world.of("alba").submit(draft.id)

    now = gathered(world)
    assert now.opinion is not None
    told = seen_by_friend(now.questionnaire, now.submission.answers, now.opinion, Say("it"))
    assert told.changed == Say("it")("findings.seen.changed", 10)
    assert proved(world, target) and proved(world, full)
    assert proved(world, printed(world, tmp_path, "again.pdf"))


@pytest.mark.parametrize(
    "claimed",
    ["1@2027-03-01T09:00:00+00:00", "1@2100-01-01T00:00:00+00:00", "2@{at}", "x@{at}", "01@{at}", "@", "nonsense", "",
     "²@{at}", "9999999999@{at}", "1@{at}Z"],
)  # fmt: skip
def test_what_was_forged_is_a_changed_file_and_no_crash(world: World, tmp_path: Path, claimed: str) -> None:
    on_paper(world, visit(world))
    target = printed(world, tmp_path)
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        words = str(pdf.docinfo.Keywords)
        before, _, stamp = words.rpartition("friend=")
        pdf.docinfo.Keywords = f"{before}friend={claimed.format(at=stamp.partition('@')[2])}"
        pdf.save(target)

    assert "is not what this program prints for it" in refused(run("verify", "--database", world.path, target))


# What an answer rests on.


def test_what_an_answer_rests_on_is_told_in_words() -> None:
    now = replace(RICH.submission, answers={**RICH.submission.answers, "MI1.1": 4})

    def of(question_id: str) -> tuple[Ground, ...]:
        return grounds(now, FRIEND, QUESTIONNAIRE.question(question_id))

    assert of("PI1.1") == (Ground.SAID, Ground.NOTED, Ground.OTHER)
    assert of("PI3.1") == (Ground.SAID, Ground.SAME)
    assert of("MI1.1") == (Ground.SAID, Ground.BEFORE)
    assert of("DC1.1") == (Ground.SAID,)
    assert grounds(now, None, QUESTIONNAIRE.question("PI1.1")) == (Ground.SAID, Ground.NOTED)
    assert grounds(replace(now, answers={}), FRIEND, QUESTIONNAIRE.question("PI1.1")) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_ground_has_its_words(language: str) -> None:
    say = Say(language)
    words = rests_on(RICH.submission, FRIEND, QUESTIONNAIRE.question("PI1.1"), say)

    assert words.lower() == " · ".join(say(f"findings.seen.ground.{one}") for one in ("said", "noted", "other")).lower()
