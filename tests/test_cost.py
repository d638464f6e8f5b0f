"""What a page and what an answer cost, counted exactly: it depends on no machine, and on no number of rounds.

Whoever adds a query changes a number here, and knows why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from browser import Server, ask, fill, serving
from conftest import TODAY, at
from counted import cost, fetching, telling
from given import QUESTIONNAIRE, QUESTIONS
from regions import network
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.element_tree import ElementTree, parse_tree_from_messages
from streamlit.util import calc_hash
from wire import Wire
from worlds import World, befriend, end_access, filled

from assessment import demo
from assessment.screens import SCREENS, open_to
from assessment.screens.coordinator.parts.roster import A_PAGE
from assessment.settings import settings
from assessment.storage import DoorStore, SessionEnded, Store, connection, digest, prepare
from assessment.storage.access import Clock
from assessment.wording import Say

TOP = Path(__file__).parent.parent
SAY = Say("it")
TOPIC = QUESTIONNAIRE.pillars[0].dimensions[0]
FIRST = TOPIC.questions[0]

# Connections and queries of a page, drawn a second time: what is published, a process reads once.
CHIEF = {
    "home": (1, 57),
    "questions": (1, 51),
    "results": (1, 74),
    "plan": (1, 72),
    "comparison": (1, 38),
    "history": (1, 42),
    "friendship": (1, 50),
    "voices": (1, 40),
    "review": (1, 38),
    "report": (1, 59),
    "documents": (1, 16),
    "devices": (1, 7),
    "help": (1, 5),
    "privacy": (1, 7),
    "accessibility": (1, 7),
}
COORDINATOR = {
    "overview": (1, 37),
    "departments": (1, 37),
    "training": (1, 33),
    "rounds": (1, 28),
    "export": (1, 37),
    "documents": (1, 7),
    "friends": (1, 21),
    "maps": (1, 18),
    "department": (1, 51),
    "assessment": (1, 19),
    "invitations": (1, 29),
    "devices": (1, 7),
    "help": (1, 5),
    "privacy": (1, 7),
    "accessibility": (1, 7),
}
# How many lists of all departments each of them reads, row by row; all else is as much in a region twice as large.
READ_WHOLE = {
    **dict.fromkeys(COORDINATOR, 0),
    **dict.fromkeys(("friends", "department", "assessment"), 1),  # the register
    **dict.fromkeys(("training", "maps"), 2),  # and how far everybody is
    **dict.fromkeys(("overview", "departments", "rounds", "export", "invitations"), 4),  # and the invitations, by two
}
FOLLOWED_BACK = {"overview": (1, 46), "export": (1, 46)}  # over six rounds and no more, each scored by its own seals
ADMINISTRATOR = {"regions": (1, 13), "people": (1, 19), "system": (1, 22)}
FRIEND = {"friend": (1, 9)}
WHERE = {"department": {"department": "d0001"}, "assessment": {"department": "d0001"}}  # what a page is about

# Of one press on a page of questions: connections, queries, runs of the script, and about how many bytes are sent.
ANSWER, NOTE, LANGUAGE = (0, 12, 1, 4341), (1, 17, 1, 4045), (1, 48, 1, 16832)
A_CLOCK = 20  # bytes by which the time of a save is longer or shorter


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Visitor:
    """Somebody who opens pages of the whole application."""

    database: Path
    session: str
    clock: Clock

    def costs(self, patch: pytest.MonkeyPatch, *only: str) -> dict[str, tuple[int, int]]:
        """What each of their pages costs."""
        self.at_the_door(patch)
        pages = open_to(Store(self.database, self.session, self.clock).person().role)
        return {name: self._cost("" if name == pages[0] else name, patch) for name in only or pages}

    def at_the_door(self, patch: pytest.MonkeyPatch) -> None:
        """Let the application be theirs."""
        patch.setenv("ASSESSMENT_DATABASE", str(self.database))
        patch.setattr("assessment.storage.Store", partial(Store, clock=self.clock))
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        settings.cache_clear()

    def _cost(self, name: str, patch: pytest.MonkeyPatch) -> tuple[int, int]:
        told: list[str] = []
        self._open(name)
        with patch.context() as counting:
            counting.setattr(connection, "connect", telling(told.append))
            self._open(name)
        return cost(told)

    def reads(self, name: str, department: str, patch: pytest.MonkeyPatch) -> tuple[int, set[bytes]]:
        """How many rows a page reads, drawn a second time, and which departments it names to the browser."""
        rows: list[object] = []
        named: set[bytes] = set()

        def taken(messages: list[ForwardMsg]) -> ElementTree:
            named.update(*(re.findall(rb"Borgo d\d\d", one.SerializeToString()) for one in messages))
            return parse_tree_from_messages(messages)

        patch.setitem(WHERE, "department", {"department": department})
        self._open(name)
        with patch.context() as counting:
            counting.setattr(connection, "connect", fetching(rows.append))
            counting.setattr(local_script_runner, "parse_tree_from_messages", taken)
            self._open(name)
        return len(rows), named

    def _open(self, name: str) -> None:
        page = AppTest.from_file(str(TOP / "assessment" / "main.py"), default_timeout=60)
        page.user = {"session": self.session}
        page._page_hash = calc_hash(name.encode())  # as a browser names a page
        for of, value in WHERE.get(name, {}).items():
            page.query_params[of] = value
        page.run()
        assert not page.exception, page.exception[0].value


def of_demo(database: Path, persona: str) -> Visitor:
    token = DoorStore(database, at).sign_in_as(persona)
    assert token is not None, "the demo names its personas"
    return Visitor(database, digest(token), at)


@pytest.fixture(scope="module")
def six_rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The region of the other tests after six published rounds instead of two."""
    path = tmp_path_factory.mktemp("cost") / "six.db"
    with closing(prepare(path, demo=True)):
        demo.build(path, QUESTIONS.read_bytes(), TODAY, departments=20, rounds=6)
        yield path


@pytest.fixture(autouse=True)
def _settled() -> Iterator[None]:
    yield
    settings.cache_clear()


def test_a_chiefs_pages_cost_this_after_two_rounds_and_after_six(
    demo_region: Path, six_rounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for region in (demo_region, six_rounds):
        assert of_demo(region, "seasoned_chief").costs(monkeypatch) == CHIEF


def test_a_coordinators_pages_cost_this_after_two_rounds_and_after_six(
    demo_region: Path, six_rounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of_demo(demo_region, "coordinator").costs(monkeypatch) == COORDINATOR
    assert of_demo(six_rounds, "coordinator").costs(monkeypatch) == COORDINATOR | FOLLOWED_BACK


def test_an_administrators_and_a_friends_pages_cost_this(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        world.submit("alba")
        befriend(world)
        for who, table in (("admin", ADMINISTRATOR), ("friend", FRIEND)):
            visitor = Visitor(world.path, world.sessions[who], world.clock)
            assert visitor.costs(monkeypatch, *table) == table


def test_every_page_is_in_a_table() -> None:
    assert {*CHIEF, *COORDINATOR, *ADMINISTRATOR, *FRIEND} == set(SCREENS)


def test_a_departments_pages_cost_the_same_among_5_and_among_40(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for departments in (5, 40):
        (folder := tmp_path / str(departments)).mkdir()
        with network(folder, departments) as world:
            world.operator.close(world.round_id)
            world.operator.publish(world.round_id)
            costs = Visitor(world.path, world.sessions["d00"], world.clock).costs(monkeypatch)
            del costs["comparison"]  # of five nothing may be shown: its page is another one then
            found.append(costs)
    assert found[0] == found[1]


def test_over_one_connection_each_call_still_asks_who_is_there_and_sees_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with filled(World(tmp_path / "in-touch.db")) as world:
        draft, store = world.begin(), world.of("alba")
        monkeypatch.setattr(connection, "connect", telling(told.append))
        with store.held():
            assert store.answer(draft, "PI1.1").value is None
            world.of("helper").save_answer(draft, "PI1.1", 3, 0)
            assert store.answer(draft, "PI1.1").value == 3
            assert cost(told)[0] == 1, "what is written with is kept open"
            with ThreadPoolExecutor(1) as other:
                assert other.submit(store.answer, draft, "PI1.1").result().value == 3
            assert cost(told)[0] == 2, "what one thread holds is lent to no other"
            end_access(world.operator, "alba@example.org")
            with pytest.raises(SessionEnded):
                store.answer(draft, "PI1.1")


def test_of_twice_as_many_departments_a_regions_pages_read_whole_lists_alone_and_name_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer, more = 40, 80
    assert fewer > A_PAGE, "no list is shown whole"
    found: dict[int, dict[str, tuple[int, set[bytes]]]] = {}
    for departments in (fewer, more):
        (folder := tmp_path / str(departments)).mkdir()
        with network(folder, departments) as world:
            visitor = Visitor(world.path, world.sessions["north"], world.clock)
            visitor.at_the_door(monkeypatch)
            found[departments] = {name: visitor.reads(name, "d07", monkeypatch) for name in READ_WHOLE}
    whole = {name: (found[more][name][0] - found[fewer][name][0]) / (more - fewer) for name in READ_WHOLE}
    assert whole == READ_WHOLE
    names = {of: {name: len(named) for name, (_, named) in found[of].items()} for of in found}
    assert max(names[more].values()) <= A_PAGE
    for of in found:
        del names[of]["maps"]  # of one size alone, so many that they stand on a screen
    assert names[more] == names[fewer]


# --- one press -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("counted") / "in-touch.db"
    round_id = fill(database)
    with serving(database, app=TOP / "tests" / "counted_app.py") as server:
        server.round_id = round_id
        yield server


@dataclass
class Counting:
    """A tab on a page of questions, and what was counted of it so far."""

    server: Server
    tab: Wire

    def since(self, press: Callable[[], object]) -> tuple[int, int, int, int]:
        """What one press costs."""
        told = self.server.database.with_suffix(".counted")
        told.write_text("")
        runs, received = self.tab.runs, self.tab.received
        press()
        connections, queries = cost(told.read_text().splitlines())
        return connections, queries, self.tab.runs - runs, self.tab.received - received


@pytest.mark.browser
def test_an_answer_a_note_and_another_language_cost_this(counted: Server) -> None:
    place = counted.place()
    place.begin()
    cookie = place.person()
    with Wire(counted.url, cookie) as tab:
        tab.open("questions", f"topic={TOPIC.id}")
        counting = Counting(counted, tab)

        def choose(level: int) -> None:
            tab.choose(FIRST.question["it"], FIRST.levels[level]["it"])
            tab.wait()

        def note(text: str) -> None:
            tab.type(SAY("questions.note"), text)
            tab.wait()

        def turn() -> None:
            ask(counted.url, "POST", "/language/es", cookie)
            tab.held.clear()
            tab.open("questions", f"topic={TOPIC.id}")

        choose(1)
        for press, costs in ((partial(choose, 2), ANSWER), (partial(note, "Una nota"), NOTE), (turn, LANGUAGE)):
            *exactly, sent = counting.since(press)
            assert (*exactly, pytest.approx(sent, abs=A_CLOCK)) == costs
        assert tab.says(FIRST.question["es"])
