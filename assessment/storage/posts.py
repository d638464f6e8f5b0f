"""Posts within a unit of work: who may give one, who has it, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment import names
from assessment.people import Action, Known, Post, Role
from assessment.rounds import MOST_NAME
from assessment.storage import bounds
from assessment.storage.access import Unit
from assessment.storage.errors import NotAllowed, NotReady, PostInTheWay
from assessment.storage.friends import end_visits_of, end_visits_to
from assessment.storage.kept import department_of, record, region_of
from assessment.storage.records import joined, records
from assessment.wording import LANGUAGES

_POST = """
    SELECT posts.*, coalesce(departments.name, regions.name, '') AS place
      FROM posts
      LEFT JOIN submissions ON submissions.id = posts.submission_id
      LEFT JOIN departments ON departments.id = coalesce(posts.department_id, submissions.department_id)
      LEFT JOIN regions ON regions.id = posts.region_id
"""

_PEOPLE = """
    SELECT people.*, seen.seen_at
      FROM people
      LEFT JOIN (SELECT person_id, max(seen_at) AS seen_at FROM sessions GROUP BY person_id) AS seen
        ON seen.person_id = people.id
     WHERE (:region IS NULL AND :department IS NULL)
        OR id IN (SELECT person_id FROM posts LEFT JOIN departments ON departments.id = posts.department_id
                   WHERE (:region IS NULL OR coalesce(posts.region_id, departments.region_id) = :region)
                     AND (:department IS NULL OR posts.department_id = :department))
     ORDER BY name, id
"""

_IS_HERE_NO_LONGER = """
     WHERE person_id = :person AND department_id = :department
       AND NOT EXISTS (SELECT 1 FROM posts
                        WHERE person_id = :person AND department_id = :department AND ended_at IS NULL)
"""
_HERE_ALONE = (f"DELETE FROM split {_IS_HERE_NO_LONGER}", f"DELETE FROM plan_letters {_IS_HERE_NO_LONGER}")

_WHO = """
    SELECT DISTINCT people.id, people.name, people.email
      FROM posts JOIN people ON people.id = posts.person_id
"""


def open_posts(unit: Unit, person_id: int) -> list[Post]:
    """The posts that somebody has now, oldest first."""
    rows = unit.all(
        f"{_POST} WHERE person_id = :person AND ended_at IS NULL AND (until IS NULL OR until > :at) ORDER BY posts.id",
        person=person_id,
        at=unit.stamp,
    )
    return [as_post(row) for row in rows]


def known(unit: Unit, region_id: str | None = None, department_id: str | None = None) -> list[Known]:
    """Everybody who is known or was, by name, each with every post; or those with a post in one place."""
    posts = records(unit, as_post, f"{_POST} ORDER BY posts.id")
    people = records(unit, dict, _PEOPLE, region=region_id, department=department_id)
    return list(joined(_known, (people, posts), "known"))


def _known(people: Sequence[dict[str, Any]], posts: Sequence[Post]) -> Iterator[Known]:
    by_person: dict[int, list[Post]] = {}
    for one in posts:
        by_person.setdefault(one.person_id, []).append(one)
    for row in people:
        yield record(Known, row, email=row["email"] or "", posts=tuple(by_person.get(row["id"], ())))


def as_post(row: Mapping[str, Any]) -> Post:
    """A row of posts, with its place, as the record."""
    return record(Post, row)


def may_appoint(unit: Unit, role: Role, department_id: str | None) -> None:
    """Refuse who may not give or end such a post.

    Raises:
        NotAllowed: otherwise. A chief brings in colleagues; a coordinator the people of the region's departments.
    """
    if role.is_of_department and department_id is not None:
        person = unit.person
        if person is not None and person.department_id == department_id and role is Role.MEMBER:
            unit.must(Action.SUBMIT, department=department_id)
            return
        unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
    else:
        unit.must(Action.ADMINISTER)


def may_give_link(unit: Unit, post: Post) -> None:
    """Refuse who may not give a way in to a post: to a friend's nobody does, it is changed into.

    Raises:
        NotAllowed: otherwise.
    """
    may_appoint(unit, post.role, post.department_id)
    if post.role is Role.FRIEND and unit.person is not None:
        raise NotAllowed("a friend changes into this post")


def give_post(unit: Unit, person_id: int, role: Role, department_id: str | None, region_id: str | None) -> int:
    """Give somebody a post where they do not have it; returns its id."""
    facts = {"person": person_id, "role": str(role), "department": department_id, "region": region_id}
    row = unit.maybe(
        """
        SELECT id FROM posts
         WHERE person_id = :person AND role = :role AND department_id IS :department AND region_id IS :region
           AND ended_at IS NULL
        """,
        **facts,
    )
    if row is not None:
        return int(row["id"])
    post_id = unit.write(
        """
        INSERT INTO posts (person_id, role, department_id, region_id, since)
        VALUES (:person, :role, :department, :region, :at)
        """,
        **facts,
        at=unit.stamp,
    )
    unit.record("post_given", department=department_id, region=region_id, person=person_id, details={"role": role})
    if department_id is not None:
        end_visits_to(unit, department_id, person_id)
    return post_id


def end(unit: Unit, post: Post, *, handed_over: bool = False) -> None:
    """End a post with its sessions and links, and note that the person left where it was their last.

    Raises:
        NotReady: names "last_administrator".
    """
    if post.role is Role.ADMINISTRATOR and not handed_over:
        others = "SELECT 1 FROM posts WHERE role = 'administrator' AND ended_at IS NULL AND id <> :id"
        if unit.maybe(others, id=post.id) is None:
            raise NotReady(["last_administrator"])
    unit.write("UPDATE posts SET ended_at = :at WHERE id = :id", at=unit.stamp, id=post.id)
    unit.write("UPDATE sessions SET ended_at = :at WHERE post_id = :id AND ended_at IS NULL", at=unit.stamp, id=post.id)
    unit.write("UPDATE links SET used_at = :at WHERE post_id = :id AND used_at IS NULL", at=unit.stamp, id=post.id)
    for statement in _HERE_ALONE:
        unit.write(statement, person=post.person_id, department=post.department_id)
    end_visits_of(unit, post)
    if not open_posts(unit, post.person_id):
        unit.write("UPDATE people SET left_at = :at WHERE id = :id", at=unit.stamp, id=post.person_id)
        unit.write("DELETE FROM identities WHERE person_id = :id", id=post.person_id)
    kind = "handed_over" if handed_over else "access_ended"
    note_change(unit, kind, post, {"role": post.role})


def open_post(unit: Unit, post_id: int) -> Post:
    """A post that has not ended."""
    return as_post(unit.one(f"{_POST} WHERE posts.id = :id AND ended_at IS NULL", id=post_id))


def within_reach(unit: Unit, person_id: int) -> list[Post]:
    """The posts of somebody, where this visitor could have given every one of them; a friend's is none of these.

    Raises:
        NotAllowed: they have none here.
        PostInTheWay: one is another's to give.
    """
    posts = [post for post in open_posts(unit, person_id) if post.role is not Role.FRIEND]
    refused = _out_of_reach(unit, posts)
    if len(refused) == len(posts):
        raise NotAllowed("this person has no post here")
    if refused:
        raise PostInTheWay(refused[0])
    return posts


def in_the_way(unit: Unit, person_id: int, email: str) -> PostInTheWay:
    """The refusal of an address that somebody else has: it names a post that is another's to end, if they have one."""
    posts = open_posts(unit, person_id)
    refused = _out_of_reach(unit, posts)
    return PostInTheWay((refused or posts)[0], email, is_within_reach=not refused)


def _out_of_reach(unit: Unit, posts: list[Post]) -> list[Post]:
    """Those that are another's to give. That of a friend is nobody's: it comes with a visit and stands in no way."""
    return [post for post in posts if post.role is not Role.FRIEND and not _is_within_reach(unit, post)]


def _is_within_reach(unit: Unit, post: Post) -> bool:
    try:
        may_appoint(unit, post.role, post.department_id)
    except NotAllowed:
        return False
    return True


def shut_out(unit: Unit, person_id: int) -> None:
    """Take back what went to an address which is not the person's: links, sessions, another site's word for it."""
    unit.write("UPDATE links SET used_at = :at WHERE person_id = :id AND used_at IS NULL", at=unit.stamp, id=person_id)
    sql = "UPDATE sessions SET ended_at = :at WHERE person_id = :id AND ended_at IS NULL"
    unit.write(sql, at=unit.stamp, id=person_id)
    unit.write("DELETE FROM identities WHERE person_id = :id", id=person_id)


def note_change(unit: Unit, kind: str, post: Post, details: Mapping[str, Any]) -> None:
    """Add to the log what happened to a post or to its person."""
    unit.record(kind, department=post.department_id, region=post.region_id, person=post.person_id, details=details)


def checked_email(written: str) -> str:
    """An address as it is kept.

    Raises:
        NotReady: names "email": it is none.
        Unfit: it is too long.
    """
    address = bounds.address("email", written)
    if address is None:
        raise NotReady(["email"])
    return address


def checked_name(written: str) -> str:
    """A person's name as it is kept: on one line.

    Raises:
        NotReady: names "name": it is empty.
        Unfit: it is too long.
    """
    return bounds.needed("name", written, MOST_NAME)


def present(unit: Unit, email: str) -> dict[str, Any] | None:
    """Whoever has this address and has not left."""
    return unit.maybe("SELECT id, name FROM people WHERE email = :email AND left_at IS NULL", email=email)


def appointed(
    unit: Unit,
    email: str,
    role: Role,
    department_id: str | None,
    region_id: str | None,
    name: str,
    language: str | None,
) -> tuple[int, int]:
    """Somebody in a post: added where they are not known, appointed where they do not have it; their id, and its id.

    Who left and is named as they were, or not named, is the same person again. Under another name it is a new person
    at the old one's address.

    Raises:
        PostInTheWay: the address is that of somebody with another name.
    """
    name = bounds.line("name", name, MOST_NAME) or ""
    row = present(unit, email)
    if row is not None and name and names.same(name) != names.same(row["name"]):
        if has_own_name(row["name"], email) or has_others(unit, row["id"]):
            raise in_the_way(unit, row["id"], email)
        unit.write("UPDATE people SET name = :name WHERE id = :id", name=name, id=row["id"])
    if row is None:
        query = (
            "SELECT id, name FROM people WHERE email = :email AND left_at IS NOT NULL ORDER BY left_at DESC, id DESC"
        )
        row = unit.maybe(query, email=email)
        if row is not None and name and names.same(name) != names.same(row["name"]):
            row = None
        if row is not None:
            unit.write("UPDATE people SET left_at = NULL WHERE id = :id", id=row["id"])
    person_id = _added(unit, email, department_id, region_id, name, language) if row is None else int(row["id"])
    return person_id, give_post(unit, person_id, role, department_id, region_id)


def _added(
    unit: Unit, email: str, department_id: str | None, region_id: str | None, name: str, language: str | None
) -> int:
    if language is None and department_id is not None:
        language = department_of(unit, department_id).language
    if region_id is not None:
        region_of(unit, region_id)
    if language not in (None, *LANGUAGES):
        raise NotReady(["language"])
    return unit.write(
        "INSERT INTO people (email, name, language) VALUES (:email, :name, :language)",
        email=email,
        name=name or _unnamed(email),
        language=language or "en",
    )


def _unnamed(email: str) -> str:
    """What somebody is called of whom nobody has said the name."""
    return email.partition("@")[0]


def has_own_name(name: str, email: str) -> bool:
    """Whether somebody has said what the person with an address is called."""
    return name != _unnamed(email)


def own_name(name: str, email: str) -> str:
    """The name by which somebody is written to; empty where nobody has said it."""
    return name if has_own_name(name, email) else ""


def has_others(unit: Unit, person_id: int) -> bool:
    """Whether somebody has a post that this visitor could not give: a link made by them leads to no such post."""
    return bool(_out_of_reach(unit, open_posts(unit, person_id)))


def apart_in_department(unit: Unit, department_id: str) -> dict[int, str]:
    """What those are called, by id, who share a name with somebody else of a department: with their address."""
    return _apart(unit.all(f"{_WHO} WHERE posts.department_id = :department", department=department_id))


def apart_in_draft(unit: Unit, draft_id: int) -> dict[int, str]:
    """The same of the department that a draft is of."""
    of = "posts.department_id = (SELECT department_id FROM drafts WHERE id = :draft)"
    return _apart(unit.all(f"{_WHO} WHERE {of}", draft=draft_id))


def apart_in_region(unit: Unit, region_id: str) -> dict[int, str]:
    """The same of everybody who is or was in a region, or whose hand reaches into it."""
    found = records(
        unit,
        dict,
        f"""
        {_WHO}
         WHERE posts.region_id = :region OR posts.role = 'administrator'
            OR posts.department_id IN (SELECT id FROM departments WHERE region_id = :region)
        """,
        region=region_id,
    )
    return dict(joined(lambda those: _apart(those).items(), (found,), "apart"))


def apart_everywhere(unit: Unit) -> dict[int, str]:
    """The same of everybody who is or was known."""
    return _apart(unit.all(_WHO))


def _apart(found: Sequence[dict[str, Any]]) -> dict[int, str]:
    bearers = Counter(names.same(row["name"]) for row in found)
    return {
        row["id"]: f"{row['name']} ({row['email']})"
        for row in found
        if row["email"] and bearers[names.same(row["name"])] > 1
    }
