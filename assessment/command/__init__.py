"""What an operator types: `python -m assessment …`, one module a command, each with a `command`.

A command prints what was asked for and raises what is wrong; here alone an expected error becomes one line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from assessment.answers import AnswersError
from assessment.command import (
    backup,
    benchmark,
    check,
    controller,
    demo,
    departments,
    erase,
    export,
    importing,
    init,
    invite,
    job,
    mail_test,
    people,
    regions,
    report,
    rounds,
    score,
    serve,
    verify,
)
from assessment.command.wrong import Wrong
from assessment.questionnaire import QuestionnaireError
from assessment.settings import SettingsError
from assessment.storage import DatabaseError, NotSaved, Unfit

EXPECTED = (
    AnswersError,
    DatabaseError,
    NotSaved,
    QuestionnaireError,
    SettingsError,
    Unfit,
    Wrong,
    OSError,
)  # whose message tells an operator what to do
_MOST = 500  # characters of a line


class Commands(click.Group):
    """The commands. Exit 0, or 1 with one line on standard error; 2 where the command itself is written wrong."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> NoReturn:
        """Run one command and leave with its exit code."""
        extra["standalone_mode"] = False  # click by itself would write usage errors over several lines
        try:
            code = super().main(args, *rest, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            _complain(error.format_message())
            sys.exit(error.exit_code)
        except click.Abort:
            _complain("stopped")
            sys.exit(1)
        except EXPECTED as error:
            _complain(_says(error))
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


commands = Commands(
    help="In Touch: the self-assessment of local police departments on social media.",
    commands=[
        backup.backup,
        benchmark.command,
        check.command,
        controller.command,
        demo.command,
        departments.command,
        erase.command,
        export.command,
        importing.command,
        init.command,
        invite.command,
        job.command,
        invite.link,
        mail_test.command,
        people.command,
        regions.command,
        report.command,
        backup.restore,
        rounds.command,
        score.command,
        serve.command,
        verify.command,
    ],
)

commands.add_command(regions.add, "region")  # as it is written since before there was more to do with regions


def _says(error: Exception) -> str:
    if isinstance(error, QuestionnaireError):
        first, *more = error.problems
        others = f" (and {len(more)} more: the command check lists them all)" if more else ""
        return first + others
    if isinstance(error, Unfit):
        return f"{error.field.replace('_', '-')}: is {error.told}"  # as its option is called
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _complain(sentence: str) -> None:
    """Write one line, whatever is quoted in it: ids and names come from files."""
    line = " ".join(sentence.split())
    click.echo("".join(letter if letter.isprintable() else "?" for letter in line)[:_MOST], err=True)
