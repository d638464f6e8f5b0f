"""The one sheet of a second opinion: whoever has its link answers the essentials, and sees nothing of other answers.

It opens nothing else: no session begins, and no cookie is given. Looking at it uses nothing up; only handing it over
does.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment import log
from assessment.answers import DONT_KNOW, LEVELS, Answer
from assessment.log import LogKind
from assessment.settings import settings
from assessment.signin.form import Fields
from assessment.signin.page import address, chosen_language, page
from assessment.storage import NotReady, OpinionAsked, OpinionStore, TooLate

MOST_SHEET = 10_000  # bytes of the sheet: the ids of a hundred questions, as long as ids can be, and an answer to each
_UNKNOWN = "unknown"


def sheet(request: Request, fields: Fields) -> Response:
    """Show the sheet, or keep what was chosen on it; what is missing is said at the place, and the rest stays."""
    store, token = OpinionStore(settings().database), request.path_params["token"]
    asked = store.asked(token)
    if asked is None or not (asked.is_open or asked.is_given):
        log.tell(LogKind.REFUSED, address(request))
        return page(request, "opinion_over", 410, own=None if asked is None else asked.language)
    if asked.is_given:
        return page(request, "opinion_given", own=asked.language, department=asked.department)
    if request.method != "POST":
        return _sheet(request, asked, {})
    answers = _chosen(asked, fields)
    try:
        store.give(token, answers)
    except NotReady as lacking:
        return _sheet(request, asked, answers, lacking.missing)
    except TooLate:  # somebody else was as quick: the page that can be loaded again says what has become of it
        pass
    chosen = chosen_language(request)
    return RedirectResponse(request.url.path + (f"?language={chosen}" if chosen else ""), 303)


def _sheet(request: Request, asked: OpinionAsked, chosen: dict[str, Answer], lacking: Collection[str] = ()) -> Response:
    return page(
        request,
        "opinion",
        422 if lacking else 200,
        own=asked.language,
        department=asked.department,
        questionnaire=asked.questionnaire,
        questions=asked.questionnaire.essentials(),
        levels=tuple(LEVELS),
        given={one: _UNKNOWN if answer is DONT_KNOW else str(answer) for one, answer in chosen.items()},
        unknown=_UNKNOWN,
        lacking=tuple(lacking),
    )


def _chosen(asked: OpinionAsked, fields: Fields) -> dict[str, Answer]:
    """What was chosen of what can be; anything else counts as nothing."""
    can_be: dict[str, Answer] = {_UNKNOWN: DONT_KNOW, **{str(level): level for level in LEVELS}}
    essentials = (one.id for one in asked.questionnaire.essentials())
    return {one: can_be[fields[one]] for one in essentials if fields.get(one) in can_be}
