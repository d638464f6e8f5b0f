"""Which groups are drawn at each publication in a region, and which keep the figures of an earlier day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from assessment.benchmark.figures import Share
from assessment.benchmark.sheets import BenchmarkError, Edition, Sheet

Criteria = tuple[str, ...]  # the joined bands of a group, ascending; empty for the region
REGION: Criteria = ()
OVERALL = ""  # the measure beside the pillars' ids: all practices alike

SMALLEST_GROUP = 6  # members: five others for each of them
REDRAWN_FROM = 6  # departments that came, left or answer otherwise
REGION_REDRAWN_FROM = 10


@dataclass(frozen=True)
class Coded:
    """A publication with each sheet as one number, so that ten thousand are compared in no time.

    The number's lower half has a bit for each practice in use, the upper half one for each that applies.
    """

    round_id: int
    published_at: datetime
    pillars: Mapping[str, tuple[str, ...]]
    bits: Mapping[str, int]  # by question id; the same question has the same bit in the whole history
    width: int  # bits of a half
    codes: Mapping[str, int]  # by department id
    band: Mapping[str, str]  # by department id
    groups: tuple[Criteria, ...]  # the joined bands, ascending; empty where there is only the region

    @cached_property
    def masks(self) -> Mapping[str, int]:
        """The bits of each measure's questions."""
        masks = {pillar: _mask(self.bits, asked) for pillar, asked in self.pillars.items()}
        return {OVERALL: sum(masks.values()), **masks}

    @cached_property
    def asked(self) -> int:
        """The bits of every question asked, in both halves."""
        return self.masks[OVERALL] | self.masks[OVERALL] << self.width

    def share(self, department_id: str, measure: str) -> Share:
        """The department's practices in use among those that apply."""
        code, mask = self.codes[department_id], self.masks[measure]
        return Share((code & mask).bit_count(), (code >> self.width & mask).bit_count())


@dataclass(frozen=True)
class GroupRoster:
    """A group of one publication: who is in it, and what they have in use."""

    criteria: Criteria
    coded: Coded
    members: frozenset[str]

    @cached_property
    def shares(self) -> Mapping[str, Sequence[float]]:
        """The members' shares of each measure, in percent, ascending."""
        return {
            measure: sorted(self.coded.share(member, measure).percent for member in self.members)
            for measure in self.coded.masks
        }

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many members have each practice in use; what does not apply counts as not."""
        codes = [self.coded.codes[member] for member in self.members]
        return {
            question: sum(code >> self.coded.bits[question] & 1 for code in codes)
            for asked in self.coded.pillars.values()
            for question in asked
        }


@dataclass(frozen=True)
class GroupChange:
    """What is different in a group from one that was drawn before."""

    since: datetime  # when that one was published
    came: int
    left: int
    otherwise: int  # departments in both that answer otherwise

    @property
    def departments(self) -> int:
        """How many departments came, left or answer otherwise."""
        return self.came + self.left + self.otherwise


@dataclass(frozen=True)
class Decision:
    """What happens to one group at a publication, for the coordinator to see before it is published."""

    criteria: Criteria
    members: int
    drawn: bool
    figures_of: datetime | None  # whose figures it shows: this day's, an earlier day's, or none
    needed: int  # departments that must have come, left or answer otherwise
    closest: GroupChange | None  # what stands in the way, from the earlier group it is most like; None if drawn
    reason: str | None  # a key of the wording, where no figures are shown


@dataclass(frozen=True)
class Drawings:
    """What is drawn at the last publication of a history."""

    last: Coded
    rosters: Mapping[Criteria, GroupRoster]  # of the groups that have figures to show: of this day or an earlier one
    decisions: tuple[Decision, ...]  # the region, then the joined bands from the smallest


def drawings(history: Sequence[Edition]) -> Drawings:
    """Decide what is drawn at the last of a region's publications.

    At each publication a group is drawn, for everybody or for nobody, only when against each group drawn in the
    region at an earlier one at least six departments (for the region: ten) came, left or answer otherwise.
    Otherwise it keeps the figures it had last. Two choices where more than one reading is possible, both for
    fewer drawings:

    - A department answers otherwise when its sheets differ in a question that both publications asked, "does not
      apply" included. (Where they have no question in common, nothing can be the same.)
    - A department that changed groups only because its own band changed, and answers the same, neither came nor
      left: another profile is no change.

    This is the costly part; `benchmark` then tells cheaply what one department sees.

    Args:
        history: every publication in the region up to the one looked at, oldest first, of all rounds.

    Raises:
        BenchmarkError: there is none, they are out of order, or a sheet cannot be read.
    """
    if not history:
        raise BenchmarkError("there is no publication to draw from; publish a round first")
    for before, after in pairwise(history):
        if after.published_at < before.published_at:
            raise BenchmarkError(f"round {after.round_id} was published before the one listed ahead of it; sort them")
    asked = dict.fromkeys(question for edition in history for asked in edition.pillars.values() for question in asked)
    bits = {question: bit for bit, question in enumerate(asked)}
    drawn: list[GroupRoster] = []
    latest: dict[Criteria, GroupRoster] = {}
    for edition in history:
        coded = _coded(edition, bits)
        rosters = list(_candidates(coded))
        decisions = [_decide(roster, drawn, latest.get(roster.criteria)) for roster in rosters]
        now = [roster for roster, decision in zip(rosters, decisions, strict=True) if decision.drawn]
        drawn += now
        latest |= {roster.criteria: roster for roster in now}
    shown = {decision.criteria for decision in decisions if decision.figures_of}
    return Drawings(coded, {criteria: latest[criteria] for criteria in shown}, tuple(decisions))


def joined_bands(bands: Sequence[str], sizes: Mapping[str, int]) -> list[Criteria]:
    """Join staff bands, from the largest down, until each group has six members; what is left joins the group before.

    Returns:
        The groups, from the smallest staff to the largest; one group where there are too few departments for more.
    """
    groups: list[Criteria] = []
    open_bands: Criteria = ()
    for band in reversed(bands):
        open_bands = (band, *open_bands)
        if sum(sizes.get(joined, 0) for joined in open_bands) >= SMALLEST_GROUP:
            groups.insert(0, open_bands)
            open_bands = ()
    if open_bands:
        groups[:1] = [open_bands + (groups[0] if groups else ())]
    return groups


def _coded(edition: Edition, bits: Mapping[str, int]) -> Coded:
    width = len(bits)
    asked = [question for asked in edition.pillars.values() for question in asked]
    applies = {question: 1 << bits[question] << width for question in asked}
    in_use = {question: applies[question] | 1 << bits[question] for question in asked}
    codes = {}
    sizes: dict[str, int] = {}
    for department_id, sheet in edition.sheets.items():
        if sheet.staff_band not in edition.bands:
            raise BenchmarkError(
                f"{department_id}: there is no staff band {sheet.staff_band!r} in round {edition.round_id}"
            )
        codes[department_id] = _code(sheet, in_use, applies)
        sizes[sheet.staff_band] = sizes.get(sheet.staff_band, 0) + 1
    groups = joined_bands(edition.bands, sizes)
    coded = Coded(
        edition.round_id,
        edition.published_at,
        edition.pillars,
        bits,
        width,
        codes,
        {department_id: sheet.staff_band for department_id, sheet in edition.sheets.items()},
        tuple(groups) if len(groups) > 1 else (),
    )
    _check(coded)
    return coded


def _code(sheet: Sheet, in_use: Mapping[str, int], applies: Mapping[str, int]) -> int:
    return sum((in_use if used else applies).get(question, 0) for question, used in sheet.in_use.items())


def _check(coded: Coded) -> None:
    """Refuse a sheet on which a whole pillar does not apply: its group's shares would not all rest on the same n."""
    for department_id, code in coded.codes.items():
        for pillar, mask in coded.masks.items():
            if not code >> coded.width & mask:
                raise BenchmarkError(f"{department_id}: no question of {pillar or 'any pillar'} applies on its sheet")


def _mask(bits: Mapping[str, int], questions: Sequence[str]) -> int:
    return sum(1 << bits[question] for question in questions)


def _candidates(coded: Coded) -> Iterator[GroupRoster]:
    """The region, and its joined bands from the smallest."""
    yield GroupRoster(REGION, coded, frozenset(coded.codes))
    for criteria in coded.groups:
        yield GroupRoster(criteria, coded, frozenset(d for d, band in coded.band.items() if band in criteria))


def _decide(roster: GroupRoster, drawn: Sequence[GroupRoster], last: GroupRoster | None) -> Decision:
    members = len(roster.members)
    needed = REGION_REDRAWN_FROM if roster.criteria == REGION else REDRAWN_FROM
    if members < SMALLEST_GROUP:
        return Decision(roster.criteria, members, False, None, needed, None, "benchmark.too_few")
    changes = [change for before in drawn if (change := _change(before, roster, needed))]
    if not changes:
        return Decision(roster.criteria, members, True, roster.coded.published_at, needed, None, None)
    closest = min(changes, key=lambda change: change.departments)
    kept = last.coded.published_at if last else None
    reason = None if last else "benchmark.never_drawn"
    return Decision(roster.criteria, members, False, kept, needed, closest, reason)


def _change(before: GroupRoster, now: GroupRoster, needed: int) -> GroupChange | None:
    """What is different between two groups; None as soon as it is enough."""
    common = before.coded.asked & now.coded.asked
    was, is_now = before.coded.codes, now.coded.codes
    came = left = otherwise = 0
    for department_id in before.members | now.members:
        if department_id not in was:
            came += 1
        elif department_id not in is_now:
            left += 1
        elif not common or (was[department_id] ^ is_now[department_id]) & common:
            otherwise += 1
        elif before.coded.band[department_id] == now.coded.band[department_id]:
            came += department_id not in before.members
            left += department_id not in now.members
        if came + left + otherwise >= needed:
            return None
    return GroupChange(before.coded.published_at, came, left, otherwise)
