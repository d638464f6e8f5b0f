"""What a coordinator sees: who takes part, where the region is weak, and who can help whom.

Pure functions over records. `results` scores a round once; every view is drawn from it. Departments are listed by
staff band and by name, never by result. Nothing here is safe to show to anybody but the region's coordinator.
"""

from assessment.region.introductions import FREQUENT_FROM, Fitting, Match, PracticeGap, Why, fitting, gaps
from assessment.region.maps import EssentialsMatrix, HeatMap, essentials_matrix, heat_map
from assessment.region.members import NOT_SAID, MapRow, Member, Only, Part, Results, registered, results
from assessment.region.movement import Direction, Movement, PracticeMoved, movement, noise
from assessment.region.needs import Invited, Need, Needs, WeakPractice, invited, needs_of, weakest_first
from assessment.region.platforms import Platform, PlatformRound, platforms
from assessment.region.quality import Quality, QuestionQuality, quality
from assessment.region.quartiles import Spread, spread
from assessment.region.roster import Listed, Situation, Sought, roster
from assessment.region.standing import Placed, Standing, by_size, standing
from assessment.region.turnout import Growth, Invitee, Stage, Turnout, counted, growth, turnout_so_far
from assessment.region.visits import Reason, many, visits

__all__ = [
    "FREQUENT_FROM",
    "NOT_SAID",
    "Direction",
    "EssentialsMatrix",
    "Fitting",
    "Growth",
    "HeatMap",
    "Invited",
    "Invitee",
    "Listed",
    "MapRow",
    "Match",
    "Member",
    "Movement",
    "Need",
    "Needs",
    "Only",
    "Part",
    "Placed",
    "Platform",
    "PlatformRound",
    "PracticeGap",
    "PracticeMoved",
    "Quality",
    "QuestionQuality",
    "Reason",
    "Results",
    "Situation",
    "Sought",
    "Spread",
    "Stage",
    "Standing",
    "Turnout",
    "WeakPractice",
    "Why",
    "by_size",
    "counted",
    "essentials_matrix",
    "fitting",
    "gaps",
    "growth",
    "heat_map",
    "invited",
    "many",
    "movement",
    "needs_of",
    "noise",
    "platforms",
    "quality",
    "registered",
    "results",
    "roster",
    "spread",
    "standing",
    "turnout_so_far",
    "visits",
    "weakest_first",
]
