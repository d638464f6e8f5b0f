"""What is asked: questions.yaml, checked and typed."""

from assessment.questionnaire.lineage import (
    Reworded,
    asks_the_same,
    common_questions,
    lineage_problems,
    reworded,
    successor,
    with_only,
)
from assessment.questionnaire.loading import load, parse, problems
from assessment.questionnaire.model import (
    IN_USE_FROM,
    POINTS,
    Band,
    Dimension,
    Pillar,
    ProfileField,
    Question,
    Questionnaire,
    RecommendedAction,
)
from assessment.questionnaire.problem import QuestionnaireError

__all__ = [
    "IN_USE_FROM",
    "POINTS",
    "Band",
    "Dimension",
    "Pillar",
    "ProfileField",
    "Question",
    "Questionnaire",
    "QuestionnaireError",
    "RecommendedAction",
    "Reworded",
    "asks_the_same",
    "common_questions",
    "lineage_problems",
    "load",
    "parse",
    "problems",
    "reworded",
    "successor",
    "with_only",
]
