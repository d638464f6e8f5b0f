"""What README, CONTRIBUTING, docs/ and LICENSE say that could go stale: files, commands, figures."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from assessment.command import commands
from assessment.plan import MOST
from assessment.questionnaire import load
from assessment.scoring import ELIGIBLE_FROM, SHOWN_FROM
from assessment.settings import PREFIX, Settings
from assessment.templates import templates
from assessment.wording import Say, entries

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text("utf-8")
CONTRIBUTING = (TOP / "CONTRIBUTING.md").read_text("utf-8")
RUNNING, SCALE, ACCESSIBILITY = (
    (TOP / "docs" / f"{page}.md").read_text("utf-8") for page in ("running", "scale", "accessibility")
)
CATALOGUE = (TOP / "publiccode.yml").read_text("utf-8")
QUESTIONS = TOP / "questions.yaml"
MAKEFILE = (TOP / "Makefile").read_text("utf-8")
IN_WORDS = {f"numbers.n{count}": count for count in range(11)}


def section(title: str, page: str = README) -> str:
    """What stands under a heading of README, or of another page."""
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str, first: str, page: str = README) -> list[list[str]]:
    """The rows of the table under a heading whose first column has this head."""
    lines = section(title, page).split(f"| {first} |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def in_code(text: str) -> list[str]:
    """What is set as code in a line of text."""
    return re.findall(r"`([^`\n]+)`", text)


def paths(text: str) -> list[str]:
    """The files and folders among what is set as code."""
    return [one for one in in_code(text) if re.fullmatch(r"[\w.<>*/-]+(\.(py|yaml|typ|md|toml)|/)", one)]


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_file_and_folder_that_is_named_is_there(text: str) -> None:
    named = {one.replace("<name>", "*") for one in paths(text)} - {"__init__.py"}  # of the folder named before it
    linked = set(re.findall(r"\]\(([^)#:]+)\)", text))

    assert len(named) > 3
    assert [one for one in sorted(linked | named) if not any(TOP.glob(one.rstrip("/")))] == []


def test_every_change_names_a_file() -> None:
    table = rows("Where to change what", "To change")

    assert len(table) > 15
    assert [row[0] for row in table if len(row) != 3 or not paths(row[1])] == []


def test_every_name_of_the_code_that_the_table_mentions_is_in_a_file_of_its_row() -> None:
    lost = []
    for change, where, _ in rows("Where to change what", "To change"):
        files = [path for one in paths(where) for path in TOP.glob(one.rstrip("/").replace("<name>", "*"))]
        texts = "".join(
            path.read_text("utf-8")
            for place in files
            for path in (place.rglob("*.py") if place.is_dir() else [place])
            if path.suffix != ".png"
        )
        names = [one.strip(":()") for one in in_code(where) if re.fullmatch(r"_?[A-Za-z]+:?", one)]
        lost += [(change, name) for name in names if not re.search(rf"\b{name}\b", texts)]
    assert lost == []


def test_the_house_is_listed_from_the_bottom_up() -> None:
    plan = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
    listed = README.split("up this list (`make check` enforces it):")[1].split(".")[0]

    assert re.findall(r"\w+", listed) == plan[::-1]


def test_every_command_is_listed_once() -> None:
    listed = [name for row in rows("Commands", "Command", RUNNING) for name in in_code(row[0])]

    assert sorted(listed) == sorted(commands.commands)


def test_every_command_line_shown_is_one() -> None:
    shown = re.findall(r"python -m assessment ([a-z-]+)(.*)", README + CONTRIBUTING)

    assert shown
    for name, rest in shown:
        options = {option for one in commands.commands[name].params for option in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name


def test_every_setting_is_listed_once_with_what_holds_without_it() -> None:
    table = rows("Settings", "Variable", RUNNING)
    told = {"": "none", None: "none", False: "off"}
    meant = {
        "database": "data/in-touch.db",
        "questions": "questions.yaml",
        "mail_host": "no mail: links are handed out",
        "mail_user": "nobody",
        "oidc_issuer": "no sign-in from elsewhere",
        "oidc_secret_file": "none: a public client",
        "trusted_proxy": "the proxy counts as the visitor",
    }

    assert sorted(in_code(row[0])[0] for row in table) == sorted(
        f"{PREFIX}{one.upper()}" for one in Settings.model_fields
    )
    for variable, _, without in table:
        name = variable.strip("`").removeprefix(PREFIX).lower()
        default = Settings.model_fields[name].default
        assert without.strip("`") == meant.get(name, told.get(default, str(default)))


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_target_of_make_that_is_named_is_one(text: str) -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", MAKEFILE))

    assert set(re.findall(r"\bmake ([a-z]+)(?=`|\s{2,}|\s[A-Z]+=|$)", text, re.MULTILINE)) <= targets


def test_what_is_asked_is_counted_right() -> None:
    shipped = load(QUESTIONS)
    questions, essentials = list(shipped.questions()), shipped.essentials()
    numbers = {Say("en")(key): count for key, count in IN_WORDS.items()}

    assert {int(one) for one in re.findall(r"(\d+) questions", README)} == {len(questions)}
    asked = r"(\d+) (?:questions|answers on|domande|preguntas)"
    for page, times in ((SCALE, 2), (CATALOGUE, 3)):
        assert [int(one) for one in re.findall(asked, page)] == [len(questions)] * times
    assert re.findall(r"on their (\d+) pages", SCALE) == [str(len(list(shipped.dimensions())))]
    assert {
        numbers[one.lower()]
        for one in re.findall(r"(?i)\b(\w+) (?:questions are )?\**essentials", README)
        if one.lower() in numbers
    } == {len(essentials)}
    assert {numbers[one] for one in re.findall(r"on (\w+) pillars", README)} == {len(shipped.pillars)}


def test_the_limits_of_the_method_are_those_of_the_code() -> None:
    room = {Say("en")(f"numbers.n{count}"): count for count in IN_WORDS.values()}
    told = re.findall(r"(\w+) steps\s+within six months, (\w+) within eighteen, (\w+) after", README)

    assert re.findall(r"at least (\d+) %", README) == [str(SHOWN_FROM), str(ELIGIBLE_FROM)]
    assert [[room[one] for one in places] for places in told] == [list(MOST.values())]


def test_the_sheets_to_fill_in_are_counted_right() -> None:
    assert re.findall(r"The (\w+) sheets to fill in", ACCESSIBILITY) == [Say("en")(f"numbers.n{len(templates())}")]


def test_the_bands_begin_where_it_is_said() -> None:
    shipped = load(QUESTIONS)
    bands = {band.id: band for band in shipped.bands}
    starts = re.search(r"score \(([\d, ]+)\)", README)
    weakest = re.search(r"weakest pillar \((\d+) for \*advanced\*, (\d+) for \*leading\*\)", README)

    assert starts is not None and weakest is not None
    assert [int(one) for one in starts[1].split(", ")] == [band.min_score for band in shipped.bands][1:]
    assert [int(one) for one in weakest.groups()] == [bands["advanced"].min_pillar, bands["leading"].min_pillar]


def test_the_comparison_is_promised_in_the_words_that_visitors_read() -> None:
    told = re.findall(r"(?m)^\d\. (.+(?:\n   .+)*)", section("What the comparison may show"))
    promised = [entries()[key]["en"]["other"] for key in entries() if key.startswith("benchmark.trust.")]

    assert [" ".join(one.split()) for one in told] == [one for one in promised if one.endswith(".")]


def test_the_licence_is_whole() -> None:
    licence = (TOP / "LICENSE").read_text("utf-8")
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]

    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016\n")
    assert re.findall(r"(?m)^(\d+)\. [A-Z]", licence) == [str(article) for article in range(1, 16)]
    assert "\nAppendix\n" in licence and licence.endswith("require the production of a new EUPL version.\n")
    assert len(licence.split()) == 2237  # compared word by word with a copy of another origin
    assert (project["license"], project["license-files"]) == ("EUPL-1.2", ["LICENSE"])
