"""What a coordinator's pages, workbooks and papers say of a region, in finished words.

Nothing of it is safe to show to anybody but the region's coordinator, save `for_others` and `participation`.
"""

from assessment.findings.region.against import Against, Marks, RoundBefore, against
from assessment.findings.region.introductions import Help, Proposal, Wished, helped, introductions, why, wished
from assessment.findings.region.inviting import Inviting, hindered, inviting, listed, so_far, stood, to_whom
from assessment.findings.region.maps import Map, MapPart, departments, essentials, topics
from assessment.findings.region.movement import movement
from assessment.findings.region.needs import NeedInWords, NeedsInWords, need, needs
from assessment.findings.region.others import for_others
from assessment.findings.region.platforms import platforms
from assessment.findings.region.quality import quality
from assessment.findings.region.roster import (
    RosterEntry,
    Sources,
    progress,
    reason_words,
    roster_entries,
    roster_table,
    roster_title,
    situation_words,
    stands,
)
from assessment.findings.region.standing import StandingInWords, placed_row, standing
from assessment.findings.region.steps import RegionSteps, few, steps
from assessment.findings.region.training import (
    TrainingInWords,
    TrainingPlan,
    TrainingPractice,
    plan,
    training,
    unfinished,
)
from assessment.findings.region.turnout import network, turnout_words
from assessment.findings.region.wanted import Wanted, wanted
from assessment.findings.region.words import choice, size

__all__ = [
    "Against",
    "Help",
    "Inviting",
    "Map",
    "MapPart",
    "Marks",
    "NeedInWords",
    "NeedsInWords",
    "Proposal",
    "RegionSteps",
    "RosterEntry",
    "RoundBefore",
    "Sources",
    "StandingInWords",
    "TrainingInWords",
    "TrainingPlan",
    "TrainingPractice",
    "Wanted",
    "Wished",
    "against",
    "choice",
    "departments",
    "essentials",
    "few",
    "for_others",
    "helped",
    "hindered",
    "introductions",
    "inviting",
    "listed",
    "movement",
    "need",
    "needs",
    "network",
    "placed_row",
    "plan",
    "platforms",
    "progress",
    "quality",
    "reason_words",
    "roster_entries",
    "roster_table",
    "roster_title",
    "situation_words",
    "size",
    "so_far",
    "standing",
    "stands",
    "steps",
    "stood",
    "to_whom",
    "topics",
    "training",
    "turnout_words",
    "unfinished",
    "wanted",
    "why",
    "wished",
]
