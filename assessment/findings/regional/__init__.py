"""What a coordinator's pages, workbooks and papers say of a region, in finished words.

Nothing of it is safe to show to anybody but the region's coordinator, save `for_others` and `participation`.
"""

from assessment.findings.regional.against import Against, Before, Marks, against
from assessment.findings.regional.helping import Help, Proposal, Wished, helped, helping, why, wished
from assessment.findings.regional.inviting import Inviting, hindered, inviting, listed, so_far, stood, to_whom
from assessment.findings.regional.moved import movement
from assessment.findings.regional.needs import Need, Needs, need, needs
from assessment.findings.regional.others import for_others
from assessment.findings.regional.participation import network, participation
from assessment.findings.regional.places import Map, MapPart, departments, essentials, topics
from assessment.findings.regional.platforms import platforms
from assessment.findings.regional.quality import quality
from assessment.findings.regional.roster import (
    Entry,
    Sources,
    progress,
    reason_words,
    roster_entries,
    roster_table,
    roster_title,
    situation_words,
    stands,
)
from assessment.findings.regional.standing import Ground, placed_row, standing
from assessment.findings.regional.steps import Steps, few, steps
from assessment.findings.regional.training import Plan, Practice, Training, plan, training, unfinished
from assessment.findings.regional.wanted import Wanted, wanted
from assessment.findings.regional.words import choice, size

__all__ = [
    "Against",
    "Before",
    "Entry",
    "Ground",
    "Help",
    "Inviting",
    "Map",
    "MapPart",
    "Marks",
    "Need",
    "Needs",
    "Plan",
    "Practice",
    "Proposal",
    "Sources",
    "Steps",
    "Training",
    "Wanted",
    "Wished",
    "against",
    "choice",
    "departments",
    "essentials",
    "few",
    "for_others",
    "helped",
    "helping",
    "hindered",
    "inviting",
    "listed",
    "movement",
    "need",
    "needs",
    "network",
    "participation",
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
    "unfinished",
    "wanted",
    "why",
    "wished",
]
