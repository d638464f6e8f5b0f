"""What the interface says: every sentence is there in every language, is used, and gets the facts it names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from babel import Locale

from assessment.language import number
from assessment.questionnaire import load
from assessment.wording import FOLDER, LANGUAGES, NONE, WORDS_UP_TO, Say, entries
from tests.given import QUESTIONNAIRE

TOP = FOLDER.parent.parent
PYTHON = [TOP / "app.py", *sorted((TOP / "assessment").rglob("*.py"))]
FILES = sorted(FOLDER.glob("*.yaml"))
COUNT = {"count", "count_words", "Count_words"}  # one fact, written in figures or in words
KEY = re.compile(rf"({'|'.join(path.stem for path in FILES)})(\.[a-z0-9_]+)+")

# Sentences whose key is put together so that no part of it tells where it belongs.
PUT_TOGETHER = (
    r"(help|privacy|accessibility)\.(title|opening)",  # screens/parts/text.py: page and sections, as they are listed
    r"(help|privacy|accessibility)\.[a-z_]+\.(title|text)",
    rf"numbers\.n([0-9]|{WORDS_UP_TO})",  # wording itself: counts in words
)
COUNTED = (0, 1, 2, 8, 11)  # none, one, many; and two before which an Italian article changes
AT_LEAST = {  # sentences that are only said of more than one, and why
    "findings.result.pillars.alike": 2,  # a single pillar has a sentence of its own, and so have topics
    "findings.result.pillars.close": 2,
    "findings.result.topics.span": 2,
    "findings.comparison.whom.others": 8,  # the comparison says nothing of fewer than five others
    "findings.comparison.whom.all": 8,
    "findings.comparison.missing.whom": 11,  # likewise
    "findings.comparison.missing.whom_all": 11,
    "findings.comparison.practices.caption": 11,  # and counts practices from eleven departments on
    "findings.comparison.practices.caption_all": 11,
    "report.ask.many_essentials": 8,  # few are named one by one
}
NEVER_ONE = {  # facts that are no "1" where the sentence is said, and why
    ("findings.result.essentials.some", "total"),  # some are met and others not
    *((f"findings.result.headline.{one}", "practices") for one in ("in_use", "not_known")),
    ("findings.comparison.headline.not_among", "used"),  # "1 of 38", as above
    ("findings.comparison.headline.two_rounds", "used"),
    ("findings.result.known", "known"),
    ("findings.result.sum.pillar", "points"),  # what a level is worth is fixed
    ("findings.result.steps.left", "total"),  # of one there is a sentence of its own
    ("invitations.headline.some", "total"),  # some have been invited and others not
    ("region.turnout.submitted_of", "invited"),  # some have submitted and others not
    *((f"benchmark.group.{one}", end) for one in ("between", "from", "up_to") for end in ("low", "high")),  # of a band
    *((f"region.bands.{one}", end) for one in ("between", "from", "up_to") for end in ("low", "high")),
    ("register.problems.staff_range", "value"),  # one is in the range
    ("privacy.retention.drafts", "drafts"),  # how long things last is fixed
    ("privacy.retention.friends", "friend"),
    *(("privacy.retention.visits", one) for one in ("hours", "lasting", "link", "visits", "invited", "short")),
    ("privacy.retention.letters", "visits"),
    ("privacy.retention.voices", "opinion"),
    *((key, "minutes") for key in ("devices.another.means", "signin.because.asked")),
    *((key, "days") for key in ("help.signing_in.text", "signin.link.own_means")),
    ("help.signing_in_for_region.text", "region_days"),
    ("plan.too_many", "most"),  # it is fixed
    *((f"opening.{one}.some", "of") for one in ("title", "short")),  # some steps are ready and others not
    *((f"gaps.{one}", "points") for one in ("about", "step.under", "step.over")),  # a gap is five points at least
    ("opinion.how", "days"),
    ("opinion.refused.label", "most"),
    ("opinion.refused.open", "most"),
    ("climate.few_staff", "least"),
    ("climate.too_few", "least"),
    ("climate.problem.few_staff", "bound"),
}
BESIDE = [*sorted((TOP / "assessment" / "templates").glob("*.yaml")), TOP / "assessment" / "voices" / "voices.yaml"]
NO_KEYS = {"questions.yaml", "report.typ", "departments.name_key", "posts.region_id", "voices.yaml"}  # no sentences
LEAST_QUOTED = 3  # words; of a sentence as a whole in a test: fewer may be a coincidence
LEAST_QUOTED_OF = 4  # words; of a part of one


class _OnceOnly(yaml.CSafeLoader):
    """YAML lets a later key silently take the place of an earlier one of the same name; this does not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert all(isinstance(name, str) for name in names), f"{node.start_mark}: a key is no text: quote it"
        assert len(names) == len(set(names)), f"{node.start_mark}: a key stands twice"
        return dict(super().construct_mapping(node, deep=deep))


def texts() -> Iterator[tuple[str, str, str]]:
    """Every sentence: key, language, text."""
    for key, entry in entries().items():
        for language, forms in entry.items():
            for text in forms.values():
                yield key, language, text


def names(text: str) -> set[str]:
    """The facts that a sentence names; a count is one however it is written."""
    return {"count" if name in COUNT else name for _, name, _, _ in Formatter().parse(text) if name is not None}


def names_of(key: str, language: str) -> set[str]:
    return set[str]().union(*(names(text) for text in entries()[key][language].values()))


@cache
def nodes() -> list[tuple[str, ast.expr]]:
    """Every expression of the code, and where it stands."""
    files = ((str(path.relative_to(TOP)), ast.parse(path.read_text("utf-8"))) for path in PYTHON)
    return [
        (f"{name}:{node.lineno}", node) for name, tree in files for node in ast.walk(tree) if isinstance(node, ast.expr)
    ]


@cache
def constants() -> dict[str, str]:
    """Every whole text in the code, and where it stands."""
    parts = {id(part) for _, node in nodes() if isinstance(node, ast.JoinedStr) for part in node.values}
    found = {
        node.value: place
        for place, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
    }
    for path in sorted((TOP / "assessment" / "signin" / "templates").glob("*.html")):
        for key in re.findall(r'say\("([^"]+)"[,)]', path.read_text("utf-8")):
            found[key] = path.name
    script = TOP / "assessment" / "signin" / "templates" / "words.js"  # which is given all of the platform's words
    return found | {
        f"platform.{name}": script.name for name in re.findall(r"\bwords\.(\w+)", script.read_text("utf-8"))
    }


@cache
def patterns() -> dict[re.Pattern[str], str]:
    """Every key that is put together, as a pattern of the keys it may become, and where it stands."""
    found: dict[re.Pattern[str], str] = {}
    for place, node in nodes():
        if isinstance(node, ast.JoinedStr):
            _add(found, [str(part.value) if isinstance(part, ast.Constant) else None for part in node.values], place)
    for path in sorted((TOP / "assessment" / "signin" / "templates").glob("*.html")):
        for first, last in re.findall(r'say\("([^"]+)" \+ [a-z.]+(?: \+ "([^"]+)")?', path.read_text("utf-8")):
            _add(found, [first, None, last], path.name)
    return found


def _add(found: dict[re.Pattern[str], str], parts: list[str | None], place: str) -> None:
    if None in parts and parts[0] and KEY.match(f"{parts[0]}x"):
        made = "".join("[a-z0-9_]+" if part is None else re.escape(part) for part in parts)
        if re.fullmatch(r"[a-z0-9_\\.\[\]+-]+", made):
            found[re.compile(made)] = place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_of_a_file_is_a_text_and_stands_once(path: Path) -> None:
    assert isinstance(yaml.load(path.read_text("utf-8"), _OnceOnly), dict)


def test_the_interface_speaks_the_languages_of_the_questionnaire() -> None:
    assert set(LANGUAGES) == set(load(TOP / "questions.yaml").languages)


def test_every_sentence_is_there_in_every_language_and_plural_form() -> None:
    missing = [f"{key}: {one}" for key, entry in entries().items() for one in LANGUAGES if one not in entry]
    assert missing == [], "\n".join(missing)

    for key, entry in entries().items():
        assert tuple(entry) == LANGUAGES, key
        for language, forms in entry.items():
            known = {*Locale(language).plural_form.tags, "other", NONE}
            assert "other" in forms and set(forms) <= known, f"{key} in {language}"
            assert "one" in forms or len(forms) == 1, f"{key} in {language}"
        assert len({len(forms) > 1 for forms in entry.values()}) == 1, f"{key} has plural forms in some languages only"


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: path.name)
def test_every_text_of_a_sheet_and_of_what_others_are_asked_is_there_in_every_language(path: Path) -> None:
    missing = list(lacking(yaml.safe_load(path.read_text("utf-8"))))

    assert missing == [], "\n".join(missing)


def lacking(node: object, place: str = "") -> Iterator[str]:
    """Where a language of the interface is missing in a file of texts."""
    if isinstance(node, list):
        node = dict(enumerate(node))
    if isinstance(node, dict) and "en" in node:
        yield from (f"{place}: {one}" for one in LANGUAGES if one not in node)
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from lacking(inner, f"{place} > {name}" if place else str(name))


def test_no_sentence_is_blank_or_has_blanks_around_it() -> None:
    assert [(key, language) for key, language, text in texts() if text != text.strip() or not text] == []


def test_nothing_is_said_twice_in_a_row() -> None:
    twice = re.compile(r"\b(\w+(?: \w+)?) \1\b")  # "in In Touch" is not

    assert [(key, language, text) for key, language, text in texts() if twice.search(text)] == []


def test_a_sentence_names_the_same_facts_in_every_language() -> None:
    different = {
        key: {language: sorted(names_of(key, language)) for language in LANGUAGES}
        for key in entries()
        if len({frozenset(names_of(key, language)) for language in LANGUAGES}) > 1
    }
    assert different == {}


def test_how_much_is_asked_is_counted_and_not_written_down() -> None:
    asked = {len(list(QUESTIONNAIRE.questions())), len(list(QUESTIONNAIRE.dimensions()))}
    written = [(key, language) for key, language, text in texts() if asked & set(map(int, re.findall(r"\d+", text)))]

    assert written == []


def test_quotes_and_apostrophes_are_those_of_print_and_of_the_language() -> None:
    foreign = {"en": "'\"«»", "it": "'\"“”", "es": "'\"“”"}
    wrong = [
        (key, language, text) for key, language, text in texts() if any(mark in text for mark in foreign[language])
    ]
    assert wrong == []


def test_every_key_in_the_code_is_a_sentence() -> None:
    unknown = {
        text: place
        for text, place in constants().items()
        if KEY.fullmatch(text) and text not in entries() and text not in NO_KEYS
    }
    assert unknown == {}


def test_every_key_that_is_put_together_becomes_a_sentence() -> None:
    lost = {
        pattern.pattern: place
        for pattern, place in patterns().items()
        if not any(pattern.fullmatch(key) for key in entries())
    }
    assert lost == {}
    assert all(any(re.fullmatch(one, key) for key in entries()) for one in PUT_TOGETHER)


def test_every_sentence_is_said_somewhere() -> None:
    together = [*patterns(), *map(re.compile, PUT_TOGETHER)]
    unused = [
        key for key in entries() if key not in constants() and not any(pattern.fullmatch(key) for pattern in together)
    ]
    assert unused == []


def test_a_sentence_is_given_every_fact_that_it_names() -> None:
    lacking = []
    for place, node in nodes():
        if not isinstance(node, ast.Call) or not _says(node.func) or any(one.arg is None for one in node.keywords):
            continue
        key = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if key in entries():
            given = {"count" for _ in node.args[1:2]} | {one.arg for one in node.keywords}
            needed = names_of(key, "en") | ({"count"} if len(entries()[key]["en"]) > 1 else set())
            lacking += [(key, place, sorted(needed - given))] if needed - given else []
    assert lacking == []


def _says(function: ast.expr) -> bool:
    """Whether a call is one of the interface's voice: say(…), visit.say(…), self._say(…)."""
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name.strip("_") == "say"


def sentences(key: str, language: str) -> Iterator[tuple[int, str]]:
    """A sentence as it reads with each of a few counts, its other facts the same number."""
    say = Say(language)
    for count in COUNTED:
        if count >= AT_LEAST.get(key, 0):
            facts = {
                name: number(8 if count == 1 and (key, name) in NEVER_ONE else count, language)
                for name in names_of(key, language) - {"count"}
            }
            yield count, say(key, count, **facts)


@cache
def plurals(language: str) -> frozenset[str]:
    """The words after a count that are others after one: nouns in the plural, and verbs that go with them."""
    after_count = re.compile(r"\{[cC]ount(?:_words)?\}\*{0,2} ([^\W\d_]{3,})")
    several = [entry[language] for entry in entries().values() if "one" in entry[language]]
    return frozenset(
        word for forms in several for word in after_count.findall(forms["other"]) if word not in forms["one"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_never_said_of_many(language: str) -> None:
    wrong = [
        (key, text)
        for key in entries()
        for count, text in sentences(key, language)
        if count == 1 and any(word in plurals(language) for word in re.findall(r"\b1 ([^\W\d_]+)", text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_as_none_where_a_sentence_has_a_form_for_it(language: str) -> None:
    say, forms = Say(language), entries()["departments.headline"][language]

    assert say("departments.headline", 0) == forms["zero"]
    assert say("departments.headline", 1) == forms["one"]
    assert say("departments.headline", 2) == forms["other"].replace("{count}", "2")
    assert not any(letter.isdigit() for letter in forms["zero"] + forms["one"])


def test_a_sentence_without_a_form_for_none_says_zero() -> None:
    assert NONE not in entries()["home.questions"]["it"]
    assert Say("it")("home.questions", 0) == entries()["home.questions"]["it"]["other"].replace("{count}", "0")


def test_an_italian_article_agrees_with_the_number_after_it() -> None:
    article = re.compile(r"\b(?:il|al|dal|del|nel|sul|i|ai|dai|dei|nei|sui) \**(?:8|11|otto|undici)\b", re.IGNORECASE)
    assert [(key, text) for key in entries() for _, text in sentences(key, "it") if article.search(text)] == []


# --- what the tests expect


@pytest.mark.thorough  # every text of every test against every sentence
def test_no_test_quotes_a_sentence() -> None:
    """A test says which sentence it expects by its key: then it holds whatever the sentence is corrected to."""
    quotes = Quotes.of(text for _, _, text in texts())
    quoted = {
        f"{path.name}:{line}": words
        for path in sorted(Path(__file__).parent.glob("*.py"))
        for line, words in typed(ast.parse(path.read_text("utf-8")))
        if quotes.has(words)
    }
    assert quoted == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('x == "We never say so"', True),
        ('x == f"We have {n} dogs"', True),
        ('x == "We have two dogs"', True),
        ('x.startswith("Nobody has ever been")', True),
        ('x.startswith("Nobody has ever")', False),
        ('x == "We have"', False),
        ('x == "two of three"', False),  # of a sentence with one word of its own
        ('say("animals.dogs", 2)', False),
        ('"""We never say so"""', False),  # says what a test is for
    ],
)
def test_looking_through_a_test_finds_what_it_quotes(code: str, found: bool) -> None:
    quotes = Quotes.of(["We never say so", "We have {count} dogs", "{some} of {total}", "Nobody has ever been here."])

    assert any(quotes.has(words) for _, words in typed(ast.parse(code))) is found


@dataclass(frozen=True)
class Quotes:
    """Sentences, to find what is one of them or a part of one."""

    whole: re.Pattern[str]  # whatever stands for their facts
    every: str

    @classmethod
    def of(cls, sentences: Iterable[str]) -> Quotes:
        fact, every = re.compile(r"\{\w+\}"), sorted(set(sentences))
        long = [one for one in every if len(fact.sub(" ", one).split()) >= LEAST_QUOTED]
        assert all(" " in fact.sub("", one) for one in long)
        whole = "|".join(".+".join(map(re.escape, fact.split(one))) for one in long)
        return cls(re.compile(whole), "\n".join(every))

    def has(self, words: str) -> bool:
        """Whether a text is one of the sentences, or some words of one."""
        is_part = len(words.split()) >= LEAST_QUOTED_OF and words.strip() in self.every
        return is_part or (" " in words and self.whole.fullmatch(words) is not None)


def typed(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts of a file but those that explain it, and where each stands; … for what an f-string puts in."""
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    within |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
            yield node.lineno, node.value
