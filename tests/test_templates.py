"""Our own sheets: whole in every language, of help with what is asked, and for anybody to read and to fill in."""

from __future__ import annotations

from assessment import templates
from assessment.questionnaire import load
from assessment.settings import settings
from assessment.templates import ORDER, helping_with, template


def test_the_six_have_ids_of_their_own_and_one_order() -> None:
    assert tuple(one.id for one in templates.templates()) == ORDER
    assert len(set(ORDER)) == 6
    assert template("role") is templates.templates()[1]
    assert template("nothing") is None


def test_each_helps_with_questions_that_are_asked_and_together_with_most_essentials() -> None:
    asked = load(settings().questions)
    helped = {question for one in templates.templates() for question in one.helps}

    assert [question for question in sorted(helped) if asked.find(question) is None] == []
    assert [one.id for one in templates.templates() if len(set(one.helps)) != len(one.helps)] == []
    assert len({one.id for one in asked.essentials()} & helped) >= 7
    assert [one.id for one in helping_with("PI3.1")] == ["cases", "metrics"]
    assert helping_with("FI1.1") == ()
