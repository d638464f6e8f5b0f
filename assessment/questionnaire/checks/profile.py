"""The profile: the fields that the program knows, their bands and options, and the one that makes the peer groups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assessment.questionnaire.checks.identity import advice
from assessment.questionnaire.problem import QuestionnaireProblem
from assessment.questionnaire.reading import Node

FIELDS = {  # what a department can say of itself, and in which form the program keeps it
    "population": "integer",
    "staff": "integer",
    "form": "choice",
    "main_territory": "choice",
    "official_account": "boolean",
    "first_year": "integer",
    "platforms": "platforms",
    "purposes": "purposes",
    "team_people": "integer",
    "team_hours": "number",
    "ops_centre": "choice",
    "press_office": "boolean",
    "network_member": "boolean",
}
NEEDED = ("staff", "official_account")  # before a submission
PEERS_BY = "staff"
_WITH_OPTIONS = ("choice", "platforms")


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Mistakes in single fields, and what is missing among them."""
    fields = root["profile"].items
    for field in fields:
        yield from _identity(field)
        yield from _bands(field)
        yield from _options(field)
    ids = {field["id"].word for field in fields}
    if root["profile"].kind != "list" or "" in ids:
        return
    for name in NEEDED:
        if name not in ids:
            yield root["profile"].problem(f'no field has the id "{name}", which every submission needs; add it')
    yield from _purposes(root["profile"])
    yield from _peer(root["profile"])


def _identity(field: Node) -> Iterator[QuestionnaireProblem]:
    name, kind = field["id"].word, field["type"].word
    if name and name not in FIELDS:
        yield field["id"].problem(f"the program keeps no such field; {advice(name, FIELDS)}")
    elif name and kind and kind != FIELDS[name] and kind in FIELDS.values():
        yield field["type"].problem(f'is "{kind}"; {name} is kept as "{FIELDS[name]}": write that')


def _bands(field: Node) -> Iterator[QuestionnaireProblem]:
    bands = field["bands"]
    starts = [start.whole for start in bands.items]
    if not starts:
        return
    if field["type"].word not in ("integer", "number"):
        yield bands.problem("only a number has bands; remove them")
    elif starts[0] not in (0, None):
        yield bands.problem(f"the first band begins at {starts[0]}; begin at 0")
    elif any(a is not None and b is not None and a >= b for a, b in pairwise(starts)):
        yield bands.problem("the bands do not ascend; write where each begins, the lowest first")


def _options(field: Node) -> Iterator[QuestionnaireProblem]:
    kind, options = field["type"].word, field["options"]
    if kind in _WITH_OPTIONS and not options.children and options.kind in ("missing", "mapping"):
        yield options.problem("nothing to choose from; write the options below this key")
    elif options.children and kind in set(FIELDS.values()) - set(_WITH_OPTIONS):
        yield options.problem(f'a field of type "{kind}" has no options; remove them')


def _purposes(profile: Node) -> Iterator[QuestionnaireProblem]:
    """What platforms are for is asked of those that were chosen."""
    ids = [field["id"].word for field in profile.items]
    if "purposes" in ids and "platforms" not in ids[: ids.index("purposes")]:
        yield profile.problem('the field "purposes" is about the platforms in use; write "platforms" before it')


def _peer(profile: Node) -> Iterator[QuestionnaireProblem]:
    peers = [field for field in profile.items if field["peer"].value is True]
    for field in peers:
        if field["id"].word != PEERS_BY:
            yield field["peer"].problem(f'peer groups are made by "{PEERS_BY}" alone; write peer: false here')
        elif not field["bands"].items and field["bands"].kind in ("missing", "list"):
            yield field["bands"].problem(
                "missing; the peer groups need it: write where each begins, such as [0, 10, 30]"
            )
    for field in profile.items:
        if field["id"].word == PEERS_BY and field["peer"].value is False:
            yield field["peer"].problem("this field makes the peer groups; write peer: true")
