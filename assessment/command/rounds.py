"""`rounds`: list the rounds, set one up, change it. Publishing stays with the coordinator, who sees who is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from assessment.command.database import DATABASE, ListingGroup, known_department, known_region, opened, table
from assessment.command.wrong import Wrong
from assessment.questionnaire import load
from assessment.rounds import Round, RoundState
from assessment.settings import settings
from assessment.storage import NotAllowed, NotReady, Overlap, RegionClosed, Store, Unfit

_HEAD = ("id", "region", "title", "state", "opens", "closes", "departments", "submitted")
_ROUND = click.argument("round_id", metavar="ROUND", type=int)


class _Day(click.ParamType[date]):
    """A day, as it is written everywhere here."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it."""
        try:
            return value if isinstance(value, date) else datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2027-03-31.", param, ctx)


_DAY = _Day()


@click.group("rounds", cls=ListingGroup)
def command() -> None:
    """List the rounds with their ids; set one up, rename, move, extend, close or remove it."""


@command.command("list")
@DATABASE
@click.option("--region", "region_id", metavar="ID", help="Only those of this region.")
def listed(database: Path, region_id: str | None) -> None:
    """List the rounds: ids, titles, where each is, its days, how many departments are in it and have submitted."""
    with opened(database) as store:
        if region_id is not None:
            known_region(store, region_id)
        regions = [one.region.id for one in store.regions() if region_id in (None, one.region.id)]
        rows = [_line(store, one) for region in regions for one in store.rounds(region)]
    table(_HEAD, rows)


@command.command("add")
@DATABASE
@click.argument("title")
@click.option("--region", "region_id", metavar="ID", required=True)
@click.option("--opens", type=_DAY, metavar="DAY", required=True, help="The first day, like 2027-03-01.")
@click.option("--closes", type=_DAY, metavar="DAY", required=True, help="The last day, to its end.")
@click.option(
    "--department", "departments", metavar="ID", multiple=True, help="Only these; without, all of the region."
)
def add(database: Path, title: str, region_id: str, opens: date, closes: date, departments: tuple[str, ...]) -> None:
    """Set up a round with a TITLE, of the questionnaire in use; it opens and closes by itself. Prints its id."""
    with opened(database) as store, _told(store, title):
        known_region(store, region_id)
        for one in departments:
            found = known_department(store, one)
            if found.region_id != region_id or found.left_on is not None:
                raise Wrong(
                    f"{one}: does not take part in this region; departments --region {region_id} lists who does"
                )
        load(settings().questions)  # which tells a mistake by its file and line
        asks = store.keep_questionnaire(settings().questions.read_bytes())
        made = store.set_up_round(region_id, title, asks, opens, closes, departments or None)
    click.echo(str(made.id))


@command.command("rename")
@DATABASE
@_ROUND
@click.argument("title")
def rename(database: Path, round_id: int, title: str) -> None:
    """Give a ROUND that is planned or open another TITLE."""
    with opened(database) as store, _told(store, f"round {round_id}"):
        _known(store, round_id)
        store.rename_round(round_id, title)
    click.echo(f"round {round_id}: renamed")


@command.command("move")
@DATABASE
@_ROUND
@click.option("--opens", type=_DAY, metavar="DAY", help="The first day; without, it stays.")
@click.option("--closes", type=_DAY, metavar="DAY", help="The last day; without, it stays.")
def move(database: Path, round_id: int, opens: date | None, closes: date | None) -> None:
    """Give a ROUND that has not opened other days."""
    if opens is None and closes is None:
        raise click.UsageError("nothing to move; add --opens or --closes")
    with opened(database) as store, _told(store, f"round {round_id}"):
        one = _known(store, round_id)
        store.move_round(round_id, opens or one.opens_on, closes or one.closes_on)
    click.echo(f"round {round_id}: moved")


@command.command("extend")
@DATABASE
@_ROUND
@click.argument("until", type=_DAY, metavar="DAY")
@click.option("--department", "department_id", metavar="ID", help="Only for this one.")
def extend(database: Path, round_id: int, until: date, department_id: str | None) -> None:
    """Let a ROUND close at the end of another DAY, for everybody or for one department; opens a closed one again."""
    with opened(database) as store, _told(store, f"round {round_id}"):
        _known(store, round_id)
        if department_id is not None:
            known_department(store, department_id)
            if all(one.participation.department_id != department_id for one in store.progress(round_id)):
                raise Wrong(f"{department_id}: is not in round {round_id}; the command departments lists who is where")
        store.extend(round_id, until, department_id)
    click.echo(f"round {round_id}: closes at the end of {until}{f' for {department_id}' if department_id else ''}")


@command.command("close")
@DATABASE
@_ROUND
def close(database: Path, round_id: int) -> None:
    """Close a ROUND that is open at once, before its last day is over."""
    with opened(database) as store, _told(store, f"round {round_id}"):
        one = _known(store, round_id)
        _must_be_open(one, store.now)
        store.close(round_id)
    click.echo(f"round {round_id}: closed; its coordinator publishes the comparison")


@command.command("remove")
@DATABASE
@_ROUND
def remove(database: Path, round_id: int) -> None:
    """Remove a ROUND in which no department has written anything."""
    with opened(database) as store, _told(store, f"round {round_id}"):
        _known(store, round_id)
        store.remove_round(round_id)
    click.echo(f"round {round_id}: removed")


def out_of_the_way(one: Round, at: datetime) -> str:
    """What takes a round out of the way of something else."""
    return f"rounds {'remove' if one.state(at) is RoundState.PLANNED else 'close'} {one.id}"


def _line(store: Store, one: Round) -> tuple[str, ...]:
    progress = store.progress(one.id)
    submitted = sum(each.submitted_at is not None for each in progress)
    days = (one.opens_on.isoformat(), one.last_day.isoformat())
    return (str(one.id), one.region_id, one.title, str(one.state(store.now)), *days, str(len(progress)), str(submitted))


def _known(store: Store, round_id: int) -> Round:
    try:
        return store.round(round_id)
    except NotAllowed as error:
        raise Wrong(f"round {round_id}: there is none; the command rounds lists their ids") from error


def _must_be_open(one: Round, at: datetime) -> None:
    """Refuse what can only be done to a round that is open; says where it is."""
    state = one.state(at)
    if state is not RoundState.OPEN:
        raise Wrong(f"round {one.id}: is not open but {state}; the command rounds lists its days")


@contextmanager
def _told(store: Store, what: str) -> Iterator[None]:
    """Around what is done to a round: why it was refused, in one line."""
    says = {
        "title": "a round needs a title; write one like 2027",
        "days": "the last day is before the first or before today; the command rounds lists the days",
        "departments": "no department takes part in this region; bring them in with the command import",
        "over": "it is too late for that; the command rounds lists its days",
        "answers": "departments have written in it, so it stays; close it instead: rounds close",
    }
    try:
        yield
    except NotReady as error:
        raise Wrong(f"{what}: {says[error.missing[0]]}") from error
    except Overlap as error:
        others = ", ".join(error.departments[:3]) + (" …" if len(error.departments) > 3 else "")
        way = out_of_the_way(error.round, store.now)
        raise Wrong(
            f"{what}: round {error.round.id} ({error.round.title}) is open to {others} until {error.last_day}, and "
            f"nobody answers in two at once; choose other days, or first: {way}"
        ) from error
    except Unfit as error:
        names = {"opens_on": "--opens", "closes_on": "--closes"}
        raise Wrong(f"{what}: {names.get(error.field, error.field)} is {error.told}") from error
    except RegionClosed as error:
        raise Wrong(f"{what}: {error}, with regions reopen") from error
