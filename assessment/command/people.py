"""`people`: list who is known with their posts, and what happens to them: corrected, handed over, signed out, ended.

A post is given by `invite`, which prints the link that it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from assessment.command.database import DATABASE, ListingGroup, known_department, known_region, opened, table
from assessment.command.wrong import Wrong
from assessment.people import Known, Post
from assessment.storage import NotAllowed, NotReady, PostInTheWay, Store

_HEAD = ("id", "name", "address", "post", "role", "place", "since", "ended")
_PERSON = click.argument("person_id", metavar="ID", type=int)


@click.group("people", cls=ListingGroup)
def command() -> None:
    """List who is known and what they are where; correct it, hand it over, sign out, end it. To give a post: invite."""


@command.command("list")
@DATABASE
@click.option("--region", "region_id", metavar="ID", help="Only those with a post in this region.")
@click.option("--department", "department_id", metavar="ID", help="Only those with a post in this department.")
@click.option("--all", "everything", is_flag=True, help="With posts that ended, and those who have left.")
def listed(database: Path, region_id: str | None, department_id: str | None, *, everything: bool) -> None:
    """List who is known, a line a post: ids, names, addresses, and what they are where."""
    with opened(database) as store:
        if region_id is not None:
            known_region(store, region_id)
        if department_id is not None:
            known_department(store, department_id)
        found = store.people(region_id, department_id)
    table(_HEAD, [_line(one, post) for one in found for post in one.posts if everything or post.ended_at is None])


@command.command("correct")
@DATABASE
@_PERSON
@click.option("--name", help="As it should have been.")
@click.option("--email", help="As it should have been; links and sessions of the wrong one end.")
def correct(database: Path, person_id: int, name: str | None, email: str | None) -> None:
    """Correct the name or the address of the person with an ID, who stays the same person."""
    if name is None and email is None:
        raise click.UsageError("nothing to correct; add --name or --email")
    with opened(database) as store, _told(person_id):
        one = _known(store, person_id)
        store.correct_person(
            person_id, name=one.name if name is None else name, email=one.email if email is None else email
        )
    click.echo(f"{person_id}: corrected")


@command.command("hand-over")
@DATABASE
@_PERSON
@click.option("--name", required=True, help="Of the new person.")
def hand_over(database: Path, person_id: int, name: str) -> None:
    """Let a new person have the address and the posts of the one with an ID, whose access ends.

    For the mailbox of an office. What the one before wrote stays under their name. Prints the id of the new person.
    """
    with opened(database) as store, _told(person_id):
        _known(store, person_id)
        new = store.hand_over(person_id, name)
    click.echo(f"{person_id}: handed over to {new}; the command invite prints a sign-in link")


@command.command("end")
@DATABASE
@click.argument("post_id", metavar="POST", type=int)
def end(database: Path, post_id: int) -> None:
    """End a POST at once, with its sessions and unused links. What the person wrote stays."""
    with opened(database) as store:
        try:
            store.end_post(post_id)
        except NotReady as error:
            raise Wrong(
                f"post {post_id}: is the last administrator's; first let another in: invite EMAIL --role administrator"
            ) from error
        except NotAllowed as error:
            raise Wrong(f"post {post_id}: there is none, or it has ended; the command people lists them") from error
    click.echo(f"post {post_id}: ended")


@command.command("sign-out")
@DATABASE
@click.argument("person_id", metavar="[ID]", type=int, required=False)
@click.option("--everybody", is_flag=True, help="Not one person, but all who are signed in.")
def sign_out(database: Path, person_id: int | None, *, everybody: bool) -> None:
    """End every session of the person with an ID at once, or of --everybody. Their access stays."""
    if everybody == (person_id is not None):
        raise click.UsageError("whom to sign out? give the ID of a person, or --everybody")
    with opened(database) as store:
        if person_id is None:
            store.sign_out(None)
        else:
            with _told(person_id):
                _known(store, person_id)
                store.sign_out(person_id)
    click.echo(f"{'everybody' if person_id is None else person_id}: signed out everywhere")


def in_the_way(store: Store, error: PostInTheWay) -> str:
    """Which post is in the way of an address, and what can be done about it."""
    post = error.post
    other = next(one for one in store.people() if one.id == post.person_id)
    return (
        f"{error.email}: is the address of person {other.id}, {other.name} (post {post.id}, {_what(post)}); "
        f"if that is the same person, give that name or none; if somebody else uses the address now, "
        f"people hand-over {other.id} --name NAME"
    )


def _line(one: Known, post: Post) -> tuple[str, ...]:
    ended = "" if post.ended_at is None else post.ended_at.date().isoformat()
    since = post.since.date().isoformat()
    return (str(one.id), one.name, one.email, str(post.id), str(post.role), _place(post), since, ended)


def _place(post: Post) -> str:
    return post.department_id or post.region_id or ""


def _what(post: Post) -> str:
    return f"{post.role} of {_place(post)}" if _place(post) else str(post.role)


@contextmanager
def _told(person_id: int) -> Iterator[None]:
    """Around what is done to a person: why it was refused, in one line."""
    try:
        yield
    except NotReady as error:
        says = {
            "name": "a person needs a name; add one",
            "email": "this is no e-mail address; write it like name@example.org",
        }
        raise Wrong(f"{person_id}: {says[error.missing[0]]}") from error
    except PostInTheWay as error:
        post = error.post
        raise Wrong(
            f"{error.email}: is the address of person {post.person_id} (post {post.id}, {_what(post)}); if both are "
            f"the same person, end the posts of {person_id} (people end POST) and invite {error.email} to them"
        ) from error
    except NotAllowed as error:
        raise Wrong(f"{person_id}: has left, and has no post any more; the command invite gives one") from error


def _known(store: Store, person_id: int) -> Known:
    found = next((one for one in store.people() if one.id == person_id), None)
    if found is None:
        raise Wrong(f"{person_id}: there is no such person; the command people lists their ids")
    return found
