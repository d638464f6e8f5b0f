"""Files that are handed over: routes that ask the store, for the media address of Streamlit asks nobody.

A download is a plain function of a request. It opens the store for the visitor, and lets what the store refuses pass:
the page that says so is already there. One that makes its file does so in turn.
"""

from __future__ import annotations

import asyncio

from starlette.routing import BaseRoute, Route

from assessment import log, shelf
from assessment.handover import own, region
from assessment.settings import settings
from assessment.signin.form import with_fields
from assessment.storage import DatabaseError, DoorStore, NotSaved
from assessment.turn import Turn

_TIDIED = 60  # seconds between two looks at what was laid down


async def keep_tidy() -> None:
    """Take away, every minute, what was laid down for a session that is over, or lies too long."""
    while True:
        await asyncio.sleep(_TIDIED)
        try:
            await asyncio.to_thread(shelf.clear, _is_over)
        except (DatabaseError, NotSaved) as error:  # said by all else too; it is tried again
            log.tell(log.LogKind.FAULT, "shelf", error)


def _is_over(session: str) -> bool:
    return not DoorStore(settings().database).goes_on(session)


_turn = Turn()

ROUTES: list[BaseRoute] = [
    Route("/files/report/{department_id}/{round_id}/{kind}.{ending}", _turn.make(own.reported)),
    Route("/files/everything.zip", _turn.make(own.all_kept)),
    Route("/files/blank.pdf", _turn.make(own.questionnaire_on_paper)),
    Route("/files/template/{id}.{ending}", _turn.make(own.sheet_of_ours)),
    Route("/files/answers.xlsx", _turn.make(own.answers_of_draft)),
    Route("/files/plan.{ending}", _turn.make(own.own_plan)),
    Route("/files/friend/{friendship_id}.pdf", _turn.make(own.page_for_the_talk)),
    Route("/files/climate.pdf", _turn.make(own.climate_sheet)),
    Route("/files/voices.pdf", _turn.make(own.heard_of_others)),
    Route("/files/voices/{what}.pdf", _turn.make(own.sheet_for_hearing)),
    Route("/files/region/template.csv", _turn.make(region.empty_list)),
    Route("/files/region/documents.yaml", _turn.make(region.documents)),
    Route("/files/region/list/{token}.xlsx", region.list_to_put_right),
    Route("/files/region/tables/{sheet}.csv", _turn.make(region.one_table)),
    Route("/files/region/reports/{token}.zip", region.all_reports, methods=["GET", "POST"]),
    Route(
        "/files/region/invitations.{ending}",
        with_fields(_turn.make(region.invitations), region.MOST_GIVEN),
        methods=["POST"],
    ),
    Route("/files/region/{what}.{ending}", _turn.make(region.of_region)),
]
