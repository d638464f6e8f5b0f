"""Who can help whom: departments that are further on that very question and agreed to be asked.

They are found for each frequent gap, and for each department that asked. A proposal is only that: the coordinator
makes it, and names are shown when both departments have accepted. A department that did not agree to be asked is
counted and never named here.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessment.answers import known_level
from assessment.benchmark import band_ids
from assessment.region.members import NOT_SAID, Member, Only, Results, Submitted

HELPS_FROM = 3  # level: "regular and checked"
FREQUENT_FROM = 25  # percent of the departments that a question applies to
MOST_AT_ONCE = 3  # proposals in which one department asks, and as many in which it helps: it has its own work to do
MOST_BANDS_APART = 1  # beyond that, what works in one department seldom works in the other

_UNKNOWN = -1  # place of a staff band that is not known
Kind = tuple[int, str]  # place of the staff band, and territory

Made = tuple[str, str, str]  # ids of the question, of who asks and of who helps


@dataclass(frozen=True)
class Helper:
    """A department that agreed to be asked, and how far it is."""

    member: Member
    level: int


@dataclass(frozen=True)
class Why:
    """Why two departments fit."""

    level: int  # of the one that helps
    bands_apart: int | None  # 0 = of the same size; None where a size is not known
    same_territory: bool
    same_form: bool


@dataclass(frozen=True)
class Match:
    """A proposal: one department asks another."""

    asker: Member
    helper: Member
    why: Why


@dataclass(frozen=True)
class PracticeGap:
    """A practice that many departments do not have yet, and who could help."""

    question_id: str
    applicable: int  # departments that the question applies to
    askers: tuple[Member, ...]  # not in use or below the minimum; by staff band, then by name
    helpers: tuple[Helper, ...]  # likewise
    not_agreed: int  # further departments at that level that have not agreed to be asked
    introductions: tuple[Match, ...]  # in the order of the askers

    @property
    def share(self) -> float:
        """Percent of the departments it applies to."""
        return 100 * len(self.askers) / self.applicable

    def of(self, which: Only) -> PracticeGap:
        """The same for some of the departments that miss it; whoever could help them stays."""
        return replace(
            self,
            askers=tuple(one for one in self.askers if which.takes(one)),
            introductions=tuple(one for one in self.introductions if which.takes(one.asker)),
        )


def gaps(region: Results, made: Collection[Made] = (), frequent_from: float = FREQUENT_FROM) -> tuple[PracticeGap, ...]:
    """Find the frequent gaps and propose who could help, without ever proposing one department too often.

    The nearest fit is proposed first: the same staff band before the next one, the same territory before another.

    Args:
        region: the round.
        made: proposals made before, whatever became of them; none is made again.
        frequent_from: percent of the departments that a question applies to, from which a gap is frequent.

    Returns:
        Essentials first, then what most departments miss, ties in questionnaire order.
    """
    present = [one for one in region.assessed if not one.member.left]
    found = [(question, _without(present, question.id)) for question in region.questionnaire.questions()]
    frequent = [
        (question, without)
        for question, without in found
        if without.askers and 100 * len(without.askers) >= frequent_from * without.applicable
    ]
    frequent.sort(key=lambda one: (not one[0].essential, -len(one[1].askers)))
    turns = _turns(region, made)
    return tuple(_gap(present, question.id, without, turns) for question, without in frequent)


@dataclass(frozen=True)
class Fitting:
    """Who could help one department that asked for it."""

    introductions: tuple[Match, ...]  # the nearest fit first, within it who was proposed least
    agreed: int  # departments at that level that agreed to be asked, whether they fit or not
    not_agreed: int


def fitting(region: Results, question_id: str, asker: Member, made: Collection[Made] = ()) -> Fitting:
    """Find who could help a department with one practice.

    Args:
        region: the round.
        question_id: which practice.
        asker: as it took part in the round, or as the register knows it where it did not.
        made: proposals made before, whatever became of them; none is made again.
    """
    present = [one for one in region.assessed if not one.member.left]
    helpers, not_agreed = _far(present, question_id, {asker.id})
    turns = _turns(region, made)
    proposed = Counter(helping for _, _, helping in made)
    fits = sorted(
        (near, proposed[one.member.id], place)
        for place, one in enumerate(helpers)
        if (near := fit(turns.kind(asker), turns.kind(one.member))) is not None
        and (question_id, asker.id, one.member.id) not in turns.made
    )
    found = (helpers[place] for _, _, place in fits)
    introductions = tuple(Match(asker, one.member, turns.why(asker, one)) for one in found)
    return Fitting(introductions, len(helpers), not_agreed)


@dataclass(frozen=True)
class _Without:
    """Who does not have the practice behind a question."""

    applicable: int
    askers: tuple[Member, ...]


@dataclass(frozen=True)
class _Turns:
    """How often each department was proposed so far, over all gaps, and how alike two of them are."""

    places: Mapping[str, int]  # of the staff bands, the smallest departments first
    made: Collection[Made]
    asking: Counter[str] = field(default_factory=Counter)
    helping: Counter[str] = field(default_factory=Counter)

    def kind(self, one: Member) -> Kind:
        return kind(self.places, one)

    def why(self, asker: Member, helper: Helper) -> Why:
        return Why(
            level=helper.level,
            bands_apart=bands_apart(self.kind(asker), self.kind(helper.member)),
            same_territory=asker.territory == helper.member.territory != NOT_SAID,
            same_form=asker.form == helper.member.form != NOT_SAID,
        )


def _turns(region: Results, made: Collection[Made]) -> _Turns:
    return _Turns(places(region), frozenset(made))


def places(region: Results) -> dict[str, int]:
    """The place of each staff band, the smallest departments first."""
    return {band: place for place, band in enumerate(band_ids(region.questionnaire.staff_bands))}


def kind(places: Mapping[str, int], one: Member) -> Kind:
    """What says how alike a department and another are."""
    return places.get(one.staff_band, _UNKNOWN), one.territory


def bands_apart(one: Kind, other: Kind) -> int | None:
    """How many staff bands two kinds of department are apart; None where a size is not known."""
    return None if _UNKNOWN in (one[0], other[0]) else abs(one[0] - other[0])


def lacks(one: Submitted, question_id: str) -> bool:
    """Whether a department does not have a practice in use, or is below its minimum."""
    card = one.scorecard
    return question_id in card.in_use and not (card.in_use[question_id] and card.minimums[question_id])


def _without(present: Sequence[Submitted], question_id: str) -> _Without:
    """Those whom a question applies to and that do not have its practice in use, or are below its minimum."""
    applicable = [one for one in present if question_id in one.scorecard.in_use]
    askers = (one.member for one in applicable if lacks(one, question_id))
    return _Without(len(applicable), tuple(askers))


def _gap(present: Sequence[Submitted], question_id: str, without: _Without, turns: _Turns) -> PracticeGap:
    helpers, not_agreed = _far(present, question_id, {one.id for one in without.askers})
    return PracticeGap(
        question_id=question_id,
        applicable=without.applicable,
        askers=without.askers,
        helpers=helpers,
        not_agreed=not_agreed,
        introductions=_introductions(question_id, without.askers, helpers, turns),
    )


def _far(present: Sequence[Submitted], question_id: str, lacking: Collection[str]) -> tuple[tuple[Helper, ...], int]:
    """Those far enough to help that agreed to be asked, and how many more did not agree."""
    far = [
        (one, level)
        for one in present
        if (level := known_level(one.submission.answers, question_id)) is not None
        and level >= HELPS_FROM
        and one.member.id not in lacking
    ]
    helpers = tuple(Helper(one.member, level) for one, level in far if one.submission.may_be_asked)
    return helpers, len(far) - len(helpers)


def _introductions(
    question_id: str, askers: Sequence[Member], helpers: Sequence[Helper], turns: _Turns
) -> tuple[Match, ...]:
    """Match askers and helpers, the best fit of all first and within it whoever was proposed least."""
    free: dict[Kind, deque[Helper]] = {}
    for helper in sorted(helpers, key=lambda one: turns.helping[one.member.id]):
        if turns.helping[helper.member.id] < MOST_AT_ONCE:
            free.setdefault(turns.kind(helper.member), deque()).append(helper)
    waiting = [asker for asker in askers if turns.asking[asker.id] < MOST_AT_ONCE]
    fits = {
        of: {other: near for other in free if (near := fit(of, other)) is not None}
        for of in {turns.kind(asker) for asker in waiting}
    }
    matched: dict[str, Match] = {}
    for best in sorted({near for of_kind in fits.values() for near in of_kind.values()}):
        for asker in waiting:
            if asker.id in matched:
                continue
            queues = (free[of] for of, distance in fits[turns.kind(asker)].items() if distance == best)
            found = _next(question_id, asker, queues, turns)
            if found is not None:
                matched[asker.id] = Match(asker, found.member, turns.why(asker, found))
    return tuple(matched[asker.id] for asker in askers if asker.id in matched)


def _next(question_id: str, asker: Member, queues: Iterable[deque[Helper]], turns: _Turns) -> Helper | None:
    """Whose turn it is to help, one that was not proposed to the asker before; goes to the back of its queue."""
    for queue in queues:
        for _ in range(len(queue)):
            helper = queue.popleft()
            if (question_id, asker.id, helper.member.id) in turns.made:
                queue.append(helper)
                continue
            turns.asking[asker.id] += 1
            turns.helping[helper.member.id] += 1
            if turns.helping[helper.member.id] < MOST_AT_ONCE:
                queue.append(helper)
            return helper
    return None


def fit(asker: Kind, helper: Kind) -> tuple[int, bool] | None:
    """How well two kinds of department fit, the best lowest; None where they do not."""
    known = bands_apart(asker, helper)
    apart = MOST_BANDS_APART if known is None else known
    other_territory = asker[1] != helper[1] or asker[1] == NOT_SAID
    return None if apart > MOST_BANDS_APART else (apart, other_territory)
