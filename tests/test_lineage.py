"""One version after another: which questions a trend runs through, and which ids are used up."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assessment.questionnaire import Questionnaire, common_questions, lineage_problems, parse

SHIPPED = (Path(__file__).parent.parent / "questions.yaml").read_text("utf-8")


@cache
def version(number: str, *renamed: tuple[str, str], replaces: str = "") -> Questionnaire:
    """The shipped questionnaire as another version, in which questions have other ids everywhere."""
    text = SHIPPED.replace('version: "1.0"', f'version: "{number}"')
    for old, new in renamed:
        text = text.replace(f'"{old}"', f'"{new}"')
        if replaces:
            text = text.replace(f'- id: "{new}"\n', f'- id: "{new}"\n            replaces: {{{replaces}}}\n')
    return parse(text.encode())


def test_the_same_file_has_no_earlier_versions_to_mind():
    assert lineage_problems(version("1.0"), []) == []
    assert lineage_problems(version("1.0"), [version("1.0")]) == []
    assert lineage_problems(version("1.1"), [version("1.0")]) == []


def test_going_back_to_an_earlier_file_is_allowed():
    without = version("2.0", ("PI1.1", "PI1.9"))

    assert lineage_problems(version("1.0"), [version("1.0"), without]) == []


def test_what_a_question_replaces_was_asked_before():
    replacing = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: true')
    wrong = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI7.7", comparable: true')

    assert lineage_problems(replacing, [version("1.0")]) == []
    (line,) = lineage_problems(wrong, [version("1.0")])
    assert line.startswith("question PI1.9 > replaces > question: no earlier version asks PI7.7; name one that")


def test_an_id_that_was_given_up_does_not_come_back():
    earlier = [version("1.0"), version("2.0", ("PI1.1", "PI1.9"))]

    (line,) = lineage_problems(version("3.0"), earlier)

    assert line.startswith("question PI1.1: the id was given up in version 2.0")


def test_a_trend_runs_through_the_same_questions_and_comparable_ones():
    before = version("1.0")
    comparable = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: true')
    other = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: false')

    assert common_questions(comparable, before)["PI1.9"] == "PI1.1"
    assert common_questions(comparable, before)["PI1.2"] == "PI1.2"
    assert len(common_questions(comparable, before)) == 38
    assert "PI1.9" not in common_questions(other, before)
    assert len(common_questions(other, before)) == 37


def test_a_trend_follows_one_step_only():
    first = version("1.0")
    second = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: true')
    third = version("3.0", ("PI1.1", "PI1.8"), replaces='question: "PI1.9", comparable: true')

    assert common_questions(third, second)["PI1.8"] == "PI1.9"
    assert "PI1.8" not in common_questions(third, first)
