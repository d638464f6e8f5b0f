"""What people typed gets onto a page by two ways: as plain text, or through `plain`, which Markdown shows as typed.

Every text that somebody can have typed is given a tail that Markdown would read, in a database with all there is. Then
every screen is opened by everybody, and every text of every message that the application sends is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pytest
from browser import Server, build_demo, serving
from given import IDS, QUESTIONNAIRE
from google.protobuf.message import Message
from hostile import names
from sqlite_utils.utils import sqlite3  # the same one as the store's: two in one process do not see each other's locks
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from wire import Wire

from assessment.commitments import Status
from assessment.letters import Purpose, Wording
from assessment.library import Described
from assessment.people import Role
from assessment.rounds import Description
from assessment.screens import open_to
from assessment.screens.parts.markdown import address, plain, strong
from assessment.storage import OPERATOR, NotReady, OpinionStore, Store

TAIL = "qz*a*[b](https://e.example)![c](https://e.example/d) www.e.example x@e.example :smile: -> &copy; <b>e</b> $f$zq"
IN_AN_ADDRESS = "qz_a_&copy;zq"  # before the @, where no blank can stand
TYPED = {
    "departments": ("name", "contact", "second_contact", "area", "code"),
    "round_departments": ("name",),
    "people": ("name",),
    "rounds": ("title",),
    "regions": ("name",),
    "controllers": ("name", "contact", "dpo", "act", "retention", "accessibility_contact"),
    "notes": ("value",),
    "note_versions": ("value",),
    "submission_notes": ("note", "links"),
    "answers": ("author",),
    "answer_versions": ("author",),
    "drafts": ("reopened_because",),
    "letters": ("subject", "text"),
    "outbox": ("reason",),
    "sessions": ("browser",),
    "documents": ("title", "about", "audience", "text"),
    "opinions": ("label",),
    "commitment_versions": ("action", "who", "effort", "note", "because"),
}
ADDRESSES = {"people": ("email",), "departments": ("second_email",), "outbox": ("address",)}
PURPOSE = "Avvisi per chi viaggia"  # typed in a profile, where no column is
HOLD_THEM = {  # as JSON; what in it is one of the texts above, or a reason
    "drafts": ("profile",),
    "answers": ("value",),
    "answer_versions": ("value",),
    "undecided": ("value",),
    "submissions": ("document",),
    "publications": ("sheets",),
    "event_words": ("words",),
}
# Where Streamlit shows a text as it is, by message and field; what stands in HTML is looked at as HTML.
AS_IT_IS = {
    *("Text.body", "Code.code_text", "Selectbox.options", "Selectbox.set_value", "Selectbox.raw_value"),
    *("MultiSelect.options", "MultiSelect.raw_values", "TextInput.default", "TextInput.value", "TextArea.default"),
    *("TextArea.value", "TextInput.placeholder", "PlotlyChart.alt", "PageConfig.title", "AppPage.page_name"),
}
IDS_OF_ELEMENTS = re.compile(r"(^|\.)(id|url|query_string|element_id|form_id|page_script_hash)$")


REGION, CHIEFS, GONE = "val-serrana", "d0002", "d0007"


@dataclass
class Listening(Wire):
    """A tab that keeps every message which it is sent."""

    heard: list[ForwardMsg] = field(default_factory=list)

    def _take(self, message: ForwardMsg) -> bool:
        self.heard.append(message)
        return super()._take(message)


@pytest.fixture(scope="module")
def tainted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[Role, str]]]:
    """The application on a database whose texts all have a tail, and somebody of each role signed in."""
    folder = tmp_path_factory.mktemp("tainted")
    database = build_demo(folder / "in-touch.db", folder)
    links = _filled(Store(database, OPERATOR))
    _give_an_opinion(database)
    _taint(database)
    with serving(database, demo=True) as server:
        yield server, {role: server.sign_in(link) for role, link in links.items()}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "role",  # a member's screens are a chief's with less on them
    [Role.CHIEF, pytest.param(Role.MEMBER, marks=pytest.mark.proof), Role.COORDINATOR, Role.ADMINISTRATOR],
)
def test_what_people_typed_is_read_as_markdown_on_no_screen(
    tainted: tuple[Server, dict[Role, str]], role: Role
) -> None:
    server, cookies = tainted
    wrong, seen = {}, 0
    for name, query in _addresses(role):
        with Listening(server.url, cookies[role]) as tab:
            tab.open(name, query)
        for message in tab.heard:
            for place, text in _texts(message, ""):
                seen += "qz" in text
                if not _is_kept(place, text):
                    wrong[name, query, place] = text
    assert seen > 100 or role is Role.ADMINISTRATOR, "hardly anything has a tail"
    assert wrong == {}


def test_plain_changes_no_letter() -> None:
    def read(written: str) -> str:
        return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written.replace(":small[]", ""))

    assert [name for name in names(500) if read(plain(name)) != re.sub(r"[ \t]+", " ", name).strip()] == []


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("Rules, public rules and rules", ("rules", "public rules"), "Rules, **public rules** and **rules**"),
        ("Rules and Rules for all", ("Rules for all", "Rules"), "**Rules** and **Rules for all**"),
        ("17 of 27", ("17", ""), "**17** of 27"),
        ("none", (), "none"),
    ],
)
def test_words_are_bold_each_once_and_never_within_another(sentence: str, words: tuple[str, ...], shown: str) -> None:
    assert strong(sentence, *words) == shown


@pytest.mark.parametrize("number", ["1", "2026", "123456789"])
def test_a_number_with_a_dot_begins_no_list(number: str) -> None:
    assert plain(f"{number}. Alba") == f"{number}\\. Alba"
    assert plain(f"{number}) Alba") == f"{number}\\) Alba"


def _addresses(role: Role) -> Iterator[tuple[str, str]]:
    """Every screen that somebody may open, and those that an address makes another."""
    for name in open_to(role):
        yield name, ""
    if role.is_of_department:
        for pillar in QUESTIONNAIRE.pillars:
            for dimension in pillar.dimensions:
                yield "questions", f"topic={dimension.id}"
        yield from (("documents", f"practice={question_id}") for question_id in IDS[:3])
        for topic in ("profile", "review", "essentials-1"):
            yield "questions", f"topic={topic}"
        yield from ((name, "round=1") for name in ("results", "comparison", "history", "report"))
        yield "plan", "step=1"
        yield "voices", "tap=2027-03"
    elif role is Role.COORDINATOR:
        for department in (CHIEFS, "d0001", GONE):
            yield "department", f"department={department}"
            yield "assessment", f"department={department}&round=1"
        yield from ((name, "round=1") for name in ("overview", "training", "maps", "export", "rounds"))
        yield "maps", "view=essentials"
        yield "training", "round=1&part=plan"


def _filled(operator: Store) -> dict[Role, str]:
    """Add what a demo lacks; returns a sign-in link for each role."""
    open_round = max(operator.rounds(REGION), key=lambda one: one.opens_on)
    before = operator.department("d0001")
    more = {"second_contact": "Ada", "second_email": "ada@valserrana.example", "area": "Est", "code": "7"}
    described = {one.name: getattr(before, one.name) for one in fields(Description)}
    operator.change_department("d0001", Description(**described | more), before)
    operator.rename_round(open_round.id, "Estate")
    operator.extend(open_round.id, open_round.closes_on + timedelta(days=1), CHIEFS)
    operator.keep_wording(REGION, Purpose.INVITATION, "it", Wording("Oggetto", "Testo [link]"))
    for question_id in IDS[:3]:
        link = Described(question_id, "Guida", "Che cosa", "act", "it", "Comandanti", "https://example.org/guida")
        text = replace(link, title="Altra guida", language="en", address="", text="Prima\nseconda")
        operator.add_documents(REGION, [link, text, replace(link, title="Terza")])
        operator.report_broken(operator.documents(REGION)[-1].id)
        operator.wish(question_id, CHIEFS)
    for question_id, status in zip(IDS, ("planned", "under_way", "done", "given_up", "not_planned"), strict=False):
        operator.take_step(open_round.id, CHIEFS, question_id, 4, status=Status(status), because="Manca il tempo")
    for one in operator.commitments(CHIEFS):
        operator.change_commitment(one, action="Un turno", who="Rosa", effort="40 ore", note="Prima\nseconda")
    draft = operator.begin(open_round.id, CHIEFS).id
    operator.save_profile(draft, platforms={"facebook": 1200}, purposes={"facebook": PURPOSE})
    operator.ask_opinion(open_round.id, CHIEFS, "Pattuglia", "it")
    _introduce(operator)
    operator.leave(GONE, "d0001")
    chief = next(one for one in operator.contacts(CHIEFS) if one.role is Role.CHIEF)
    return {
        Role.CHIEF: operator.new_link(chief.post_id),
        Role.MEMBER: operator.invite("bea@valserrana.example", Role.MEMBER, department_id=CHIEFS, name="Bea"),
        Role.COORDINATOR: operator.invite("cora@valserrana.example", Role.COORDINATOR, region_id=REGION, name="Cora"),
        Role.ADMINISTRATOR: operator.invite("dina@valserrana.example", Role.ADMINISTRATOR, name="Dina"),
    }


def _give_an_opinion(database: Path) -> None:
    """Let the chief's department have one second opinion, and wait for another."""
    operator, essentials = Store(database, OPERATOR), [one.id for one in QUESTIONNAIRE.essentials()]
    open_round = max(operator.rounds(REGION), key=lambda one: one.opens_on)
    token = operator.ask_opinion(open_round.id, CHIEFS, "Pattuglia", "it")
    OpinionStore(database).give(token, dict.fromkeys(essentials, 1))
    operator.ask_opinion(open_round.id, CHIEFS, "Ufficio stampa", "it")


def _introduce(operator: Store) -> None:
    """Introduce the chief's department to one that agreed to be asked, with everybody's consent."""
    for one in operator.departments(REGION):
        with suppress(NotReady):
            made = operator.propose(IDS[0], CHIEFS, one.id)
            for department in (CHIEFS, one.id):
                operator.reply(made, department, accept=True)
            return
    raise AssertionError("nobody agreed to be asked")


def _taint(database: Path) -> None:
    """Give every text that somebody can have typed its tail, wherever it is kept."""
    with closing(sqlite3.connect(database)) as db, db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        typed: set[str] = {PURPOSE}
        for table, columns in TYPED.items():
            for column in columns:
                typed |= {value for (value,) in db.execute(f"SELECT DISTINCT {column} FROM {table}") if value}
                db.execute(f"UPDATE {table} SET {column} = {column} || ? WHERE {column} != ''", (TAIL,))
        for table, columns in ADDRESSES.items():
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = replace({column}, '@', ?)", (f"{IN_AN_ADDRESS}@",))
        db.create_function(
            "tailed", 1, lambda text: json.dumps(_with_tails(json.loads(text), typed), ensure_ascii=False)
        )
        for table, columns in HOLD_THEM.items():
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = tailed({column}) WHERE {column} IS NOT NULL")


def _with_tails(value: Any, typed: set[str]) -> Any:
    if isinstance(value, dict):
        reason = {"not_applicable": value["not_applicable"] + TAIL} if "not_applicable" in value else {}
        return {_with_tails(key, typed): _with_tails(one, typed) for key, one in value.items()} | reason
    if isinstance(value, list):
        return [_with_tails(one, typed) for one in value]
    return value + TAIL if isinstance(value, str) and value in typed else value


def _texts(message: Message, at: str) -> Iterator[tuple[str, str]]:
    """Every text of a message with its place: message and field."""
    for described, value in message.ListFields():
        place = f"{message.DESCRIPTOR.name}.{described.name}"
        for one in value if described.is_repeated else (value,):
            if isinstance(one, Message):
                yield from _texts(one, place)
            elif place == "PlotlyChart.spec":
                yield from ((place, words) for words in _strings(json.loads(one)))
            elif isinstance(one, str):
                yield place, one
            elif isinstance(one, bytes) and one:
                for column in pa.ipc.open_stream(one).read_all().to_pydict().values():
                    yield from ((place, str(cell)) for cell in column)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        yield from (found for one in (value.values() if isinstance(value, dict) else value) for found in _strings(one))
    elif isinstance(value, str):
        yield value


def _is_kept(place: str, text: str) -> bool:
    """Whether no tail in a text can mean anything but itself."""
    if place in AS_IT_IS:
        return ":small[]" not in text  # what keeps Markdown apart would be seen here
    if IDS_OF_ELEMENTS.search(place):
        return True
    if place == "PlotlyChart.spec":  # which may cut a text off
        return not re.search(r"<(?!/?b>|br>)|&(?!\w+;)", text)
    if place == "Html.body":
        safe = [escape(TAIL), escape(TAIL, quote=False), escape(IN_AN_ADDRESS)]
    else:
        safe = [plain(TAIL), plain(IN_AN_ADDRESS), address(IN_AN_ADDRESS)[1:].split("]")[0], quote(IN_AN_ADDRESS)]
    for one in safe:
        text = text.replace(one, "")
    return "qz" not in text
