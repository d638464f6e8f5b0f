"""`invite`: give a post and print a one-time sign-in link to it; `link`: print another for a post that is given."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.command.database import DATABASE, known_department, known_region, opened, site_of
from assessment.command.people import in_the_way
from assessment.command.wrong import Wrong
from assessment.letters import sign_in_at
from assessment.people import GIVEN, Known, Post, Role
from assessment.storage import NotReady, PostInTheWay, Store


@click.command("invite")
@DATABASE
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in GIVEN]), required=True)
@click.option("--department", "department_id", metavar="ID", help="For a chief or member.")
@click.option("--region", "region_id", metavar="ID", help="For a coordinator.")
@click.option("--name", default="", help="As colleagues read it beside answers.")
def command(database: Path, email: str, role: str, department_id: str | None, region_id: str | None, name: str) -> None:
    """Print a sign-in link for EMAIL, good once and for three days."""
    given = Role(role)
    if department_id is not None and not given.is_of_department:
        raise click.UsageError(f"--department is for a chief or member; leave it out with --role {role}")
    if region_id is not None and given is not Role.COORDINATOR:
        raise click.UsageError(f"--region is for a coordinator; leave it out with --role {role}")
    with opened(database) as store:
        site = site_of(database)
        if region_id is not None:
            known_region(store, region_id)
        if department_id is not None:
            known_department(store, department_id)
        try:
            token = store.invite(email, given, department_id=department_id, region_id=region_id, name=name)
        except NotReady as error:
            raise Wrong(missing(error.missing[0], email)) from error
        except PostInTheWay as error:
            raise Wrong(in_the_way(store, error)) from error
    click.echo(sign_in_at(site, token))


@click.command("link")
@DATABASE
@click.argument("email")
@click.option("--post", "post_id", metavar="POST", type=int, help="Where somebody has several.")
def link(database: Path, email: str, post_id: int | None) -> None:
    """Print another sign-in link for EMAIL, who has a post already; good once and for three days."""
    with opened(database) as store:
        site = site_of(database)
        post = _post(store, email, post_id)
        token = store.new_link(post.id)
    click.echo(sign_in_at(site, token))


def missing(what: str, email: str) -> str:
    """What is missing of somebody who is to be given a post, and what to do."""
    return {
        "email": f"{email}: is no e-mail address; write it like name@example.org",
        "department": "a chief or member belongs to a department; add --department ID",
        "region": "a coordinator belongs to a region; add --region ID",
    }[what]


def _post(store: Store, email: str, post_id: int | None) -> Post:
    """The one post that is meant.

    Raises:
        Wrong: nobody has the address, or a post; or they have several and none was chosen.
    """
    one = _person(store, email)
    posts = [post for post in one.posts if post.ended_at is None and post_id in (None, post.id)]
    if not posts:
        raise Wrong(f"{email}: has no such post; the command people lists posts, invite gives one")
    if len(posts) > 1:
        several = ", ".join(f"{post.id} ({post.role}, {post.place or 'everywhere'})" for post in posts)
        raise Wrong(f"{email}: has several posts: {several}; choose one with --post")
    return posts[0]


def _person(store: Store, email: str) -> Known:
    found = [
        one for one in store.people() if one.email is not None and one.email.casefold() == email.strip().casefold()
    ]
    if not found:
        raise Wrong(f"{email}: nobody has this address; the command people lists addresses, invite lets somebody in")
    return found[0]
