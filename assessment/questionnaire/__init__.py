"""What is asked: questions.yaml, checked and typed."""

from assessment.questionnaire.lineage import common_questions, lineage_problems, with_only
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
    "common_questions",
    "lineage_problems",
    "load",
    "parse",
    "problems",
    "with_only",
]
