"""The whole application: what stops its start, and what each role finds behind the door."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import streamlit as st
from given import LANGUAGES, QUESTIONNAIRE, QUESTIONS, facts_in, reworded_version
from streamlit import config
from streamlit.testing.v1 import AppTest

from assessment import screens
from assessment.people import GIVEN, Person, Role
from assessment.questionnaire import load
from assessment.rounds import NewDepartment
from assessment.screens import SCREENS
from assessment.settings import settings
from assessment.storage import OPERATOR, DoorStore, Store, digest, prepare
from assessment.visit import Visit, asked
from assessment.wording import Say

TOP = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    for name in [name for name in os.environ if name.upper().startswith("ASSESSMENT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSESSMENT_DATABASE", str(tmp_path / "in-touch.db"))
    monkeypatch.chdir(TOP)  # where Streamlit looks for its configuration when nobody started it
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
    config.get_config_options(force_reparse=True)
    config.set_option("client.showErrorDetails", "full")
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()
    config.get_config_options(force_reparse=True)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Store]:
    keeper = prepare(tmp_path / "in-touch.db")
    store = Store(tmp_path / "in-touch.db", OPERATOR)
    store.add_region("north", "North", "Europe/Rome", 10)
    store.add_departments("north", [NewDepartment("Montalbo", "it")])
    yield store
    keeper.close()


def signed_in(operator: Store, role: Role, language: str) -> str:
    """The digest of a session of somebody with a role."""
    of = {"department_id": "montalbo"} if role.is_of_department else {"region_id": "north"}
    token = operator.invite(
        f"{role}@example.org", role, name="Ada Bruni", language=language, **({} if role is Role.ADMINISTRATOR else of)
    )
    begun = DoorStore(settings().database).sign_in(digest(token))
    assert begun is not None
    return digest(begun)


def visit(session: str) -> AppTest:
    """One run of `main` for whoever a session belongs to."""
    page = AppTest.from_file(str(TOP / "assessment" / "main.py"), default_timeout=30)
    page.user = {"session": session}
    return page.run()


# --- the start -------------------------------------------------------------------------------------------------------


@pytest.fixture
def app(operator: Store) -> ModuleType:
    """What the application is made with, after it was made once, while everything is in order."""
    importlib.import_module("app")
    return importlib.import_module("assessment.serving")


def stopped(app: ModuleType) -> list[str]:
    """The lines with which a start stops."""
    settings.cache_clear()
    with pytest.raises(SystemExit) as stop:
        app.check()
    return str(stop.value).splitlines()


def test_a_start_with_everything_in_order_goes_on(app: ModuleType) -> None:
    assert app.check() > 0  # tabs


@pytest.mark.parametrize("module", ["app", "assessment.serving.app"])
def test_a_checkout_and_an_installed_package_serve_the_same(app: ModuleType, module: str) -> None:
    made = importlib.import_module(module)

    assert isinstance(made.app, st.App)
    assert Path(app.parts()["script_path"]) == TOP / "assessment" / "main.py"


def test_too_few_files_stop_the_start(app: ModuleType, environment: pytest.MonkeyPatch) -> None:
    environment.setattr(resource, "getrlimit", lambda _: (256, 256))

    (line,) = stopped(app)
    assert line.startswith("this process may open 256 files, too few for a single tab; raise its limit")


def test_a_wrong_questionnaire_stops_the_start_with_every_problem(
    app: ModuleType, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "questions.yaml"
    wrong.write_text(QUESTIONS.read_text("utf-8").replace("bands:", "bonds:"), "utf-8")
    environment.setenv("ASSESSMENT_QUESTIONS", str(wrong))
    lines = stopped(app)

    assert len(lines) >= 2
    assert all(line.startswith(f"{wrong}:") for line in lines)


def broken(environment: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A questionnaire's file that cannot be used, in the place of the one that could."""
    wrong = tmp_path / "questions.yaml"
    wrong.write_text(QUESTIONS.read_text("utf-8").replace("bands:", "bonds:"), "utf-8")
    environment.setenv("ASSESSMENT_QUESTIONS", str(wrong))
    settings.cache_clear()
    return wrong


def with_a_round(operator: Store) -> str:
    """A site of which a round is under way; the hash of what it asks."""
    sha256 = operator.keep_questionnaire(QUESTIONS.read_bytes())
    operator.set_up_round("north", "Spring", sha256, date(2027, 3, 1), date(2027, 5, 31))
    return sha256


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_broken_file_stops_no_site_whose_rounds_have_their_own_copy(
    app: ModuleType,
    operator: Store,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    is_missing: bool,
) -> None:
    sha256, wrong = with_a_round(operator), broken(environment, tmp_path)
    if is_missing:
        wrong.unlink()
    app.check()

    *problems, what = caplog.messages
    assert problems and all(line.startswith(f"{wrong}:") for line in problems)
    assert sha256[:12] in what and "stands in for it" in what
    in_use = asked(wrong, settings().database)
    assert (in_use.questionnaire.sha256, list(in_use.problems)) == (sha256, problems)


def test_the_newest_that_is_kept_stands_in(
    app: ModuleType, operator: Store, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_a_round(operator)
    newer = operator.keep_questionnaire(reworded_version("9.9"))

    assert asked(broken(environment, tmp_path), settings().database).questionnaire.sha256 == newer


def test_without_a_round_a_broken_file_stops_the_start_also_where_something_is_kept(
    app: ModuleType, operator: Store, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    operator.keep_questionnaire(QUESTIONS.read_bytes())
    wrong = broken(environment, tmp_path)

    assert stopped(app)[0].startswith(f"{wrong}:")


def test_a_start_makes_no_database(app: ModuleType, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("ASSESSMENT_DATABASE", str(tmp_path / "nwe.db"))

    assert stopped(app) == [
        f"{tmp_path / 'nwe.db'}: there is no such file; check the path, or make it with the command init"
    ]
    assert not list(tmp_path.glob("*nwe.db*"))


def test_a_file_in_order_is_kept_and_nothing_is_said(
    app: ModuleType, operator: Store, caplog: pytest.LogCaptureFixture
) -> None:
    app.check()

    assert [one.sha256 for one in operator.questionnaires()] == [load(settings().questions).sha256]
    assert not caplog.messages


@pytest.mark.browser
def test_the_application_serves_on_a_broken_file_and_says_so(tmp_path: Path) -> None:
    from browser import ask, fill, serving
    from wire import Wire

    wrong = tmp_path / "questions.yaml"
    wrong.write_text("id: [", "utf-8")
    round_id = fill(tmp_path / "in-touch.db")
    with serving(tmp_path / "in-touch.db", settings={"questions": str(wrong)}) as server:
        server.round_id = round_id
        place, topic = server.place(), QUESTIONNAIRE.pillars[0].dimensions[0]
        place.begin()
        question = topic.questions[0]
        with Wire(server.url, place.person()) as tab:
            tab.open("questions", f"topic={topic.id}")
            tab.choose(question.question["it"], question.levels[3]["it"])
            tab.wait()
        administrator = server.operator.invite("admin@example.org", Role.ADMINISTRATOR, language="it")
        with Wire(server.url, server.sign_in(administrator)) as tab:
            tab.open("system")
            system = "\n".join(tab.texts())
        assert ask(server.url, "GET", "/health").status == 200
        checked = subprocess.run(
            [sys.executable, "-m", "assessment", "check", str(wrong)],
            cwd=TOP,
            capture_output=True,
            text=True,
            check=False,
        )
        log = server.log.read_text("utf-8")

    assert place.value(question.id) == 3
    assert checked.returncode == 1
    assert all(line in log for line in checked.stderr.splitlines())
    assert any(facts_in(line, "system.problem.questionnaire", "it") for line in system.splitlines())
    assert QUESTIONNAIRE.sha256[:12] in log and "Traceback" not in log


def test_a_damaged_database_stops_the_start_and_is_left_as_it_is(
    app: ModuleType, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 1000)
    environment.setenv("ASSESSMENT_DATABASE", str(damaged))
    (line,) = stopped(app)

    assert line.startswith(f"{damaged}:")
    assert "restore" in line
    assert damaged.read_bytes() == b"no database" * 1000


def test_a_misspelt_setting_stops_the_start(app: ModuleType, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASSESSMENT_DEMOO", "1")

    assert stopped(app) == ["ASSESSMENT_DEMOO: is no setting; write ASSESSMENT_DEMO"]


def test_a_start_without_the_configuration_stops(app: ModuleType) -> None:
    config.set_option("runner.postScriptGC", True)

    assert "config.toml" in stopped(app)[0]


def test_a_demo_answers_on_this_computer_alone(
    app: ModuleType, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("ASSESSMENT_DEMO", "1")
    environment.setenv("ASSESSMENT_DATABASE", str(tmp_path / "demo.db"))
    prepare(tmp_path / "demo.db", demo=True).close()
    config.set_option("server.address", "0.0.0.0")

    assert "only on this computer" in stopped(app)[0]


def test_what_lies_for_sessions_that_are_over_is_looked_after_as_long_as_it_runs(
    app: ModuleType, environment: pytest.MonkeyPatch
) -> None:
    told = []

    async def keep_tidy() -> None:
        told.append("begun")
        try:
            await asyncio.sleep(3600)
        finally:
            told.append("ended")

    async def run() -> None:
        async with app.lifespan(st.App(TOP / "assessment" / "main.py")):
            await asyncio.sleep(0)
            assert told == ["begun"]
        await asyncio.sleep(0)

    environment.setattr(app.handover, "keep_tidy", keep_tidy)
    environment.setattr(app.leftovers, "leave_out", lambda: None)
    environment.setattr(threading, "excepthook", threading.excepthook)  # put back afterwards
    asyncio.run(run())

    assert told == ["begun", "ended"]


@pytest.mark.browser
def test_what_stops_the_start_is_told_without_a_traceback(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 1000)
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", str(TOP / "app.py"), "--server.port", "0"],
        env={**os.environ, "ASSESSMENT_DATABASE": str(damaged)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.strip().startswith(f"{damaged}:")
    assert "Traceback" not in ended.stdout + ended.stderr


def test_what_streamlit_says_of_an_exception_is_told_by_us_alone(
    app: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("streamlit.error_util")
    log.error("Uncaught app execution", exc_info=ZeroDivisionError("a fault"))
    log.error("anything else")

    assert caplog.messages == ["anything else"]


# --- one run of one visit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("session", ["", "0" * 64])
def test_nobody_sees_anything(operator: Store, session: str) -> None:
    page = visit(session)

    assert "session is over" in page.exception[0].value
    assert not page.title
    assert not page.markdown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foot_says_who_is_signed_in_in_their_language(operator: Store, language: str) -> None:
    page = visit(signed_in(operator, Role.CHIEF, language))

    assert not page.exception
    assert page.session_state["language"] == language
    foot = " ".join(part.proto.body for part in page.get("html"))
    assert Say(language)("foot.signed_in", name="Ada Bruni") in foot
    assert f'<span lang="{language}" aria-current="true">' in foot
    assert 'href="/auth/logout"' in foot
    for other in set(LANGUAGES) - {language}:
        assert f'<form method="post" action="/language/{other}"' in foot and f'<button lang="{other}"' in foot


@pytest.mark.parametrize("role", GIVEN)  # a friend's comes with a visit: see test_friend_screen
def test_every_role_has_a_first_screen_that_is_drawn(operator: Store, role: Role) -> None:
    page = visit(signed_in(operator, role, "it"))

    assert not page.exception
    assert len(page.title) == 1


def test_a_name_is_never_html(operator: Store) -> None:
    session = signed_in(operator, Role.CHIEF, "en")
    chief = operator.contacts("montalbo")[0]
    operator.correct_person(chief.person_id, name="<b>Ada</b>", email=chief.email)
    foot = " ".join(part.proto.body for part in visit(session).get("html"))

    assert "<b>" not in foot


def written(page: AppTest) -> str:
    """All that a page says in HTML."""
    return " ".join(part.proto.body for part in page.get("html"))


def of_two(operator: Store, language: str = "en") -> str:
    """A session of the chief of Montalbo, who coordinates its region too; its post is that of the chief."""
    operator.invite("chief@example.org", Role.COORDINATOR, region_id="north", name="Ada Bruni", language=language)
    return signed_in(operator, Role.CHIEF, language)


def other_post(session: str) -> int:
    """A post that the visitor of a session does not use and could."""
    store = Store(settings().database, session)
    return next(one.id for one in store.own_posts() if one.id != store.person().post_id)


def test_who_has_one_post_reads_nothing_of_posts(operator: Store) -> None:
    page = visit(signed_in(operator, Role.CHIEF, "en"))

    assert "/post/" not in written(page)
    assert Say("en")("posts.chief", place="Montalbo") not in " ".join(text.value for text in page.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_several_posts_reads_which_is_used_and_can_change(operator: Store, language: str) -> None:
    session, say = of_two(operator, language), Say(language)
    page = visit(session)

    chief, coordinator = say("posts.chief", place="Montalbo"), say("posts.coordinator", place="North")
    used = [text.value for text in page.markdown if text.value == say("posts.used", post=chief)]
    assert len(used) == 2  # above the first page, and in the foot of every one
    assert written(page).count(f'<form method="post" action="/post/{other_post(session)}"') == 2
    assert say("posts.change", post=coordinator) in written(page)
    assert say("posts.change", post=chief) not in written(page)


def test_a_place_is_never_html(operator: Store) -> None:
    operator.add_departments("north", [NewDepartment("<b>Bruma</b>", "it", id="bruma")])
    operator.invite("chief@example.org", Role.MEMBER, department_id="bruma", name="Ada Bruni")
    session = signed_in(operator, Role.CHIEF, "en")

    assert "<b>" not in written(visit(session))


def test_after_the_change_everything_is_that_of_the_other_post(operator: Store) -> None:
    session = of_two(operator)
    assert DoorStore(settings().database).change_post(session, other_post(session))

    assert visit(session).title[0].value == visit(signed_in(operator, Role.COORDINATOR, "en")).title[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tab_drawn_for_another_post_says_so_and_draws_nothing_else(operator: Store, language: str) -> None:
    session, say = of_two(operator, language), Say(language)
    page = visit(session)
    before = Store(settings().database, session).person().post_id
    DoorStore(settings().database).change_post(session, other_post(session))
    page.run()

    chief, coordinator = say("posts.chief", place="Montalbo"), say("posts.coordinator", place="North")
    assert [one.value for one in page.warning] == [say("posts.changed", before=chief, now=coordinator)]
    assert not page.exception and not page.title and not page.button
    assert say("posts.go_on", post=coordinator) in written(page)
    assert f'action="/post/{before}"' in written(page) and say("posts.go_back", post=chief) in written(page)
    assert 'href="/auth/logout"' in written(page)

    DoorStore(settings().database).change_post(session, before)
    assert page.run().title[0].value == "Montalbo" and not page.warning


def test_a_tab_whose_post_has_ended_says_which_it_was_and_offers_no_way_back(operator: Store) -> None:
    session = of_two(operator)
    page = visit(session)
    before = Store(settings().database, session).person().post_id
    DoorStore(settings().database).change_post(session, other_post(session))
    operator.end_post(before)
    page.run()

    assert Say("en")("posts.chief", place="Montalbo") in page.warning[0].value
    assert "/post/" not in written(page)


@pytest.mark.parametrize("role", [Role.CHIEF, Role.MEMBER])
def test_the_people_of_a_department_that_has_left_come_in_and_read_since_when(operator: Store, role: Role) -> None:
    session = signed_in(operator, role, "en")
    assert not visit(session).info
    operator.leave("montalbo")
    page = visit(session)

    assert not page.exception and page.title[0].value == "Montalbo"
    assert Say("en")("departed.not_counted") in page.info[0].value
    assert signed_in(operator, role, "en")  # by a new link too


def test_a_demo_says_so_on_every_screen(environment: pytest.MonkeyPatch, operator: Store) -> None:
    session = signed_in(operator, Role.CHIEF, "it")
    assert not any(Say("it")("menu.demo_text") in text.value for text in visit(session).markdown)
    environment.setenv("ASSESSMENT_DEMO", "1")
    settings.cache_clear()

    assert any(Say("it")("menu.demo_text") in text.value for text in visit(session).markdown)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(role: Role) -> None:
    opens = screens.open_to(role)

    assert {"help", "privacy", "accessibility"} <= set(opens)
    assert all(screen.needs is None or role.may(screen.needs) for name, screen in SCREENS.items() if name in opens)
    assert not any(
        screen.needs is None or role.may(screen.needs) for name, screen in SCREENS.items() if name not in opens
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_has_a_name_in_the_menu(name: str, language: str) -> None:
    assert Say(language)(f"menu.{name}")


COUNTED = {"questions": len(list(QUESTIONNAIRE.questions())), "topics": len(list(QUESTIONNAIRE.dimensions()))}


@pytest.mark.parametrize("name", ["help", "privacy", "accessibility"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_about_the_application_say_what_they_are_about(name: str, language: str) -> None:
    say = Say(language)
    who = Person(1, "ada@example.org", "Ada Bruni", language, Role.ADMINISTRATOR, None, None)
    if name == "help":
        who = Person(1, "ada@example.org", "Ada Bruni", language, Role.CHIEF, "montalbo", "north")

    def script(show, visit):  # AppTest runs a copy of these lines, in which nothing else exists
        show(visit)

    store, asked = Store(Path("none.db"), ""), QUESTIONNAIRE  # they ask neither, for who belongs to no region
    page = AppTest.from_function(script, args=(SCREENS[name].show, Visit(who, say, store, asked))).run()

    assert not page.exception
    assert [title.value for title in page.title] == [say(f"{name}.title")]
    assert len(page.header) >= 6
    assert len(page.markdown) >= 1 + len(page.header)
    if name == "help":
        assert all(say(f"home.{one}", count) in page.markdown[1].value for one, count in COUNTED.items())
