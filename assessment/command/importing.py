"""`import`: bring in a list of departments as the page does: read, asked about, shown, and taken whole or not at all.

What is said of the file is said in the words of that page. What only a person knows is not guessed: it is asked by a
refusal that says what to write, so that the same line can be run unattended from then on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from assessment import register
from assessment.command.database import DATABASE, known_region, opened
from assessment.command.people import in_the_way
from assessment.command.wrong import Wrong
from assessment.findings import incoming
from assessment.questionnaire import Questionnaire, QuestionnaireError, load
from assessment.register import COLUMNS, UNUSED, FileChoices, Import, InRegister, ListQuestion, RegisterChange
from assessment.register.table import ListTable
from assessment.settings import settings
from assessment.storage import NotReady, PostInTheWay, RegionClosed, RegisterChanged, Store
from assessment.upload import MOST_BYTES
from assessment.wording import LANGUAGES, Say

_KINDS = ("known", "no_departments", "sign", "twins")  # how the names of questions begin


@click.command("import")
@DATABASE
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--region", "region_id", metavar="ID", required=True, help="Whose register.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Of what is said here, and of new departments whose row says none.",
)
@click.option("--sheet", metavar="TITLE", help="Of a workbook with several; without, the first.")
@click.option(
    "--column",
    "columns",
    metavar="NUMBER=WHAT",
    multiple=True,
    help=f"What a column is, where its heading does not say it, counted from 1: {', '.join((*COLUMNS, UNUSED))}.",
)
@click.option(
    "--answer",
    "answers",
    metavar="QUESTION=ANSWER",
    multiple=True,
    help="To what the list leaves open: one question by its name (known-14=same), or all of its kind (known=same).",
)
@click.option("--yes", is_flag=True, help="Take it. Without, nothing is changed.")
def command(
    database: Path,
    file: Path,
    region_id: str,
    language: str,
    sheet: str | None,
    columns: tuple[str, ...],
    answers: tuple[str, ...],
    *,
    yes: bool,
) -> None:
    """Say what FILE, a list of departments (.xlsx or CSV), would change in a region's register, and with --yes do it.

    Each mistake is a line with its place, and each open question one with what to write; then nothing is taken, and the
    exit code is 1. Departments that the list does not name stay as they are.
    """
    said = FileChoices(0, dict(_column(one) for one in columns), dict(_answer(one) for one in answers))
    say = Say(language)
    with opened(database) as store:
        known_region(store, region_id)
        known = InRegister(store.departments(region_id), store.known_emails(region_id))
        questionnaire = _in_use(store)
        found = _read(file, sheet, questionnaire, known, language, said)
        if not found.is_ready:
            for line in _refusal(file, found, questionnaire, say):
                click.echo(line, err=True)
            sys.exit(1)
        if yes:
            _take(store, region_id, found.found)
    for line in _lines(found, questionnaire, say, done=yes):
        click.echo(line)


def _in_use(store: Store) -> Questionnaire:
    """The questionnaire whose words the list is read with; where its file is broken, the newest that is kept."""
    try:
        return load(settings().questions)
    except QuestionnaireError:
        kept = store.questionnaires()
        if not kept:
            raise
        return kept[-1]


def _column(given: str) -> tuple[int, str]:
    number, _, meaning = given.partition("=")
    if not number.isdecimal() or int(number) < 1 or meaning not in (*COLUMNS, UNUSED):
        raise click.UsageError(f"--column {given}: write a number and what stands there, such as 2=staff")
    return int(number) - 1, meaning


def _answer(given: str) -> tuple[str, str]:
    question, _, answer = given.partition("=")
    if question.partition("-")[0] not in _KINDS or not answer:
        raise click.UsageError(f"--answer {given}: write the name of a question and its answer, such as known-14=same")
    return question, answer


def _read(
    file: Path, sheet: str | None, questionnaire: Questionnaire, known: InRegister, language: str, said: FileChoices
) -> Import:
    """Read a list, with what was answered by kind put to each question of that kind; some follow from others."""
    if file.stat().st_size > MOST_BYTES:
        raise Wrong(f"{file}: {Say(language)('register.problems.too_large')}")
    sheets = register.opened(file.read_bytes(), file.name)
    if isinstance(sheets, Import):
        return sheets
    said = replace(said, sheet=_place(sheets, sheet))
    while True:
        found = register.look(sheets, questionnaire, known, language, said)
        more = {one.id: answer for one in found.questions if one.answer is None and (answer := _of_kind(one, said))}
        if not more:
            return found
        said = replace(said, answers={**said.answers, **more})


def _of_kind(one: ListQuestion, said: FileChoices) -> str | None:
    answer = said.answers.get(one.id.partition("-")[0])
    return answer if answer in one.options and one.id not in said.answers else None


def _place(sheets: list[ListTable], title: str | None) -> int:
    titles = [one.title for one in sheets]
    if title is None:
        return 0
    if title not in titles:
        has = ", ".join(filter(None, titles))
        raise Wrong(f"{title}: there is no such sheet; {f'there are {has}' if has else 'leave --sheet out'}")
    return titles.index(title)


def _refusal(file: Path, found: Import, questionnaire: Questionnaire, say: Say) -> Iterator[str]:
    """Why a list cannot be taken: what is wrong in it, each with its place, and what is asked, with what to write."""
    told = register.told(found.problems)
    if told:
        yield f"{file}: {say('register.stopped', len(told))}"
    for problem in told:
        yield f"{incoming.place(problem, say)}: {incoming.mistake(problem, questionnaire, say)}"
    if any(one.kind.startswith("column_") for one in told):
        for column in found.columns:
            heading = column.heading or say("register.columns.nameless", number=column.place + 1)
            meaning = column.meaning if column.meaning in COLUMNS else UNUSED
            yield f"  --column {column.place + 1}={meaning}: {heading} → {incoming.column(meaning, say)}"
    waiting = [one for one in found.questions if one.answer is None]
    if waiting:
        yield f"{file}: {say('register.asked', len(waiting))}"
    for one in waiting:
        yield incoming.question(one, say)
        for option in one.options:
            yield f"  {_written(one)}={option}: {incoming.answer(one, option, say)}"


def _written(one: ListQuestion) -> str:
    """What is written before the answer to a question; what a column is, has an option of its own."""
    kind, _, number = one.id.partition("-")
    return f"--column {int(number) + 1}" if kind == "column" else f"--answer {one.id}"


def _lines(found: Import, questionnaire: Questionnaire, say: Say, *, done: bool) -> Iterator[str]:
    """What was read, and what it would change or has changed."""
    changes = found.found
    yield incoming.looked(found.looked, say)
    yield say("register.would.new", len(changes.new))
    for new in changes.new:
        address = new.email or say("departments.import.no_mail")
        yield f"  {new.name}: {incoming.described(new, questionnaire, say)} · {address}"
    yield say("register.would.changed", len(changes.changed))
    for changed in changes.changed:
        yield f"  {changed.before.name}: {incoming.change(changed, questionnaire, say)}"
    yield say("register.would.unchanged", len(changes.unchanged))
    if changes.several:
        yield say("register.would.several", len(changes.several))
        yield from (f"  {one.email}: {', '.join(one.departments)}" for one in changes.several)
    for kind, those in (("missing", changes.missing), ("left", changes.left)):
        if those:
            yield f"{say(f'register.would.{kind}', len(those))}: {incoming.named(those)}"
    yield _last(changes, say, done=done)


def _last(changes: RegisterChange, say: Say, *, done: bool) -> str:
    if not changes.new and not changes.changed:
        return say("register.nothing_to_take")
    if done:
        return " ".join((say("register.added", len(changes.new)), say("register.changed", len(changes.changed))))
    return f"{say('register.not_yet')} --yes: {say('register.take')}"


def _take(store: Store, region_id: str, found: RegisterChange) -> None:
    """Take a list, whole or not at all."""
    if not found.new and not found.changed:
        return
    try:
        store.take_list(region_id, found.new, found.changed)
    except RegisterChanged as error:
        raise Wrong(f"{', '.join(error.names)}: was changed meanwhile by somebody else; look at it again") from error
    except NotReady as error:
        raise Wrong(f"{', '.join(error.missing)}: is in the register by now; look at it again") from error
    except PostInTheWay as error:
        raise Wrong(in_the_way(store, error)) from error
    except RegionClosed as error:
        raise Wrong(f"{region_id}: {error}, with regions reopen {region_id}") from error
