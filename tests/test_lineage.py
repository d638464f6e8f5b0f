"""One version after another: which questions a trend runs through, and which ids are used up."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml
from given import QUESTIONS, another_version

from assessment.questionnaire import (
    Questionnaire,
    Reworded,
    asks_the_same,
    common_questions,
    lineage_problems,
    parse,
    reworded,
)

WRITTEN = QUESTIONS.read_text("utf-8")


@cache
def version(number: str, *renamed: tuple[str, str], replaces: str = "") -> Questionnaire:
    """The shipped questionnaire as another version, in which questions have other ids everywhere."""
    text = another_version(number)
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


def edited(edit: Callable[[dict[str, Any]], None]) -> Questionnaire:
    """The shipped questionnaire after an edit of its first question, which the edit gets as it stands in the file."""
    content = yaml.load(WRITTEN, yaml.CSafeLoader)
    edit(content["pillars"][0]["dimensions"][0]["questions"][0])
    return parse(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True).encode())


def test_nothing_is_reworded_where_nothing_that_is_answered_changed():
    shipped = version("1.0")
    advised = edited(lambda one: one["actions"]["from_0"]["action"].update(en="Do something else."))

    assert reworded(version("2.0"), shipped) == []
    assert reworded(advised, shipped) == []


@pytest.mark.parametrize("language", ["en", "it", "es"])
def test_a_question_is_reworded_where_it_or_a_level_says_something_else_in_any_language(language):
    shipped = version("1.0")
    asked = edited(lambda one: one["question"].update({language: "Is it so?"}))
    levels = edited(lambda one: [one["levels"][at].update({language: f"It is so, {at}."}) for at in (4, 1)])

    assert reworded(asked, shipped) == [Reworded("PI1.1", True, ())]
    assert reworded(levels, shipped) == [Reworded("PI1.1", False, (1, 4))]


def test_a_comparable_question_under_another_id_is_compared_with_the_one_that_it_replaces():
    replacing = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: true')
    other = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: false')

    assert reworded(replacing, version("1.0")) == []
    assert reworded(other, version("1.0")) == []  # what cannot be compared is not called reworded


def test_a_new_language_rewords_nothing():
    short = WRITTEN.replace('languages: ["en", "it", "es"]', 'languages: ["en", "it"]')
    without = parse("\n".join(line for line in short.splitlines() if not re.match(r" *es: ", line)).encode())

    assert reworded(version("2.0"), without) == []


def test_two_versions_ask_the_same_where_a_trend_runs_through_every_question():
    comparable = version("2.0", ("PI1.1", "PI1.9"), replaces='question: "PI1.1", comparable: true')

    assert asks_the_same(version("2.0"), version("1.0"))
    assert asks_the_same(comparable, version("1.0"))
    assert not asks_the_same(version("2.0", ("PI1.1", "PI1.9")), version("1.0"))
