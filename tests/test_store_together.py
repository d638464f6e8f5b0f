"""Chief and member at once, each with two tabs open, against a simple model of what must be kept.

Nobody overwrites what they have not seen, every version of everything is in the history, and what is sealed is what was
saved before. The clock is set forwards and back meanwhile.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from assessment import storage
from assessment.answers import DONT_KNOW, Answer, NotApplicable, Profile, plain
from assessment.storage import ChangedMeanwhile, NotReady, ProfileChanged, Store, TooLate, connection, entries
from tests.given import IDS, everything
from tests.worlds import World, filled

pytestmark = pytest.mark.thorough

QUESTIONS = ("PI1.1", "PI2.1", "DC5.2")
tabs = st.sampled_from(["alba 1", "alba 2", "helper 1", "helper 2"])
questions = st.sampled_from(QUESTIONS)
values = st.sampled_from([0, 1, 4, DONT_KNOW, None])
staff, years = st.sampled_from([9, 10]), st.sampled_from([2019, 2020])
texts = st.sampled_from(["", "page 2", "page 3", "Odg 14/2026"])


@dataclass
class Tab:
    """One open page: who reads it, which draft it shows, and which versions it has shown."""

    store: Store
    draft: int
    shown: dict[str, int] = field(default_factory=dict)
    profile: Profile | None = None  # as it was shown; None: not yet


class Together(RuleBasedStateMachine):
    """The store under several hands."""

    def __init__(self, template: World, folder: Path) -> None:
        super().__init__()
        shutil.copy(template.path.with_name("copy.db"), folder / "in-touch.db")
        self.world = World(folder / "in-touch.db", round_id=template.round_id, sessions=template.sessions)
        self.keeper = storage.prepare(self.world.path)
        self.draft = self.world.begin()
        self.world.of("alba").save_profile(self.draft, staff=12, official_account=True)
        self.profile = {"staff": 12, "first_year": None}
        self.answers: dict[str, list[Answer | None]] = {}  # every version of the open or last draft
        self.notes: dict[str, list[str]] = {}
        self.sealed: list[dict[str, Answer]] = []
        self.is_sealed = False
        self.tabs = {
            name: Tab(self.world.of(name.split()[0]), self.draft)
            for name in ("alba 1", "alba 2", "helper 1", "helper 2")
        }

    def teardown(self) -> None:
        self.keeper.close()

    @rule(name=tabs, question=questions)
    def look(self, name: str, question: str) -> None:
        tab = self.tabs[name]
        tab.draft = self.draft
        seen = tab.store.answers(tab.draft)
        tab.shown = {question_id: saved.version for question_id, saved in seen.items()}
        tab.profile = tab.store.profile(tab.draft)[0]

        assert {one: saved.value for one, saved in seen.items()} == {
            one: all_[-1] for one, all_ in self.answers.items()
        }
        assert tab.store.note(tab.draft, question).value == self.notes.get(question, [""])[-1]

    @rule(name=tabs, question=questions, value=values)
    def save(self, name: str, question: str, value: Answer | None) -> None:
        tab, history = self.tabs[name], self.answers.get(question, [])
        if value == 4 and question == "DC5.2":
            value = NotApplicable("We are two")
        base = tab.shown.get(question, 0)
        if self._is_over(tab):
            with pytest.raises(TooLate):
                tab.store.save_answer(tab.draft, question, value, base)
        elif base == len(history):
            saved = tab.store.save_answer(tab.draft, question, value, base)
            assert (saved.value, saved.version) == (value, base + 1)
            tab.shown[question] = saved.version
            self.answers[question] = [*history, value]
        else:
            with pytest.raises(ChangedMeanwhile) as told:
                tab.store.save_answer(tab.draft, question, value, base)
            assert (told.value.current.value, told.value.current.version) == (history[-1], len(history))

    @rule(name=tabs, question=questions, text=texts)
    def note(self, name: str, question: str, text: str) -> None:
        tab, history = self.tabs[name], self.notes.get(question, [])
        if self._is_over(tab):
            with pytest.raises(TooLate):
                tab.store.save_note(tab.draft, question, text, 0)
            return
        saved = tab.store.save_note(tab.draft, question, text, 0)
        if text != (history[-1] if history else ""):
            self.notes[question] = [*history, text]
        assert (saved.value, saved.version) == (text, len(self.notes.get(question, [])))

    @rule(name=tabs, question=questions, text=texts)
    def look_for_an_earlier_note(self, name: str, question: str, text: str) -> None:
        found = self.tabs[name].store.note_as(self.draft, question, text)

        versions = [number for number, once in enumerate(["", *self.notes.get(question, [])]) if once == text]
        assert (None if found is None else found.version) == (versions[-1] if versions else None)

    @rule(name=tabs, values=st.fixed_dictionaries({}, optional={"staff": staff, "first_year": years}))
    def describe(self, name: str, values: dict[str, int]) -> None:
        tab = self.tabs[name]
        if self._is_over(tab):
            with pytest.raises(TooLate):
                tab.store.save_profile(tab.draft, tab.profile, **values)
            return
        shown = {name: getattr(tab.profile, name) for name in values} if tab.profile else self.profile
        if any(self.profile[name] not in (shown[name], value) for name, value in values.items()):
            with pytest.raises(ProfileChanged) as told:
                tab.store.save_profile(tab.draft, tab.profile, **values)
            assert {name: getattr(told.value.current, name) for name in self.profile} == self.profile
            return
        tab.store.save_profile(tab.draft, tab.profile, **values)
        self.profile |= values
        tab.profile = tab.profile and replace(tab.profile, **values)

    @rule(name=tabs, level=st.integers(0, 4))
    def fill(self, name: str, level: int) -> None:
        tab = self.tabs[name]
        if self._is_over(tab):
            with pytest.raises(TooLate):
                tab.store.save_answers(tab.draft, everything(level))
            return
        changed = tab.store.save_answers(tab.draft, everything(level))
        before = {question for question, history in self.answers.items() if history[-1] == level}
        assert changed == len(IDS) - len(before)
        for question in set(IDS) - before:
            self.answers[question] = [*self.answers.get(question, []), level]

    @rule(name=st.sampled_from(["alba 1", "alba 2"]))
    def submit(self, name: str) -> None:
        tab = self.tabs[name]
        lacking = [question for question in IDS if self.answers.get(question, [None])[-1] is None]
        if self._is_over(tab):
            with pytest.raises(TooLate):
                tab.store.submit(tab.draft)
        elif lacking:
            with pytest.raises(NotReady) as told:
                tab.store.submit(tab.draft)
            assert told.value.missing == lacking
        else:
            sealed = tab.store.submit(tab.draft)
            assert sealed.answers == {question: history[-1] for question, history in self.answers.items()}
            assert {one: noted.note for one, noted in sealed.evidence.items()} == self._noted()
            self.sealed.append(dict(sealed.answers))
            self.is_sealed = True

    @precondition(lambda self: self.is_sealed)
    @rule()
    def reopen(self) -> None:
        self.draft = self.world.of("north").reopen(self.world.round_id, "alba", "Misread").id
        self.answers = {question: [history[-1]] for question, history in self.answers.items()}
        self.notes = {question: [text] for question, text in self._noted().items()}
        self.is_sealed = False

    @rule(minutes=st.sampled_from([-50, -1, 1, 30]))
    def set_the_clock(self, minutes: int) -> None:
        self.world.clock.at += timedelta(minutes=minutes)

    @invariant()
    def every_version_is_kept(self) -> None:
        with closing(connection.connect(self.world.path).conn) as opened:
            answers = opened.execute(
                "SELECT question_id, version, value FROM answer_versions WHERE draft_id = ?", [self.draft]
            ).fetchall()
            notes = opened.execute(
                "SELECT question_id, version, value FROM note_versions WHERE draft_id = ?", [self.draft]
            ).fetchall()
            profile = json.loads(opened.execute("SELECT profile FROM drafts WHERE id = ?", [self.draft]).fetchone()[0])
            documents = opened.execute("SELECT document FROM submissions ORDER BY id").fetchall()
        assert sorted(notes) == sorted(_numbered(self.notes))
        assert sorted((one, version, value and json.loads(value)) for one, version, value in answers) == sorted(
            (one, version, None if value is None else plain(value)) for one, version, value in _numbered(self.answers)
        )
        assert {name: profile.get(name) for name in self.profile} == self.profile
        assert [json.loads(one)["answers"] for (one,) in documents] == [
            {question: plain(value) for question, value in answers.items()} for answers in self.sealed
        ]

    def _is_over(self, tab: Tab) -> bool:
        return self.is_sealed or tab.draft != self.draft

    def _noted(self) -> dict[str, str]:
        return {question: history[-1] for question, history in self.notes.items() if history[-1]}


def _numbered(histories: Mapping[str, list[Any]]) -> Iterator[tuple[str, int, Any]]:
    for name, history in histories.items():
        for version, value in enumerate(history, 1):
            yield name, version, value


@pytest.mark.parametrize(("examples", "steps"), [(12, 40), pytest.param(1500, 80, marks=pytest.mark.proof)])
def test_nothing_is_overwritten_unseen_and_every_version_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: int, steps: int
) -> None:
    monkeypatch.setattr(entries, "MOST_KEPT_A_MINUTE", 10_000)  # in a minute of these are eighty times everything
    template = World(tmp_path / "template" / "in-touch.db")
    template.path.parent.mkdir()
    with filled(template):
        storage.backup(template.path, template.path.with_name("copy.db"))
    often = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )

    run_state_machine_as_test(partial(Together, template, tmp_path), settings=often)
