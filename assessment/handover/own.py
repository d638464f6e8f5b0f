"""Files that departments and friends take along: reports, what is saved, sheets to print."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from assessment import report
from assessment.answers import Draft
from assessment.handover.asked import KINDS, file, language_asked, person_of, round_asked, store_of, whole
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.reading import commitments, department, talk, voices
from assessment.report import everything, plan_files, spreadsheet, voice_sheets, voices_paper
from assessment.report import talk as talked
from assessment.settings import settings
from assessment.signin.page import page
from assessment.storage import LEFT_OUT, NotAllowed, Store, now
from assessment.templates import template
from assessment.visit import asked
from assessment.wording import Say


def reported(request: Request) -> Response:
    """A report on one submission: a department's own, or for a coordinator one of the region."""
    words = request.path_params
    kind, ending = words["kind"], words["ending"]
    made, language, round_id = report.FORMS.get((kind, ending)), language_asked(request), whole(words["round_id"])
    if made is None or language is None or round_id is None:
        return page(request, "not_here", 404)
    person, department_id = person_of(request), words["department_id"]
    own = person.department_id == department_id and person.role.may(Action.READ_OWN)
    reported = department.gather(store_of(request), department_id, round_id, compared=own)
    if reported is None:
        return page(request, "not_here", 404)
    name = report.file_name(reported, kind, language, ending)
    return file(made(reported, language), name, KINDS[ending], inline=ending == "png")


def all_kept(request: Request) -> Response:
    """Everything that is kept about one's own department, for its chief: rows, what they mean, and reports."""
    language, store = language_asked(request), store_of(request)
    department_id = person_of(request).department_id
    if department_id is None:
        raise NotAllowed("only departments take along what is kept about them")
    if language is None:
        return page(request, "not_here", 404)
    taken = store.everything(department_id)
    gathered = [department.gather(store, department_id, one.round_id) for one in store.submissions(department_id)]
    reports = [(one, report.full(one, language)) for one in gathered if one is not None]
    name = everything.name(store.department(department_id).name, language)
    return file(everything.packed(taken, LEFT_OUT, reports, language, person_of(request).zone), name, KINDS["zip"])


def questionnaire_on_paper(request: Request) -> Response:
    """The questionnaire on paper: that of a round of one's region, else the one that is used now."""
    language = language_asked(request)
    if language is None:
        return page(request, "not_here", 404)
    questionnaire = _questionnaire(request)
    return file(report.blank(questionnaire, language), report.blank_name(questionnaire, language), KINDS["pdf"])


def sheet_of_ours(request: Request) -> Response:
    """A sheet of ours to fill in."""
    language, ending = language_asked(request), request.path_params["ending"]
    sheet = template(request.path_params["id"])
    if language is None or sheet is None or ending not in report.SHEET_ENDINGS:
        return page(request, "not_here", 404)
    return file(report.template(sheet, language, ending), report.template_name(sheet, language, ending), KINDS[ending])


def climate_sheet(request: Request) -> Response:
    """The sheet on which staff say how they see their department."""
    language = language_asked(request)
    if language is None:
        return page(request, "not_here", 404)
    return file(report.climate(language), report.climate_name(language), KINDS["pdf"])


def answers_of_draft(request: Request) -> Response:
    """What is saved in a department's own draft as a workbook: of the round named, else of the newest under way."""
    language, draft, store = language_asked(request), _draft(request), store_of(request)
    if language is None or draft is None:
        return page(request, "not_here", 404)
    questionnaire = store.questionnaire(store.round(draft.round_id).questionnaire_sha256)
    profile, _ = store.profile(draft.id)
    made = spreadsheet.answers_workbook(
        questionnaire, store.answers(draft.id), language, evidence=store.evidence(draft.id), profile=profile
    )
    return file(made, f"{Say(language)('spreadsheet.file.answers')}-{language}.xlsx", KINDS["xlsx"])


def own_plan(request: Request) -> Response:
    """A department's own plan, for its people: a workbook with all of it, or the months of its steps as a calendar."""
    language, store, person = language_asked(request), store_of(request), person_of(request)
    ending, department_id = request.path_params["ending"], person.department_id
    if department_id is None:
        raise NotAllowed("only departments have a plan")
    if language is None or ending not in ("xlsx", "ics"):
        return page(request, "not_here", 404)
    plan = plan_files.PlanFile(
        store.department(department_id).name, commitments.gather(store, department_id), person.zone
    )
    made = plan_files.calendar(plan, language) if ending == "ics" else _plan_workbook(plan, store, language)
    return page(request, "not_here", 404) if made is None else file(made, plan.name(ending, language), KINDS[ending])


def _plan_workbook(plan: plan_files.PlanFile, store: Store, language: str) -> bytes:
    return plan_files.workbook(plan, commitments.history(store, plan.decided), language)


def page_for_the_talk(request: Request) -> Response:
    """The page for the talk of a visit: for the friend, and for the department once they have handed in."""
    language, friendship_id = language_asked(request), whole(request.path_params["friendship_id"])
    if language is None or friendship_id is None:
        return page(request, "not_here", 404)
    found = talk.gather(store_of(request), person_of(request), friendship_id)
    if found is None:
        return page(request, "not_here", 404)
    return file(talked.talk(found, language), talked.file_name(found, language), KINDS["pdf"])


def heard_of_others(request: Request) -> Response:
    """What others say of one's own department, on a page, for its people; nothing where there is nothing."""
    language, person = language_asked(request), person_of(request)
    if person.department_id is None:
        raise NotAllowed("only departments are told what others say of them")
    heard = voices.gather(store_of(request), person.department_id, person.zone)
    if language is None or not heard:
        return page(request, "not_here", 404)
    return file(voices_paper.paper(heard, language), voices_paper.name(heard.department, language), KINDS["pdf"])


def sheet_for_hearing(request: Request) -> Response:
    """A sheet for hearing others, to print, for the people of departments."""
    language, what = language_asked(request), request.path_params["what"]
    if not person_of(request).role.is_of_department:
        raise NotAllowed("only departments ask people")
    if language is None or what not in voice_sheets.SHEETS:
        return page(request, "not_here", 404)
    made = voice_sheets.sheet(what, language, court=request.query_params.get("court") == "1")
    return file(made, voice_sheets.file_name(what, language), KINDS["pdf"])


def _draft(request: Request) -> Draft | None:
    person, store, named = person_of(request), store_of(request), round_asked(request)
    if person.department_id is None or person.region_id is None:
        raise NotAllowed("only departments answer")
    if named is not None:
        return store.draft(named, person.department_id)
    drafts = (store.draft(one.id, person.department_id) for one in reversed(store.rounds(person.region_id)))
    return next((one for one in drafts if one is not None and one.submission_id is None), None)


def _questionnaire(request: Request) -> Questionnaire:
    """That of the round named, else of the last that has opened in one's region, else the one that is used now."""
    person, store, named = person_of(request), store_of(request), round_asked(request)
    if named is not None:
        return store.questionnaire(store.round(named).questionnaire_sha256)
    rounds = store.rounds(person.region_id) if person.region_id is not None else []
    opened = [one for one in rounds if one.opens_at <= now()]
    if not opened:
        return asked(settings().questions, settings().database).questionnaire
    return store.questionnaire(opened[-1].questionnaire_sha256)
