"""Who can help whom, in finished words: the gaps, the departments that agreed to be asked, and what was proposed."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.findings.words import fitting, out_of, quoted
from assessment.language import number
from assessment.questionnaire import Questionnaire
from assessment.region import Fitting, Match, PracticeGap, Why
from assessment.wording import Say


@dataclass(frozen=True)
class Proposal:
    """One department asks another, and why they fit."""

    question_id: str
    asking_id: str
    helping_id: str
    sentence: str
    why: str


@dataclass(frozen=True)
class Help:
    """A gap and who could help."""

    question_id: str
    practice: str
    essential: bool
    missing_in: str  # how many departments
    agreed: int  # departments that agreed to be asked
    helpers: str  # how many agreed to be asked, and how many did not
    named: str  # those that agreed, by name
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class IntroductionsInWords:
    """All frequent gaps."""

    headline: str
    gaps: tuple[Help, ...]

    @property
    def fit(self) -> tuple[Help, ...]:
        """Those with somebody to ask, which the headline counts."""
        return _fit(self.gaps)


def introductions(found: tuple[PracticeGap, ...], questionnaire: Questionnaire, say: Say) -> IntroductionsInWords:
    """Put the frequent gaps in words."""
    gaps = tuple(helped(gap, questionnaire, say) for gap in found)
    fit = _fit(gaps)
    if not gaps:
        headline = say("region.introductions.none_frequent")
    elif not fit:
        headline = say("region.introductions.nobody_fits")
    else:
        headline = fitting(
            say,
            say("region.introductions.fit", len(fit), practice=quoted(fit[0].practice, say)),
            say("region.introductions.fit_short", len(fit)),
        )
    return IntroductionsInWords(headline, gaps)


@dataclass(frozen=True)
class Wished:
    """What a department asked for, and who could help."""

    helpers: str  # how many agreed to be asked, and how many did not; or why nothing can be proposed
    proposals: tuple[Proposal, ...]


def wished(question_id: str, found: Fitting, say: Say) -> Wished:
    """Put in words who could help a department that asked."""
    helpers = _agreed(found.agreed, found.not_agreed, say)
    if found.agreed and not found.introductions:
        helpers = f"{helpers} {say('region.introductions.none_near')}"
    return Wished(helpers, tuple(_proposal(question_id, one, say) for one in found.introductions))


def why(reason: Why, say: Say) -> str:
    """Why two departments fit: the level, how close in size, and what else they have in common."""
    said = [say("region.introductions.why.level", level=number(reason.level, say.language))]
    if reason.bands_apart is None:
        said.append(say("region.introductions.why.size_unknown"))
    else:
        said.append(say(f"region.introductions.why.{'next_size' if reason.bands_apart else 'same_size'}"))
    if reason.same_territory:
        said.append(say("region.introductions.why.same_territory"))
    if reason.same_form:
        said.append(say("region.introductions.why.same_form"))
    return ", ".join(said)


def _fit(gaps: tuple[Help, ...]) -> tuple[Help, ...]:
    return tuple(gap for gap in gaps if gap.proposals)


def helped(gap: PracticeGap, questionnaire: Questionnaire, say: Say) -> Help:
    """Put one gap and who could help in words."""
    question = questionnaire.question(gap.question_id)
    agreed = len(gap.helpers)
    return Help(
        question_id=gap.question_id,
        practice=question.name[say.language],
        essential=question.essential,
        missing_in=out_of(len(gap.askers), gap.applicable, say),
        agreed=agreed,
        helpers=_agreed(agreed, gap.not_agreed, say),
        named=", ".join(
            say("region.introductions.helper", name=helper.member.name, level=number(helper.level, say.language))
            for helper in gap.helpers
        ),
        proposals=tuple(_proposal(gap.question_id, one, say) for one in gap.introductions),
    )


def _agreed(agreed: int, not_agreed: int, say: Say) -> str:
    """How many that could help agreed to be asked, and how many did not."""
    told = say("region.introductions.helpers", agreed) if agreed else say("region.introductions.no_helper")
    return f"{told} {say('region.introductions.not_agreed', not_agreed)}" if not_agreed else told


def _proposal(question_id: str, one: Match, say: Say) -> Proposal:
    return Proposal(
        question_id=question_id,
        asking_id=one.asker.id,
        helping_id=one.helper.id,
        sentence=say("region.introductions.pair", asking=one.asker.name, helping=one.helper.name),
        why=why(one.why, say),
    )
