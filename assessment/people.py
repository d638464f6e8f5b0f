"""Who may do what: the roles, the actions, and which role may do which.

Screens ask `role.may(...)` for the menu; the store asks again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict


class Action(StrEnum):
    """What somebody may be allowed to do."""

    ANSWER = "answer"  # one's own department's draft and plan
    SUBMIT = "submit"  # it, for the department
    READ_OWN = "read_own"  # one's own department's submissions, comparison and history
    READ_DOCUMENTS = "read_documents"  # what one's region has put up
    READ_REGION = "read_region"  # the region's participation and submitted assessments
    RUN_ROUNDS = "run_rounds"  # open, close, publish, extend, reopen
    MANAGE_DEPARTMENTS = "manage_departments"  # import, edit, merge, invite
    BEFRIEND = "befriend"  # read one submission of another department, and say what is seen in it
    ADMINISTER = "administer"  # regions, people, backup


class Role(StrEnum):
    """What somebody is in a department or a region."""

    CHIEF = "chief"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    FRIEND = "friend"

    def may(self, action: Action) -> bool:
        """Whether this role is allowed the action, in its own department or region."""
        return action in _ALLOWED[self]

    @property
    def is_of_department(self) -> bool:
        """Whether somebody with this role belongs to a department, and not to a region."""
        return self in (Role.CHIEF, Role.MEMBER)


GIVEN = tuple(role for role in Role if role is not Role.FRIEND)  # by somebody: a friend's comes with a visit
_ALLOWED = {
    Role.CHIEF: {Action.ANSWER, Action.SUBMIT, Action.READ_OWN, Action.READ_DOCUMENTS},
    Role.MEMBER: {Action.ANSWER, Action.READ_OWN, Action.READ_DOCUMENTS},
    Role.COORDINATOR: {Action.READ_REGION, Action.READ_DOCUMENTS, Action.RUN_ROUNDS, Action.MANAGE_DEPARTMENTS},
    Role.FRIEND: {Action.BEFRIEND},
    Role.ADMINISTRATOR: {Action.ADMINISTER, Action.MANAGE_DEPARTMENTS, Action.RUN_ROUNDS},
}


@dataclass(frozen=True)
class Post:
    """What somebody is somewhere, from one day to another; a person may have several and uses one at a time."""

    id: int
    person_id: int
    role: Role
    department_id: str | None  # for chief and member
    region_id: str | None  # for all but an administrator
    place: str  # name of the department or region; empty for an administrator
    since: datetime
    until: datetime | None = None  # when it ends by itself
    ended_at: datetime | None = None


class Appointed(TypedDict, total=False):
    """What may be said of somebody who gets a post, besides their address and the role."""

    department_id: str | None  # where the post is
    region_id: str | None  # where it is, of a coordinator
    name: str  # of somebody who is not known yet; else empty
    language: str | None  # of somebody who is not known yet


@dataclass(frozen=True)
class Known:
    """Somebody who is known, as those who manage people see them: with every post, ended ones too."""

    id: int
    email: str  # empty where it was erased
    name: str
    language: str
    left_at: datetime | None
    posts: tuple[Post, ...]  # oldest first
    seen_at: datetime | None = None  # as far back as sessions are kept


@dataclass(frozen=True)
class Addressee:
    """Whoever has an address, as lists of a region's departments need to know them."""

    name: str = ""  # empty where nobody has said it
    departments: tuple[str, ...] = ()  # ids of those that they can sign in for
    former: tuple[str, ...] = ()  # of those for which the access with this address has ended


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, and what they are in the post that they use."""

    id: int
    email: str
    name: str
    language: str
    role: Role
    department_id: str | None  # for chief and member
    region_id: str | None  # for all but an administrator
    zone: str = "Europe/Rome"  # the region's time zone
    post_id: int = 0
