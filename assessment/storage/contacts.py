"""Who is known: the people of departments and regions, who is invited to sign in, and what happens when they change."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Unpack

from assessment.letters import HANDED_LASTS
from assessment.people import Action, Addressee, Appointed, Known, Person, Post, Role
from assessment.storage.access import Base, Unit
from assessment.storage.connection import is_demo
from assessment.storage.errors import NotAllowed, NotReady
from assessment.storage.kept import record
from assessment.storage.outbox import handed_link
from assessment.storage.posts import (
    appointed,
    checked_email,
    checked_name,
    end,
    give_post,
    has_own_name,
    in_the_way,
    known,
    may_appoint,
    may_give_link,
    note_change,
    open_post,
    open_posts,
    present,
    shut_out,
    within_reach,
)


@dataclass(frozen=True)
class Contact:
    """Somebody who can be written to: one of a department, for its coordinator, or the coordinator for a department."""

    email: str
    name: str
    role: Role
    post_id: int
    person_id: int
    since: datetime
    seen_at: datetime | None = None  # when they last used a session in this post; only for who may remove people
    place: str = ""  # where it is, on a list of several places


class Contacts(Base):
    """The part of the store that knows who belongs where."""

    def person(self) -> Person:
        """Who the store is opened for.

        Raises:
            SessionEnded: their session is over.
            PostChanged: they use another post than the page was drawn for.
            NotAllowed: it is opened for the operator, who is nobody in particular.
        """
        with self._reading() as unit:
            if unit.person is None:
                raise NotAllowed("the operator is no visitor")
            return unit.person

    def contacts(self, department_id: str) -> list[Contact]:
        """Who can sign in for a department; for its coordinator and itself."""
        with self._reading() as unit:
            if unit.person is None or unit.person.department_id != department_id:
                unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            rows = unit.all(
                """
                SELECT email, name, role, posts.id AS post_id, people.id AS person_id, since,
                       CASE WHEN :told THEN (SELECT max(seen_at) FROM sessions WHERE post_id = posts.id) END AS seen_at
                  FROM posts JOIN people ON people.id = posts.person_id
                 WHERE department_id = :department AND ended_at IS NULL ORDER BY role, name, people.id
                """,
                department=department_id,
                told=unit.person is None or unit.person.role is not Role.MEMBER,
            )
            return [as_contact(row) for row in rows]

    def last_seen(self, region_id: str, department_ids: Collection[str]) -> dict[str, datetime]:
        """When somebody last used a session for some departments of a region, by id; as far back as those are kept.

        For its coordinator.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            rows = unit.all(
                """
                SELECT departments.id, max(sessions.seen_at) AS seen_at FROM departments
                  JOIN posts ON posts.department_id = departments.id
                  JOIN sessions ON sessions.post_id = posts.id
                 WHERE departments.region_id = :region AND departments.id IN (SELECT value FROM json_each(:ids))
                 GROUP BY departments.id
                """,
                region=region_id,
                ids=json.dumps(list(department_ids)),
            )
            return {row["id"]: datetime.fromisoformat(row["seen_at"]) for row in rows}

    def known_emails(self, region_id: str) -> dict[str, Addressee]:
        """Everybody who signs in for a department of a region, or did, by address."""
        with self._reading() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            rows = unit.all(
                """
                SELECT email, people.name, left_at, departments.id AS department, ended_at FROM people
                  JOIN posts ON posts.person_id = people.id
                  JOIN departments ON departments.id = posts.department_id
                 WHERE departments.region_id = :region AND email IS NOT NULL
                 ORDER BY email, posts.id
                """,
                region=region_id,
            )
            return {email: _addressee(list(those)) for email, those in groupby(rows, key=itemgetter("email"))}

    def invite(self, email: str, role: Role, **given: Unpack[Appointed]) -> str:
        """Make a one-time sign-in link for somebody in a post, which they get where they do not have it.

        Returns:
            The raw token, which is kept nowhere: only its digest is.

        Raises:
            NotReady: names "email", or "department" or "region" where the role needs one that is not given.
            NotAllowed: the department or region is not one's own, or links are mailed here.
            PostInTheWay: the address is that of somebody with another name.
        """
        with self._writing() as unit:
            post = _appointed(unit, email, role, **given)
            self._must_show(unit, post)
            return handed_link(unit, post, unit.at + HANDED_LASTS)

    def appoint(self, email: str, role: Role, **given: Unpack[Appointed]) -> int:
        """Give somebody a post where they do not have it, and make no link; returns its id.

        Raises:
            NotReady, NotAllowed, PostInTheWay: as with `invite`.
        """
        with self._writing() as unit:
            return _appointed(unit, email, role, **given).id

    def new_link(self, post_id: int) -> str:
        """Make another one-time sign-in link for somebody in a post that they have; returns the raw token.

        Raises:
            NotAllowed: it is none that this visitor may give, or it has ended, or links are mailed here.
        """
        with self._writing() as unit:
            post = open_post(unit, post_id)
            may_give_link(unit, post)
            self._must_show(unit, post)
            return handed_link(unit, post, unit.at + HANDED_LASTS)

    def _must_show(self, unit: Unit, post: Post) -> None:
        """Refuse to show a visitor a link to a department where links are mailed."""
        if not self._shows_links and unit.person is not None and post.role.is_of_department:
            raise NotAllowed("links of departments are mailed here")

    def people(self, region_id: str | None = None, department_id: str | None = None) -> list[Known]:
        """Everybody who is known or was, by name, or who has or had a post in one place; for the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            return known(unit, region_id, department_id)

    def own_posts(self) -> list[Post]:
        """The posts that the visitor can change to now, the one in use included, oldest first."""
        with self._reading() as unit:
            person = unit.person
            if person is None or not isinstance(self._who, str):
                return []
            session = unit.one("SELECT created_at, alone FROM sessions WHERE digest = :who", who=self._who)
            found = open_posts(unit, person.id)
            return [
                one
                for one in found
                if one.id == person.post_id
                or (not session["alone"] and one.since <= datetime.fromisoformat(session["created_at"]))
            ]

    def end_post(self, post_id: int) -> None:
        """End a post at once: its sessions and unused links with it. What the person wrote stays.

        Raises:
            NotReady: names "last_administrator" where nobody would be left who can let others in.
            NotAllowed: it is none that this visitor may end, or it has ended.
        """
        with self._writing() as unit:
            post = open_post(unit, post_id)
            may_appoint(unit, post.role, post.department_id)
            end(unit, post)

    def change_role(self, post_id: int, role: Role, *, keep: bool = False) -> int:
        """Give somebody another role where they have one, and end the old one unless it is kept, in one stroke.

        Like every new post it takes a new link: who is signed in by an older one stays what that one was for.

        Returns:
            The id of the new post.

        Raises:
            NotAllowed: one of the two is none that this visitor may give, or the old one has ended.
        """
        with self._writing() as unit:
            post = open_post(unit, post_id)
            for one in (post.role, role):
                may_appoint(unit, one, post.department_id)
            if Role.FRIEND in (role, post.role) or role.is_of_department != post.role.is_of_department:
                raise NotAllowed("a role is changed where it is")
            new = give_post(unit, post.person_id, role, post.department_id, post.region_id)
            if new != post.id and not keep:
                end(unit, post)
            return new

    def correct_person(self, person_id: int, *, name: str, email: str) -> None:
        """Write a name or an address as it should have been; it is the same person.

        With the old address go its links and sessions: it may have been somebody else's.

        Raises:
            NotReady: names "name" or "email" where it is empty or malformed.
            PostInTheWay: they have a post that this visitor could not have given, or somebody else has the address.
        """
        email, name = checked_email(email), checked_name(name)
        with self._writing() as unit:
            posts = within_reach(unit, person_id)
            other = present(unit, email)
            if other is not None and other["id"] != person_id:
                raise in_the_way(unit, other["id"], email)
            before = unit.one("SELECT name, email FROM people WHERE id = :id", id=person_id)
            changed = [key for key, value in (("name", name), ("email", email)) if before[key] != value]
            if not changed:
                return
            unit.write(
                "UPDATE people SET name = :name, email = :email WHERE id = :id", name=name, email=email, id=person_id
            )
            if "email" in changed:
                shut_out(unit, person_id)
            for post in posts[:1]:
                note_change(unit, "person_corrected", post, {"fields": changed})

    def hand_over(self, person_id: int, name: str) -> int:
        """Let somebody new have the address and the posts of a person, who leaves; returns the new one's id.

        For the mailbox of an office: what the one before wrote stays under their name.

        Raises:
            NotReady: names "name" where it is empty.
            PostInTheWay: the one before has a post that this visitor could not have given.
        """
        name = checked_name(name)
        with self._writing() as unit:
            posts = within_reach(unit, person_id)
            before = unit.one("SELECT email, language FROM people WHERE id = :id", id=person_id)
            for post in posts:
                end(unit, post, handed_over=True)
            new = unit.write(
                "INSERT INTO people (email, name, language) VALUES (:email, :name, :language)", name=name, **before
            )
            for post in posts:
                give_post(unit, new, post.role, post.department_id, post.region_id)
            return new

    def name_persona(self, key: str, email: str) -> None:
        """Let visitors of a demo choose to be somebody; refused in any other database."""
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            if not is_demo(unit.db):
                raise NotAllowed("only a demo lets its visitors choose whom to be")
            post = unit.one(
                """
                SELECT posts.id FROM posts JOIN people ON people.id = posts.person_id
                 WHERE email = :email AND ended_at IS NULL ORDER BY posts.id
                """,
                email=email,
            )
            unit.write(
                "INSERT INTO facts (name, value) VALUES (:name, :post) ON CONFLICT DO UPDATE SET value = :post",
                name=f"persona.{key}",
                post=str(post["id"]),
            )


def as_contact(row: Mapping[str, Any]) -> Contact:
    """A post and its person, as one row, as the record of somebody who can be written to."""
    return record(Contact, row, place="")


def _appointed(unit: Unit, email: str, role: Role, **given: Unpack[Appointed]) -> Post:
    department_id, region_id = given.get("department_id"), given.get("region_id")
    email = checked_email(email)
    if role is Role.FRIEND:
        raise NotAllowed("a friend is named by their department")
    if role.is_of_department and department_id is None:
        raise NotReady(["department"])
    if role is Role.COORDINATOR and region_id is None:
        raise NotReady(["region"])
    may_appoint(unit, role, department_id)
    name, language = given.get("name", ""), given.get("language")
    _, post_id = appointed(unit, email, role, department_id, region_id, name, language)
    return open_post(unit, post_id)


def _addressee(rows: list[dict[str, Any]]) -> Addressee:
    """What the posts with one address come to: of one person, or of several who had it one after the other."""
    name = next((row["name"] for row in rows if row["left_at"] is None), "")
    now = dict.fromkeys(row["department"] for row in rows if row["ended_at"] is None)
    ended = dict.fromkeys(row["department"] for row in rows if row["department"] not in now)
    return Addressee(name if has_own_name(name, rows[0]["email"]) else "", tuple(now), tuple(ended))
