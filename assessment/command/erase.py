"""`erase`: forget a person, and say what that takes and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from assessment.command.database import DATABASE, opened
from assessment.command.wrong import Wrong
from assessment.storage import Erasure, NotAllowed, NotReady

_GONE = {  # by what `Erasure` counts, in the order in which it is said
    "posts": "posts, which end",
    "sessions": "sessions",
    "links": "sign-in links",
    "identities": "numbers by which another site vouched for them",
    "letters": "e-mails to them in the outbox",
    "undecided": "choices not decided on",
    "split": "pillars that they were to answer",
    "plan_letters": "reminders of steps that they asked for",
    "plans": "versions of steps in plans that named them",
    "visits": "texts between critical friends and departments that named them, earlier versions counted",
    "voices": "second opinions and polls that named them",
    "register": "fields of the register that named them",
    "words": "their name in reasons beside the log",
    "wordings": "their name in a region's own wording of letters",
    "documents": "their name in a region's documents",
    "authors": "their name as the author of old rows",
    "notes": "notes and links, earlier versions counted",
    "sealed_notes": "sealed notes (the seals hold, but reports printed with them can no longer be verified)",
    "reasons": "reasons why a question does not apply, earlier versions counted",
}
_STAYS = {
    "submissions": "submissions that they made, the department's record",
    "answers": "answers that they gave, earlier versions counted, the department's record",
    "notes": "notes and links that they wrote, earlier versions counted (once the department agrees: --with-notes)",
    "said": "what they said as a critical friend or to one, earlier versions counted, the record of both departments",
    "events": "lines of the log, which hold no name",
}


@click.command("erase")
@DATABASE
@click.argument("person_id", metavar="ID", type=int)
@click.option("--with-notes", is_flag=True, help="Their notes and reasons too; their department has agreed to it.")
@click.option("--yes", is_flag=True, help="Do it. Without, nothing is changed.")
def command(database: Path, person_id: int, with_notes: bool, yes: bool) -> None:
    """Erase the person with an ID: say what goes, what stays and why, and with --yes do it."""
    with opened(database) as store:
        try:
            found = store.erase(person_id, with_notes=with_notes, rehearsed=not yes)
        except NotAllowed as error:
            raise Wrong(f"{person_id}: there is no such person; the command people lists their ids") from error
        except NotReady as error:
            raise Wrong(
                f"{person_id}: is the last administrator; first let another in: invite EMAIL --role administrator"
            ) from error
    for line in _lines(found, done=yes):
        click.echo(line)


def _lines(found: Erasure, *, done: bool) -> Iterator[str]:
    erased, stays = "erased" if done else "would erase", f"stays under {found.pseudonym}"
    yield f"{erased} name (now {found.pseudonym}), e-mail address and language"
    yield from (f"{erased} {words}: {found.gone[kind]}" for kind, words in _GONE.items() if found.gone.get(kind))
    yield from (f"{stays}, {words}: {found.stays[kind]}" for kind, words in _STAYS.items() if found.stays.get(kind))
    if found.sealed:
        yield f"stays with the name, documents whose seal a change would break: {', '.join(found.sealed)}"
    if found.stays["mentions"]:
        yield f"stays with the name, texts that others wrote, who can change them: {found.stays['mentions']}"
    made = "none is noted" if found.backed_up_at is None else f"the last was made on {found.backed_up_at:%Y-%m-%d}"
    yield f"backups still hold all of it ({made}): destroy them once there are newer ones"
    if not done:
        yield "nothing was changed; add --yes to do it"
