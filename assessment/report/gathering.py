"""What a report says something of, read from the store for whoever asks."""

from __future__ import annotations

from assessment.answers import Submission
from assessment.benchmark import Benchmark
from assessment.questionnaire import Questionnaire
from assessment.report.reported import Earlier, Lacking, Reported
from assessment.rounds import Round, sheet
from assessment.storage import Store


def gather(store: Store, department_id: str, round_id: int | None = None, *, compared: bool = True) -> Reported | None:
    """Gather one submission of a department with what belongs to it.

    Args:
        store: opened for whoever asks; what they may not see it refuses.
        department_id: whose.
        round_id: of which round; None for the latest that the department submitted in.
        compared: whether the comparison goes with it; it is the department's own, a coordinator is refused it.

    Returns:
        None where nothing is submitted.
    """
    submissions = {one.round_id: one for one in store.submissions(department_id)}
    region = store.region(store.department(department_id).region_id)
    submitted = [(asked, submissions[asked.id]) for asked in store.rounds(region.id) if asked.id in submissions]
    for place, (asked, submission) in reversed(list(enumerate(submitted))):
        if round_id in (None, asked.id):
            questionnaire = store.questionnaire(submission.questionnaire_sha256)
            return Reported(
                questionnaire=questionnaire,
                submission=submission,
                round_title=asked.title,
                region_name=region.name,
                zone=region.zone,
                benchmark=_benchmark(store, submission, questionnaire) if compared else Lacking.NOT_YOURS,
                earlier=tuple(_earlier(store, *one) for one in submitted[:place]),
            )
    return None


def _earlier(store: Store, asked: Round, submission: Submission) -> Earlier:
    return Earlier(asked.title, store.questionnaire(submission.questionnaire_sha256), submission)


def _benchmark(store: Store, submission: Submission, questionnaire: Questionnaire) -> Benchmark | Lacking:
    """The comparison of the submission's round, where it counts this very submission and no earlier one."""
    benchmark = store.comparison(submission.department_id, submission.round_id)
    if benchmark is None:
        return Lacking.UNPUBLISHED
    counted = store.counted(submission.department_id, submission.round_id)
    if counted is None:
        is_known = sheet(questionnaire, submission.answers, submission.profile) is not None
        return Lacking.LATER if is_known else Lacking.TOO_MUCH_UNKNOWN
    return benchmark if counted.id == submission.id else Lacking.OTHER_ANSWERS
