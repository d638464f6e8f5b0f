"""Which names are one: as certain, as likely, and for a search."""

from __future__ import annotations

import pytest

from assessment.names import alike, bare, same

ONE = [
    ("L'Aquila", "L’Aquila", "L‘Aquila", "L´Aquila", "L`Aquila", "L′Aquila", "L' Aquila", "l ' aquila", "L＇AQUILA"),
    ("Forlì", "FORLI'", "forli’", "Forli`", "Forli\u0300", "Forlí", " Forlì ", "FORLI '"),
    ("Bolzano/Bozen", "Bolzano / Bozen", "BOLZANO/ BOZEN", "Bolzano⁄Bozen"),
    ("Forlì-Cesena", "Forlì – Cesena", "FORLI'-CESENA", "Forlì‑Cesena"),
    ("San Lazzaro", "San\u00a0Lazzaro", "San  Lazzaro", "San\u202fLazzaro", "San\u200b Lazzaro", "SAN LAZZARO"),
    ("Cà Rossa", "Ca' Rossa", "Ca’Rossa"),
    ("Alcalá", "ALCALÁ", "Alcala\u0301"),
]
LIKELY = [
    ("Forlì", "Forli"),
    ("Bolzano/Bozen", "Bolzano-Bozen"),
    ("Cesena", "Polizia Locale di Cesena"),
    ("Cesena", "Comune di Cesena"),
    ("Unione dei Comuni Valle del Savio", "Unione Valle Savio"),
    ("San Lazzaro di Savena", "S. Lazzaro di Savena"),
    ("Córdoba", "CORDOBA"),
    ("Écija", "Policía Local de Ecija"),
]
TWO = [
    ("Borgo Alba", "Borgo Alta"),
    ("Borgo 1", "Borgo 2"),
    ("Unione Savio", "Comune di Savio"),
    ("Alba", "Alba Nuova"),
]


@pytest.mark.parametrize("written", ONE)
def test_a_name_is_the_same_however_it_is_written(written: tuple[str, ...]) -> None:
    assert len({same(one) for one in written}) == 1
    assert len({bare(one) for one in written}) == 1


@pytest.mark.parametrize(("one", "other"), LIKELY)
def test_names_that_may_be_one_are_alike_and_not_the_same(one: str, other: str) -> None:
    assert same(one) != same(other)
    assert alike(one) == alike(other)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_names_are_two(one: str, other: str) -> None:
    assert alike(one) != alike(other)


def test_a_name_of_nothing_but_common_words_keeps_them() -> None:
    assert alike("Comune") != alike("Corpo")
