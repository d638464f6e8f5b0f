"""How numbers, times, lists and typed text are written in each language."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assessment.language import (
    NumberError,
    Text,
    clean,
    clock,
    day,
    enumeration,
    filled,
    moment,
    moment_day,
    moment_month,
    month,
    number,
    own_name,
    percent,
    plain_number,
    plural,
    read_number,
    typed_number,
    whole_points,
    zone_name,
)

BANDS = (0, 20, 40, 60, 80)
NARROW, HARD = "\u202f", "\u00a0"  # spaces that do not break
SPACES = (" ", NARROW, HARD, "\u2009")  # the last is a thin one
LANGUAGES = ["en", "it", "es", "fr", "de"]


def test_a_text_is_read_by_language() -> None:
    text = Text({"en": "Yes", "it": "Sì"})

    assert text["it"] == "Sì"
    assert "it" in text
    assert "es" not in text
    assert list(text.languages()) == ["en", "it"]


def test_a_text_takes_words_only() -> None:
    with pytest.raises(ValidationError):
        Text.model_validate({"en": False})


def test_a_language_is_called_by_its_own_name() -> None:
    assert [own_name(language) for language in ("en", "it", "es", "fr")] == [
        "English",
        "Italiano",
        "Español",
        "Français",
    ]


@pytest.mark.parametrize(
    ("value", "digits", "language", "written"),
    [
        (41.40625, 0, "en", "41"),
        (41.40625, 1, "en", "41.4"),
        (41.40625, 1, "it", "41,4"),
        (2.5, 0, "es", "3"),
        (0.285, 2, "en", "0.29"),
        (1.005, 2, "en", "1.01"),
        (1234.5, 1, "en", "1,234.5"),
        (12345, 0, "it", "12.345"),
        (2433, 0, "it", "2.433"),
        (2433, 0, "es", "2433"),
        (9999.6, 0, "es", "10.000"),
        (7, 2, "it", "7,00"),
        (-2.5, 0, "en", "-3"),
        (-0.4, 0, "it", "0"),
        (0, 0, "es", "0"),
    ],
)
def test_a_number_is_written_with_exactly_so_many_decimals_half_up(
    value: float, digits: int, language: str, written: str
) -> None:
    assert number(value, language, digits) == written


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("0", "en", 0),
        ("12500", "en", 12500),
        ("12,500", "en", 12500),
        ("12.500", "it", 12500),
        ("12.500", "es", 12500),
        ("3.500", "it", 3500),
        ("3500", "it", 3500),
        ("3500", "es", 3500),
        ("3.500", "es", 3500),
        ("1.234.567", "it", 1234567),
        *((f"1{space}234{space}567", language, 1234567) for space in SPACES for language in ("en", "it", "es", "fr")),
        (f"{HARD}12.500 ", "it", 12500),
        ("007", "it", 7),
        ("", "it", None),
        (f" {HARD}", "it", None),
    ],
)
def test_a_typed_count_is_read_as_the_language_writes_it(text: str, language: str, value: int | None) -> None:
    for whole in (True, False):
        assert read_number(text, language, whole=whole) == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.234.567,5", "it", 1234567.5),
        ("1,234.5", "en", 1234.5),
        ("12.50", "en", 12.5),
        ("0,75", "es", 0.75),
        ("0,125", "it", 0.125),
        ("1250,125", "it", 1250.125),
        ("2.5", "en", 2.5),
        ("2,5", "en", 2.5),
        ("2,5", "it", 2.5),
        ("2.5", "it", 2.5),
    ],
)
def test_a_typed_number_is_read_as_the_language_writes_it_and_is_no_count(
    text: str, language: str, value: float
) -> None:
    assert read_number(text, language) == value
    with pytest.raises(NumberError) as refused:
        read_number(text, language, whole=True)
    assert refused.value.meant is None


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("12.500", "en", 12500),
        ("12.000", "en", 12000),
        ("3.500", "en", 3500),
        ("12,500", "it", 12500),
        ("3,500", "es", 3500),
        ("1.234.567", "en", 1234567),
        ("12'500", "it", 12500),
        ("12’500", "en", 12500),
    ],
)
def test_what_is_another_number_in_another_language_is_asked_about(text: str, language: str, meant: int) -> None:
    for whole in (True, False):
        with pytest.raises(NumberError) as refused:
            read_number(text, language, whole=whole)
        assert refused.value.meant == meant


def test_a_part_of_an_hour_with_the_sign_of_another_language_is_asked_about() -> None:
    with pytest.raises(NumberError) as refused:
        read_number("1.50", "it")

    assert refused.value.meant == 1.5
    assert read_number("1,50", "it") == 1.5


@pytest.mark.parametrize("language", ["en", "it", "es"])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        *("13 circa", "-3", "−3", "+3", "1e3", "٣", "１２", "½", "0x10", "1_000", "∞", "nan", "12%"),
        *("12.5.00", "1.23.456", "1,234.567.890", "1.234 567", "12,", "12.", ",5", ".", "0.500.000", "12  500"),
        *("1 2", "12 50", "1 234.567 890", "12 - 14", "12/14", "9" * 16, "9" * 5000),
    ],
)
def test_what_is_no_number_in_any_language_is_refused(text: str, language: str, whole: bool) -> None:
    with pytest.raises(NumberError):
        read_number(text, language, whole=whole)


@pytest.mark.parametrize(("text", "language"), [("1.50", "it"), ("1.50", "en"), ("2,5", "en"), ("3,0", "it")])
def test_a_count_has_no_part_of_one(text: str, language: str) -> None:
    with pytest.raises(NumberError):
        read_number(text, language, whole=True)


@given(st.integers(0, 10**15 - 1), st.sampled_from(LANGUAGES))
def test_a_count_that_was_written_is_read_back(count: int, language: str) -> None:
    for written in (number(count, language), typed_number(count, language), str(count)):
        read = read_number(written, language, whole=True)
        assert (read, type(read)) == (count, int)


@given(st.integers(0, 10**8), st.integers(0, 2), st.sampled_from(LANGUAGES))
def test_a_number_that_was_written_is_read_back(digits: int, decimals: int, language: str) -> None:
    value = digits / 10**decimals

    assert read_number(typed_number(value, language), language) == value


@given(st.text("0123456789.,'’ -", max_size=12), st.sampled_from(LANGUAGES))
def test_no_language_reads_another_count_than_somebody_may_have_meant(text: str, language: str) -> None:
    try:
        read = read_number(text, language, whole=True)
    except NumberError:
        return
    digits = "".join(text.replace(".", "").replace(",", "").split())
    assert read == (int(digits) if digits else None)  # each digit counts, and none as a part of one


def test_nothing_is_typed_for_no_number() -> None:
    assert typed_number(None, "it") == ""
    assert typed_number(3.0, "it") == "3"


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        ("Europe/Rome", "en", "Rome"),
        ("Europe/Rome", "it", "Roma"),
        ("Europe/Rome", "es", "Roma"),
        ("Europe/London", "it", "Londra"),
        ("Atlantic/Canary", "es", "Canarias"),
        ("UTC", "it", "UTC"),
        ("Etc/GMT+3", "it", "Etc/GMT+3"),
    ],
)
def test_a_time_zone_is_called_as_people_call_it(zone: str, language: str, name: str) -> None:
    assert zone_name(zone, language) == name


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_a_decimal_number_is_rounded_as_on_paper(thousandths: int, digits: int) -> None:
    value = thousandths / 1000

    exact = Decimal(thousandths) / 1000
    on_paper = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert Decimal(number(value, "en", digits).replace(",", "")) == on_paper


@pytest.mark.parametrize(
    ("score", "points"),
    [(0, 0), (41.4, 41), (41.5, 42), (39.6, 39), (39.4, 39), (40, 40), (19.5, 19), (79.99, 79), (60.5, 61), (100, 100)],
)
def test_a_score_is_shown_half_up_but_never_as_the_start_of_a_band_it_has_not_reached(
    score: float, points: int
) -> None:
    assert whole_points(score, BANDS) == points


@given(st.floats(0, 100))
def test_shown_points_are_within_one_of_the_score_and_on_its_side_of_every_band(score: float) -> None:
    points = whole_points(score, BANDS)

    assert abs(points - score) < 1
    assert all((points >= start) == (score >= start) for start in BANDS)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_score_is_never_shown_as_fewer_points(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert whole_points(low, BANDS) <= whole_points(high, BANDS)


def test_percent_is_written_as_the_language_does() -> None:
    assert [percent(12.5, language) for language in ("en", "it", "es")] == ["13%", "13%", f"13{HARD}%"]


def test_a_date_has_its_month_in_words() -> None:
    assert [day(date(2027, 3, 28), language) for language in ("en", "it", "es")] == [
        "28\u00a0March 2027",
        "28\u00a0marzo 2027",
        "28\u00a0de\u00a0marzo de 2027",
    ]


def test_the_first_of_a_month_is_an_ordinal_in_italian_only() -> None:
    assert [day(date(2027, 12, 1), language) for language in ("en", "it", "es")] == [
        "1\u00a0December 2027",
        "1º\u00a0dicembre 2027",
        "1\u00a0de\u00a0diciembre de 2027",
    ]
    assert [day(date(2027, 12, one), "it") for one in (10, 11, 21, 31)] == [
        "10\u00a0dicembre 2027",
        "11\u00a0dicembre 2027",
        "21\u00a0dicembre 2027",
        "31\u00a0dicembre 2027",
    ]


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (2.5, "en", "2.5"),
        (2.5, "it", "2,5"),
        (2.5, "es", "2,5"),
        (-0.75, "it", "-0,75"),
        (4.0, "it", "4,0"),
        (4, "it", "4"),
        (12345, "es", "12345"),
        (1234.5, "en", "1234.5"),
    ],
)
def test_a_plain_number_has_the_decimal_sign_of_the_language_and_no_groups(
    value: float, language: str, written: str
) -> None:
    assert plain_number(value, language) == written


def test_a_time_is_that_of_the_region_on_both_sides_of_a_change_of_clocks() -> None:
    before, after = datetime(2027, 3, 28, 0, 59, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)

    assert [clock(one, "it", "Europe/Rome") for one in (before, after)] == ["01:59", "03:00"]
    assert clock(after, "en", "Europe/London") == "02:00"
    assert clock(datetime(2027, 7, 1, 12, 5, tzinfo=UTC), "es", "Atlantic/Canary") == "13:05"


def test_the_day_of_an_instant_is_that_of_the_region() -> None:
    late = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)

    assert moment_day(late, "en", "Europe/Rome") == "1\u00a0July 2027"
    assert moment(late, "en", "Europe/Rome") == "1\u00a0July 2027, 00:30"
    assert moment(late, "en", "Europe/London") == "30\u00a0June 2027, 23:30"
    assert moment_month(late, "en", "Europe/Rome") == "July 2027"


def test_a_month_is_written_as_the_language_does() -> None:
    written = [month(date(2027, 4, 1), language) for language in ("en", "it", "es")]

    assert written == ["April 2027", "aprile 2027", "abril de 2027"]


def test_a_further_language_needs_no_code() -> None:
    assert day(date(2027, 3, 28), "fr") == "28\u00a0mars 2027"
    assert number(1234.5, "fr", 1) == f"1{NARROW}234,5"
    assert enumeration(["a", "b", "c"], "fr") == "a, b et c"


@pytest.mark.parametrize(
    ("items", "language", "written"),
    [
        ([], "en", ""),
        (["a"], "it", "a"),
        (["a", "b"], "en", "a and b"),
        (["a", "b", "c"], "en", "a, b and c"),
        (["a", "b", "c"], "it", "a, b e c"),
        (["a", "b", "c"], "es", "a, b y c"),
        (["Facebook", "Instagram"], "es", "Facebook e Instagram"),
        (["X", "Facebook", "Instagram"], "es", "X, Facebook e Instagram"),
        (["madres", "hijos"], "es", "madres e hijos"),
        (["agua", "hielo"], "es", "agua y hielo"),
        (["Instagram"], "es", "Instagram"),
        (["Facebook", "Instagram"], "it", "Facebook e Instagram"),
    ],
)
def test_items_are_joined_as_the_language_does(items: list[str], language: str, written: str) -> None:
    assert enumeration(items, language) == written


@pytest.mark.parametrize(
    ("sentence", "fact", "written"),
    [
        ("fino al {n}", "8 febbraio", "fino all’8 febbraio"),
        ("il {n}", "8 febbraio", "l’8 febbraio"),
        ("Il {n}", "11 marzo", "L’11 marzo"),
        ("dal {n}", "11 marzo", "dall’11 marzo"),
        ("del {n}", "80%", "dell’80%"),
        ("nel {n}", "8%", "nell’8%"),
        ("sul {n}", "88%", "sull’88%"),
        ("i {n} comandi", "11", "gli 11 comandi"),
        ("ai {n} comandi", "8", "agli 8 comandi"),
        ("dai {n} comandi", "800", "dagli 800 comandi"),
        ("dei {n} comandi", "82", "degli 82 comandi"),
        ("nei {n} comandi", "8.000", "negli 8.000 comandi"),
        ("sui {n} comandi", "11.000", "sugli 11.000 comandi"),
        ("I {n} requisiti", "8", "Gli 8 requisiti"),
        ("il **{n}**", "8 febbraio", "l’**8 febbraio**"),
        ("tra i **{n}** comandi", "11", "tra gli **11** comandi"),
        ("i {n} comandi", "otto", "gli otto comandi"),
        ("gli altri e i {n} comandi", "undici", "gli altri e gli undici comandi"),
        ("l’edizione {n}", "8", "l’edizione 8"),
        ("da {n}", "8", "da 8"),
    ],
)
def test_an_italian_article_agrees_with_a_number_that_begins_with_a_vowel(
    sentence: str, fact: str, written: str
) -> None:
    assert filled(sentence, "it", {"n": fact}) == written


@pytest.mark.parametrize(
    ("sentence", "fact", "written"),
    [
        ("i {n} comandi", "18", "i 18 comandi"),
        ("il {n}", "110%", "il 110%"),
        ("i {n} comandi", "1.100", "i 1.100 comandi"),
        ("il {n}", "1º marzo", "il 1º marzo"),
        ("il {n}", "7 aprile", "il 7 aprile"),
        ("i {n} comandi", "sette", "i sette comandi"),
        ("del {n}", "28%", "del 28%"),
        ("poi {n} comandi", "8", "poi 8 comandi"),  # "i" ends a word here and is no article
    ],
)
def test_an_italian_article_stays_before_every_other_number(sentence: str, fact: str, written: str) -> None:
    assert filled(sentence, "it", {"n": fact}) == written


def test_only_the_article_before_a_fact_agrees_and_no_fact_is_changed() -> None:
    assert filled("{name}: il {n}", "it", {"name": "I 8 del {n} il 8", "n": "8"}) == "I 8 del {n} il 8: l’8"
    assert filled("{n} su {of}, i {of}", "it", {"n": 8, "of": 11}) == "8 su 11, gli 11"


def test_a_fact_that_ends_like_an_article_is_not_changed_by_a_number_after_it() -> None:
    assert filled("{name} {n}", "it", {"name": "Caffè del", "n": 8}) == "Caffè del 8"


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_other_language_changes_what_stands_before_a_number(language: str) -> None:
    assert filled("al {n}, del {n}, i {n}", language, {"n": 8}) == "al 8, del 8, i 8"


def test_plural_forms_are_those_of_the_language() -> None:
    assert [plural(count, "it") for count in (0, 1, 2)] == ["other", "one", "other"]
    assert [plural(count, "pl") for count in (1, 2, 5)] == ["one", "few", "many"]


# Typed text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Perche\u0301 no?", "Perché no?"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x00b\x07c\x85d", "abcd"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("a\ud800b", "ab"),
        ("a\ufffe\uffff\ufdd0\U0001ffffb", "ab"),
        ("\U0001f46e\u200d\u2640\ufe0f", "\U0001f46e\u200d\u2640\ufe0f"),
        ("=1+1; <b>'\"", "=1+1; <b>'\""),
        ("\u202eAda\u202c \u2066Bruni\u2069", "Ada Bruni"),
        ("مدينة\u200f!", "مدينة\u200f!"),
        ("  spaces stay ", "  spaces stay "),
    ],
)
def test_typed_text_loses_only_what_cannot_be_kept_or_printed(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_typed_text_is_cut_at_the_most_characters() -> None:
    assert clean("x" * 5000) == "x" * 4000
    assert clean("x\x00" * 10, most=4) == "xxxx"


@given(st.text(alphabet=st.characters(exclude_categories=())))  # surrogates and all
def test_clean_text_can_be_written_and_stays_as_it_is(typed: str) -> None:
    kept = clean(typed)

    assert clean(kept) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(letter) in ("Cs", "Cc") for letter in kept if letter not in "\n\t")


@given(st.text(alphabet="àèìòùñü¿¡“”«»’–abc 123\n", max_size=200))
def test_what_people_type_in_our_languages_is_kept_letter_by_letter(typed: str) -> None:
    assert clean(typed) == typed


def test_a_value_that_is_no_number_is_never_written() -> None:
    for value in (math.nan, math.inf):
        with pytest.raises((ValueError, OverflowError)):
            number(value, "en")
