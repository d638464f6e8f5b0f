"""What a visitor sees: each screen a function `show(visit)`, and the table of them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.people import Action, Role
from assessment.screens.administrator import people, regions, system
from assessment.screens.chief import (
    comparison,
    friendship,
    history,
    home,
    plan,
    questions,
    report,
    results,
    review,
    voices,
)
from assessment.screens.coordinator import assessment as submitted  # under its own name it would hide the package
from assessment.screens.coordinator import (
    department,
    departments,
    documents,
    export,
    friends,
    invitations,
    maps,
    overview,
    rounds,
    training,
)
from assessment.screens.coordinator.parts import common
from assessment.screens.critical_friend import friend
from assessment.screens.everybody import accessibility, devices, help, privacy
from assessment.visit import Visit


@dataclass(frozen=True)
class Screen:
    """A row of the table: how a screen is drawn, who may open it, and how it is reached."""

    show: Callable[[Visit], None]
    needs: Action | None  # None: everybody who is signed in
    in_menu: bool = True  # otherwise other screens link to it
    wide: bool = False  # for figures that need the width; text is read better in the narrow column


# By address, in the order of the menu; the first one that a role may open is where it begins, at "/".
SCREENS: dict[str, Screen] = {
    "home": Screen(home.show, Action.ANSWER),
    "questions": Screen(questions.show, Action.ANSWER),
    "results": Screen(results.show, Action.READ_OWN, wide=True),
    "plan": Screen(plan.show, Action.READ_OWN),
    "comparison": Screen(comparison.show, Action.READ_OWN, wide=True),
    "history": Screen(history.show, Action.READ_OWN),
    "friendship": Screen(friendship.show, Action.READ_OWN, in_menu=False),
    "voices": Screen(voices.show, Action.READ_OWN),
    "review": Screen(review.show, Action.ANSWER, in_menu=False),
    "report": Screen(report.show, Action.READ_OWN, in_menu=False),
    "friend": Screen(friend.show, Action.BEFRIEND),
    "overview": Screen(overview.show, Action.READ_REGION, wide=True),
    "departments": Screen(departments.show, Action.READ_REGION, wide=True),
    "training": Screen(training.show, Action.READ_REGION, wide=True),
    "rounds": Screen(rounds.show, Action.READ_REGION, wide=True),
    "export": Screen(export.show, Action.READ_REGION, wide=True),
    "documents": Screen(documents.show, Action.READ_DOCUMENTS),
    "friends": Screen(friends.show, Action.READ_REGION, in_menu=False, wide=True),
    "maps": Screen(maps.show, Action.READ_REGION, in_menu=False, wide=True),
    "department": Screen(department.show, Action.READ_REGION, in_menu=False, wide=True),
    "assessment": Screen(submitted.show, Action.READ_REGION, in_menu=False, wide=True),
    "invitations": Screen(invitations.show, Action.READ_REGION, in_menu=False, wide=True),
    "regions": Screen(regions.show, Action.ADMINISTER),
    "people": Screen(people.show, Action.ADMINISTER),
    "system": Screen(system.show, Action.ADMINISTER),
    "devices": Screen(devices.show, None, in_menu=False),
    "help": Screen(help.show, None, in_menu=False),
    "privacy": Screen(privacy.show, None, in_menu=False),
    "accessibility": Screen(accessibility.show, None, in_menu=False),
}


def open_to(role: Role) -> tuple[str, ...]:
    """The names of the screens that a role may open, in order; it begins at the first."""
    return tuple(name for name, screen in SCREENS.items() if screen.needs is None or role.may(screen.needs))


def chooses(role: Role, name: str) -> bool:
    """Whether what an address gives under a name says what of a page is looked at, and not which page it is."""
    return role.may(Action.READ_REGION) and name in common.CHOSEN
