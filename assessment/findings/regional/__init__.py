"""What a coordinator's pages, workbooks and papers say of a region, in finished words.

Nothing of it is safe to show to anybody but the region's coordinator, save `for_others` and `participation`.
"""

from assessment.findings.regional.helping import Help, Helping, Proposal, helping, why
from assessment.findings.regional.moved import Movement, movement
from assessment.findings.regional.needs import Action, Needs, needs
from assessment.findings.regional.others import ForOthers, for_others
from assessment.findings.regional.participation import Network, Participation, Waiting, network, participation
from assessment.findings.regional.places import Map, MapPart, departments, essentials, topics
from assessment.findings.regional.platforms import OnPlatforms, platforms
from assessment.findings.regional.quality import Quality, quality
from assessment.findings.regional.standing import Ground, placed_row, standing
from assessment.findings.regional.words import choice, kind, size

__all__ = [
    "Action",
    "ForOthers",
    "Ground",
    "Help",
    "Helping",
    "Map",
    "MapPart",
    "Movement",
    "Needs",
    "Network",
    "OnPlatforms",
    "Participation",
    "Proposal",
    "Quality",
    "Waiting",
    "choice",
    "departments",
    "essentials",
    "for_others",
    "helping",
    "kind",
    "movement",
    "needs",
    "network",
    "participation",
    "placed_row",
    "platforms",
    "quality",
    "size",
    "standing",
    "topics",
    "why",
]
