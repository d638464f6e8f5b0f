"""What a list would change: each of its departments held against the register, by code, else by name.

A department that the list does not name stays as it is. An empty cell says nothing, and so changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from assessment import names
from assessment.people import Addressee
from assessment.register.problem import MOST_SHOWN, FileChoices, ListProblem, ListQuestion
from assessment.register.reading import ListEntry
from assessment.rounds import ChangedDepartment, Department, Description, NewDepartment

SAME, OTHER, EACH = "same", "other", "each"  # what two names that are alike can be; or one is asked after the other
MOST_ASKED = 4  # pairs that are asked about one by one without asking first


@dataclass(frozen=True)
class InRegister:
    """What is in the register already."""

    departments: Collection[Department] = ()  # of the region, those that left included
    emails: Mapping[str, Addressee] = field(default_factory=dict)  # who signs in for its departments, or did


@dataclass(frozen=True)
class Several:
    """An address that signs in for several departments, as its person has a post in each."""

    email: str
    departments: tuple[str, ...]  # their names


@dataclass(frozen=True)
class RegisterChange:
    """What a list would change."""

    new: tuple[NewDepartment, ...] = ()
    changed: tuple[ChangedDepartment, ...] = ()
    unchanged: tuple[Department, ...] = ()
    missing: tuple[Department, ...] = ()  # take part, and are not in the list; they stay
    left: tuple[Department, ...] = ()  # are in the list, and left the network; they stay out of it
    several: tuple[Several, ...] = ()  # among those that the list lets in
    problems: tuple[ListProblem, ...] = ()
    questions: tuple[ListQuestion, ...] = ()


@dataclass(frozen=True)
class _Pair:
    """A row, and what its name is like: a row above, or a department of the register."""

    entry: ListEntry
    name: str
    row: int | None = None
    department: Department | None = None


def compare(entries: Iterable[ListEntry], known: InRegister, choice: FileChoices, language: str) -> RegisterChange:
    """Hold a list against the register.

    Args:
        entries: its rows.
        known: what is in the register.
        choice: what the coordinator has said so far.
        language: of new departments whose row says none.
    """
    found = _Comparing(known, choice)
    pairs = found.ask([(entry, found.match(entry)) for entry in found.once(list(entries))])
    found.hold_emails(pairs)
    new, changed, unchanged, left = [], [], [], []
    matched: dict[str, int] = {}
    for entry, one in pairs:
        if one is None:
            new.append(NewDepartment(**_said(entry), language=entry.language or language, email=entry.email))
            continue
        first = matched.setdefault(one.id, entry.row)
        if first != entry.row:
            found.problems.append(ListProblem(entry.row, "name", "name_twice", entry.name[:MOST_SHOWN], first))
            continue
        change = ChangedDepartment(one, _described(one, entry), _new_email(one, entry, known), entry.contact or "")
        if one.left_on is not None:
            left.append(one)
        if change.fields() or change.email:
            changed.append(change)
        else:
            unchanged.append(one)
    missing = [one for one in known.departments if one.left_on is None and one.id not in matched]
    return RegisterChange(
        tuple(new),
        tuple(changed),
        tuple(unchanged),
        tuple(missing),
        tuple(left),
        tuple(_several(new, changed, known)),
        tuple(found.problems),
        tuple(found.questions),
    )


class _Comparing:
    """One comparison: the register by code and by name, and the problems and questions gathered so far."""

    def __init__(self, known: InRegister, choice: FileChoices) -> None:
        self._choice, self._known = choice, known
        self._by_code = _first((_code(one.code), one) for one in known.departments if one.code)
        self._by_name = _first((names.same(one.name), one) for one in known.departments)
        self._by_likeness = _first((names.alike(one.name), one) for one in known.departments)
        self.problems: list[ListProblem] = []
        self.questions: list[ListQuestion] = []

    def once(self, entries: list[ListEntry]) -> list[ListEntry]:
        """The rows without those that repeat one above, which is told, or asked about where it is in doubt."""
        self._twice(entries, "name", lambda one: names.same(one.name))
        self._twice(entries, "code", lambda one: _code(one.code))
        kept = list(_first((names.same(one.name), one) for one in entries).values())
        alike: dict[str, ListEntry] = {}
        doubtful = []
        for one in kept:
            first = alike.setdefault(names.alike(one.name), one)
            if first is not one and not (one.code and first.code):
                doubtful.append(_Pair(one, first.name, first.row))
        for pair, answer in self._answered("twins", doubtful):
            if answer == SAME:
                name = pair.entry.name[:MOST_SHOWN]
                self.problems.append(ListProblem(pair.entry.row, "name", "name_twice", name, pair.row))
        return kept

    def match(self, entry: ListEntry) -> Department | None:
        """The department of the register that a row is certainly about."""
        by_name = self._by_name.get(names.same(entry.name))
        by_code = self._by_code.get(_code(entry.code)) if entry.code else None
        if by_code is not None and by_name is not None and by_code is not by_name:
            self.problems.append(ListProblem(entry.row, "code", "code_known", entry.code or "", other=by_code.name))
        return by_code or by_name

    def ask(self, pairs: list[tuple[ListEntry, Department | None]]) -> list[tuple[ListEntry, Department | None]]:
        """The same, with the departments that the coordinator says a row is about; asks where one is likely."""
        matched = {one.id for _, one in pairs if one is not None}
        doubtful = []
        for entry, one in pairs:
            likely = self._by_likeness.get(names.alike(entry.name))
            if one is None and likely is not None and likely.id not in matched:
                doubtful.append(_Pair(entry, likely.name, department=likely))
        said = {pair.entry.row: pair.department for pair, answer in self._answered("known", doubtful) if answer == SAME}
        return [(entry, said.get(entry.row, one)) for entry, one in pairs]

    def hold_emails(self, pairs: list[tuple[ListEntry, Department | None]]) -> None:
        """Find addresses that would be of two people: a commander of two municipalities has one name in both."""
        first: dict[str, tuple[str, int]] = {}
        for entry, one in pairs:
            known, called = self._known.emails.get(entry.email or "", Addressee()), entry.contact
            if not entry.email or not called or (one is not None and one.id in known.departments):
                continue
            name, row = first.setdefault(entry.email, (called, entry.row))
            if known.name and names.same(known.name) != names.same(called):
                self.problems.append(ListProblem(entry.row, "email", "email_named", entry.email, other=known.name))
            elif names.same(name) != names.same(called):
                self.problems.append(ListProblem(entry.row, "email", "email_twice", entry.email, row))

    def _twice(self, entries: list[ListEntry], column: str, key: Callable[[ListEntry], str | None]) -> None:
        seen: dict[str, ListEntry] = {}
        for one in entries:
            said = key(one)
            if said and (first := seen.setdefault(said, one)) is not one:
                value = str(getattr(one, column))[:MOST_SHOWN]
                self.problems.append(ListProblem(one.row, column, f"{column}_twice", value, first.row))

    def _answered(self, kind: str, pairs: list[_Pair]) -> list[tuple[_Pair, str | None]]:
        """Ask about each pair, or first about all of them where there are many; the pairs with what was answered."""
        every: str | None = EACH
        if len(pairs) > MOST_ASKED:
            options: tuple[str, ...] = (SAME, OTHER, EACH)
            every = self._choice.answer(kind, options)
            shown = " · ".join(f"{pair.entry.name} – {pair.name}" for pair in pairs[:3])
            rows = tuple(pair.entry.row for pair in pairs)
            self.questions.append(
                ListQuestion(kind, f"{kind}_all", options, shown, rows, count=len(pairs), answer=every)
            )
        if every != EACH:
            return [(pair, every) for pair in pairs]
        found = []
        for pair in pairs:
            question = f"{kind}-{pair.entry.row}"
            answer = self._choice.answer(question, (SAME, OTHER))
            asked = ListQuestion(question, kind, (SAME, OTHER), pair.entry.name, (pair.entry.row,), pair.name, pair.row)
            self.questions.append(replace(asked, answer=answer))
            found.append((pair, answer))
        return found


_Item = TypeVar("_Item")


def _first(items: Iterable[tuple[str, _Item]]) -> dict[str, _Item]:
    """The first item with each key."""
    found: dict[str, _Item] = {}
    for key, item in items:
        found.setdefault(key, item)
    return found


def _code(code: str | None) -> str:
    """What two codes must differ in; spreadsheets take the noughts away that one begins with."""
    return "".join((code or "").casefold().split()).lstrip("0")


def _said(entry: ListEntry) -> dict[str, Any]:
    """What a row says of how a department is described, but for its language."""
    return {one.name: getattr(entry, one.name) for one in fields(Description) if one.name != "language"}


def _described(one: Department, entry: ListEntry) -> Description:
    """A department with what a row says of it; its name stays where the row only writes it otherwise."""
    now = {part.name: getattr(one, part.name) for part in fields(Description)}
    said = {name: value for name, value in (_said(entry) | {"language": entry.language}).items() if value is not None}
    if names.alike(entry.name) == names.alike(one.name):
        del said["name"]
    if _code(entry.code) == _code(one.code):
        said.pop("code", None)
    return Description(**now | said)


def _new_email(one: Department, entry: ListEntry, known: InRegister) -> str | None:
    """An address that does not sign in for it, and never did; none for a department that left."""
    holder = known.emails.get(entry.email or "", Addressee())
    stays = one.left_on is not None or one.id in (*holder.departments, *holder.former)
    return None if stays else entry.email


def _several(
    new: Iterable[NewDepartment], changed: Iterable[ChangedDepartment], known: InRegister
) -> Iterable[Several]:
    """The addresses that a list lets in, where it is not for one department alone."""
    called = {one.id: one.name for one in known.departments}
    found: dict[str, list[str]] = {}
    for email, name in (*((one.email, one.name) for one in new), *((one.email, one.to.name) for one in changed)):
        if email:
            signs_in = (called[one] for one in known.emails.get(email, Addressee()).departments)
            found.setdefault(email, list(signs_in)).append(name)
    return (Several(email, tuple(those)) for email, those in found.items() if len(those) > 1)
