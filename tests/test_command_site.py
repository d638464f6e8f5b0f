"""The commands that a site begins with: made whole or not at all, and links that lead to its own address."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest
from operating import SITE, done, listed, refused, run, shell, world
from worlds import World

from assessment import storage
from assessment.people import Role
from assessment.settings import settings
from assessment.storage import OPERATOR, DoorStore, Store, digest

__all__ = ["shell", "world"]
NORTH = ("--region", "north", "--name", "North", "--administrator", "admin@example.org")


def signed_in(database: Path, link: str) -> Store:
    """The store of whoever follows a link, which is one of this site."""
    site, _, token = link.rpartition("/sign-in/")
    assert site == SITE
    session = DoorStore(database).sign_in(digest(token))
    assert session is not None
    return Store(database, digest(session))


def test_a_site_begins_with_a_region_and_an_administrator(tmp_path: Path) -> None:
    new = tmp_path / "state" / "in-touch.db"
    link = done(run("init", "--database", new, *NORTH, "--zone", "Europe/Madrid", "--administrator-name", "Ada Bruni"))

    person = signed_in(new, link).person()
    assert (person.name, person.role) == ("Ada Bruni", Role.ADMINISTRATOR)
    (north,) = Store(new, OPERATOR).regions()
    assert (north.region.id, north.region.name, north.region.zone) == ("north", "North", "Europe/Madrid")
    assert sorted(one.name for one in new.parent.iterdir() if not one.name.startswith("in-touch.db")) == []


def test_the_setting_says_where_a_site_begins(tmp_path: Path, shell: pytest.MonkeyPatch) -> None:
    shell.setenv("ASSESSMENT_DATABASE", str(tmp_path / "named.db"))
    done(run("init", *NORTH))

    assert [one["id"] for one in listed(run("regions"))] == ["north"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--region", "North!"), "North!: is taken already, or no id"),
        (("--name", " "), "a region needs a name"),
        (("--zone", "Nowhere"), "Nowhere: no such time zone"),
        (("--administrator", "admin"), "admin: is no e-mail address"),
    ],
)
def test_where_anything_is_wrong_nothing_is_made(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    new = tmp_path / "new.db"

    assert refused(run("init", "--database", new, *NORTH, *words)).startswith(says)
    assert list(tmp_path.iterdir()) == []


def test_no_site_begins_on_a_broken_questionnaire(tmp_path: Path, shell: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "questions.yaml"
    broken.write_text("id: [", "utf-8")
    shell.setenv("ASSESSMENT_QUESTIONS", str(broken))

    assert refused(run("init", "--database", tmp_path / "new.db", *NORTH)).startswith(f"{broken}:")
    assert list(tmp_path.iterdir()) == [broken]


def test_a_database_that_is_there_is_left_as_it_is(world: World) -> None:
    before = len(world.operator.happened())

    assert refused(run("init", *NORTH)).startswith(f"{world.path}: is there already")
    assert len(world.operator.happened()) == before


# links


def test_a_link_is_made_anew_for_the_post_that_somebody_has(world: World) -> None:
    link = done(run("link", "Alba@example.org"))

    assert signed_in(world.path, link).person().department_id == "alba"


def test_of_several_posts_one_is_chosen(world: World) -> None:
    world.operator.invite("helper@example.org", Role.CHIEF, department_id="corvo")
    told = refused(run("link", "helper@example.org"))
    posts = {one["place"]: one["post"] for one in listed(run("people")) if one["address"] == "helper@example.org"}

    assert f"{posts['alba']} (member, Alba), {posts['corvo']} (chief, Corvo)" in told
    link = done(run("link", "helper@example.org", "--post", posts["corvo"]))
    assert signed_in(world.path, link).person().department_id == "corvo"


def test_a_link_needs_somebody_with_a_post(world: World) -> None:
    assert refused(run("link", "x@example.org")).startswith("x@example.org: nobody has this address")
    assert refused(run("link", "alba@example.org", "--post", 99)).startswith("alba@example.org: has no such post")


@pytest.mark.parametrize(
    "words",
    [
        ("invite", "x@example.org", "--role", "coordinator", "--region", "north"),
        ("link", "alba@example.org"),
        ("init", "--database", "new.db", *NORTH),
    ],
    ids=lambda words: str(words[0]),
)
def test_no_link_is_made_that_leads_nowhere(world: World, shell: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    shell.delenv("ASSESSMENT_PUBLIC_URL")
    shell.chdir(world.path.parent)
    settings.cache_clear()
    before = len(world.operator.happened())

    assert refused(run(*words)).startswith("ASSESSMENT_PUBLIC_URL: is not set")
    assert len(world.operator.happened()) == before
    assert not Path("new.db").exists()


def test_the_links_of_a_demo_lead_to_this_computer(
    demo_region: Path, shell: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.delenv("ASSESSMENT_PUBLIC_URL")
    storage.backup(demo_region, tmp_path / "demo.db")

    link = done(run("invite", "--database", tmp_path / "demo.db", "x@example.org", "--role", "administrator"))
    assert link.startswith("http://127.0.0.1:8501/sign-in/")


def test_a_post_is_given_where_its_role_belongs(world: World) -> None:
    asked = ("invite", "x@example.org", "--role")

    assert "--department is for" in refused(run(*asked, "coordinator", "--department", "alba"), 2)
    assert "--region is for" in refused(run(*asked, "administrator", "--region", "north"), 2)
    assert "--region is for" in refused(run(*asked, "chief", "--department", "alba", "--region", "north"), 2)


# the demo


def test_a_demo_is_made_where_the_setting_says(tmp_path: Path, shell: pytest.MonkeyPatch) -> None:
    shell.setenv("ASSESSMENT_DATABASE", str(tmp_path / "mine.db"))
    result = run("demo", "--departments", 2, "--rounds", 0)

    assert result.exit_code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["mine.db"]


# serving


def test_where_nobody_can_listen_nothing_is_served(shell: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    shell.setattr(os, "execv", lambda *words: begun.append(words))
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = refused(run("serve", "--port", port))

    assert told.startswith(f"127.0.0.1 port {port}: nobody can listen there (Address already in use)")
    assert refused(run("serve", "--address", "999.1.1.1")).startswith("999.1.1.1 port 8501: nobody can listen there")
    assert begun == []
