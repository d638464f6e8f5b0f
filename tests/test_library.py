"""The documents of a region: what is put up is fit, and what is handed on as a file comes back the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from given import QUESTIONNAIRE, QUESTIONS
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment import library
from assessment.library import Described, DocumentKind, DocumentProblem, Entry
from assessment.questionnaire import parse, successor
from assessment.wording import LANGUAGES, Say, entries

KNOWN = [question.id for question in QUESTIONNAIRE.questions()]
GUIDE = Described(
    "PI1.1",
    "Linee guida: “social” della Polizia locale",
    "Che cosa pubblicare, e chi decide",
    "guideline",
    "it",
    "comandanti",
    "https://example.org/guida.pdf?a=1&b=2#tre",
)
OWN = replace(GUIDE, title="Ruolo", kind="role", address="", text="Cose\n\n  - rispondere\n# non un commento\n--- no")

typed = st.text(max_size=60)
described = st.builds(
    Described,
    question_id=st.sampled_from(KNOWN),
    title=typed,
    about=typed,
    kind=st.sampled_from(list(DocumentKind)),
    language=st.sampled_from(LANGUAGES),
    audience=typed,
    text=st.text(st.characters() | st.sampled_from("\n\r\t :#-|>'\"\ufeff\u2028\x85"), max_size=300),
)


def kinds(given: Described) -> list[tuple[str, str]]:
    return [(one.field, one.kind) for one in library.problems(library.tidy(given), KNOWN)]


@given(st.lists(described, max_size=5))
def test_what_is_written_as_a_file_is_read_as_the_same(typed: list[Described]) -> None:
    fit = [one for one in map(library.tidy, typed) if not library.problems(one, KNOWN)]

    assert library.read(library.written(fit), KNOWN) == library.BroughtFile(tuple(fit))


@given(described)
def test_what_is_tidied_stays_as_it_is(typed: Described) -> None:
    assume(library.tidy(typed) != typed)

    assert library.tidy(library.tidy(typed)) == library.tidy(typed)


def test_a_file_looks_as_somebody_would_write_it() -> None:
    assert library.written([]) == b"documents: []\n"
    assert library.read(b"documents: []\n", KNOWN) == library.BroughtFile()
    assert library.written([OWN]).decode() == (
        'documents:\n- practice: "PI1.1"\n  title: "Ruolo"\n  about: "Che cosa pubblicare, e chi decide"\n'
        '  kind: "role"\n  language: "it"\n  audience: "comandanti"\n  text: |2-\n    Cose\n\n'
        "      - rispondere\n    # non un commento\n    --- no\n"
    )
    assert library.read(library.written([GUIDE, OWN]), KNOWN).documents == (GUIDE, OWN)


def test_a_good_document_has_no_problem() -> None:
    assert kinds(GUIDE) == kinds(OWN) == []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"question_id": "PI9.9"}, ("question_id", "practice")),
        ({"question_id": ""}, ("question_id", "missing")),
        ({"title": " \n"}, ("title", "missing")),
        ({"about": "\u200b"}, ("about", "missing")),
        ({"kind": "law"}, ("kind", "kind")),
        ({"language": "xx"}, ("language", "language")),
        ({"title": "x" * 201}, ("title", "long")),
        ({"about": "x" * 301}, ("about", "long")),
        ({"audience": "x" * 201}, ("audience", "long")),
        ({"address": "https://example.org/" + "x" * 2_000}, ("address", "long")),
        ({"address": "", "text": "x" * 1_000_000}, ("text", "long")),
        ({"text": "as well"}, ("text", "both")),
        ({"address": ""}, ("address", "neither")),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed: dict[str, str], wrong: tuple[str, str]) -> None:
    assert kinds(replace(GUIDE, **changed)) == [wrong]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "mailto:x@example.org",
        "//example.org",
        "/files/everything.zip",
        "example.org",
        "https://",
        "https:///x",
        "https://[::1",
        "https://exa mple.org",
        "https://example.org\\@evil.example",
        'https://example.org/"onmouseover="x',
        "https://example.org/<script>",
    ],
)
def test_what_is_no_address_of_the_web_is_none(address: str) -> None:
    assert kinds(replace(GUIDE, address=address)) == [("address", "address")]


def test_what_turns_the_direction_of_an_address_is_left_out_of_it() -> None:
    assert library.tidy(replace(GUIDE, address=" https://example.org/\u202efdp.exe\x00")).address == (
        "https://example.org/fdp.exe"
    )


@pytest.mark.parametrize("address", ["https://ann:secret@example.org/", "https://example.org@evil.example/"])
def test_an_address_holds_no_name_and_no_password(address: str) -> None:
    assert kinds(replace(GUIDE, address=address)) == [("address", "signs_in")]


def test_every_problem_has_its_words() -> None:
    worded = {key.rsplit(".", 1)[1] for key in entries() if key.startswith("library.problem.")}
    said = {"missing", "practice", "kind", "language", "long", "both", "neither", "address", "signs_in", "key", "words"}
    said |= {"file_large", "file_encoding", "file_line", "file_list", "file_many", "file_entry"}

    assert worded == said
    assert all(Say(language)(f"library.kind.{kind}") for kind in DocumentKind for language in LANGUAGES)


# --- files that are not as they should be


def mistakes(data: bytes) -> list[tuple[int | None, str, str]]:
    brought = library.read(data, KNOWN)
    assert not brought.documents or not brought.mistakes, "nothing is half taken"
    return [(one.number, one.problem.field, one.problem.kind) for one in brought.mistakes]


def test_every_mistake_is_told_with_its_place_and_nothing_is_taken() -> None:
    wrong = replace(GUIDE, question_id="ZZ1.1", kind="law", address="javascript:alert(1)")
    data = library.written([GUIDE, wrong, replace(OWN, title=""), OWN])

    assert library.read(data, KNOWN).documents == ()
    assert mistakes(data) == [
        (2, "question_id", "practice"),
        (2, "kind", "kind"),
        (2, "address", "address"),
        (3, "title", "missing"),
    ]
    lines = data.decode().split("\n")
    assert [lines[one.line - 1].strip().split(":")[0] for one in library.read(data, KNOWN).mistakes] == [
        "- practice",
        "kind",
        "address",
        "- practice",  # of what is not there, where the document begins
    ]


def test_what_can_be_read_beside_a_line_that_cannot_is_told_as_well() -> None:
    data = library.written([replace(GUIDE, kind="law"), OWN]).replace(b'title: "Ruolo', b"title: no # ")
    assert b"no #" in data, "the second has a title that YAML takes for no words"

    assert mistakes(data) == [(1, "kind", "kind"), (None, "", "file_line")]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "file_line"),
        (b"documents: [", "file_line"),
        (b"documents: &a [*a, *a]", "file_line"),
        (b"documents: !!python/object/apply:os.system ['x']", "file_line"),
        (b"[" * 5_000, "file_line"),
        (b"documents: []\ndocuments: []", "file_line"),
        (b"documents:\n\t- x", "file_line"),
        (b"\xff\xfe\x00", "file_encoding"),
        (b"PK\x03\x04\x14\x00\x06\x00", "file_line"),
        (b"documents: 3", "file_list"),
        (b"shelf: []", "file_list"),
        (b"documents: []\nmore: 1", "file_list"),
        (b"documents:\n- just words", "file_entry"),
        (b"documents:\n- title: 2026\n", "words"),
        (b"documents:\n- title: [x]\n", "words"),
        (b"documents:\n- titel: x\n", "key"),
        (b"documents:\n- a: 1\n" + b"- a: 1\n" * 499, "file_many"),
        (b"documents: []\n#" + b"x" * 1_000_000, "file_large"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(data: bytes, kind: str) -> None:
    assert kind in {one[2] for one in mistakes(data)}


def test_a_text_of_half_a_megabyte_in_a_file_is_told_at_its_place() -> None:
    long = replace(OWN, text="x" * 500_000)

    assert library.read(library.written([OWN, long]), KNOWN).mistakes[0].problem == DocumentProblem(
        "text", "long", 20_000
    )


def test_so_much_fits_that_all_of_it_can_be_handed_on() -> None:
    large = replace(OWN, text="ü" * 20_000)

    assert library.fits([GUIDE] * 300) and not library.fits([GUIDE] * 301)
    assert library.fits([large] * 24) and not library.fits([large] * 25)


# --- what is shown where


def entry(number: int, question_id: str, title: str, language: str) -> Entry:
    return Entry(number, replace(GUIDE, question_id=question_id, title=title, language=language), 1, "X", AT)


AT = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_readers_language_comes_first() -> None:
    those = [entry(1, "PI1.1", "b", "en"), entry(2, "PI1.1", "B", "it"), entry(3, "PI1.1", "a", "it")]

    found = library.by_practice(those, QUESTIONNAIRE, "it")

    assert [one.id for one in found.asked["PI1.1"]] == [3, 2, 1]
    assert [one.id for one in library.by_practice(those, QUESTIONNAIRE, "en").asked["PI1.1"]] == [1, 3, 2]
    assert found.gone == ()


def test_documents_of_a_practice_go_with_what_replaced_it_and_those_asked_no_more_are_apart() -> None:
    replaced = b'- id: "PI1.9"\n            replaces: {question: "PI1.1", comparable: false}\n'
    data = QUESTIONS.read_bytes().replace(b'"PI1.1"', b'"PI1.9"').replace(b'- id: "PI1.9"\n', replaced, 1)
    later = parse(data, "later")
    found = library.by_practice([entry(1, "PI1.1", "a", "it"), entry(2, "QQ1.1", "b", "it")], later, "it")

    assert [one.id for one in found.gone] == [2]
    assert [one.id for one in found.asked["PI1.9"]] == [1]
    assert successor(QUESTIONNAIRE, "PI1.1") == "PI1.1" and successor(QUESTIONNAIRE, "QQ1.1") is None
