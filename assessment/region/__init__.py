"""What a coordinator sees: who takes part, where the region is weak, and who can help whom.

Pure functions over records. `results` scores a round once; every view is drawn from it. Departments are listed by
staff band and by name, never by result. Nothing here is safe to show to anybody but the region's coordinator.
"""

from assessment.region.accounts import Platform, PlatformRound, platforms
from assessment.region.introductions import FREQUENT_FROM, Fitting, Gap, Introduction, Why, fitting, gaps
from assessment.region.maps import EssentialsMatrix, HeatMap, essentials_matrix, heat_map
from assessment.region.members import NOT_SAID, Line, Member, Only, Part, Results, registered, results
from assessment.region.movement import Change, Direction, PracticeMoved, change, noise
from assessment.region.needs import Invited, Need, Weakness, WeakPractice, invited, weakest_first, weakness
from assessment.region.placing import Placed, Standing, by_size, standing
from assessment.region.quality import Health, QuestionHealth, health
from assessment.region.quartiles import Spread, spread
from assessment.region.roster import Listed, Situation, Sought, roster
from assessment.region.turnout import Growth, Invitee, Stage, Turnout, counted, growth, participation
from assessment.region.visits import Reason, many, visits

__all__ = [
    "FREQUENT_FROM",
    "NOT_SAID",
    "Change",
    "Direction",
    "EssentialsMatrix",
    "Fitting",
    "Gap",
    "Growth",
    "Health",
    "HeatMap",
    "Introduction",
    "Invited",
    "Invitee",
    "Line",
    "Listed",
    "Member",
    "Need",
    "Only",
    "Part",
    "Placed",
    "Platform",
    "PlatformRound",
    "PracticeMoved",
    "QuestionHealth",
    "Reason",
    "Results",
    "Situation",
    "Sought",
    "Spread",
    "Stage",
    "Standing",
    "Turnout",
    "WeakPractice",
    "Weakness",
    "Why",
    "by_size",
    "change",
    "counted",
    "essentials_matrix",
    "fitting",
    "gaps",
    "growth",
    "health",
    "heat_map",
    "invited",
    "many",
    "noise",
    "participation",
    "platforms",
    "registered",
    "results",
    "roster",
    "spread",
    "standing",
    "visits",
    "weakest_first",
    "weakness",
]
