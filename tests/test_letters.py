"""What letters say: everything they must, in every language, whoever words them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

from assessment.letters import TOKENS, Letter, Purpose, Wording, standard, token, written
from assessment.wording import LANGUAGES, Say

SITE = "https://in-touch.example.org"
TOKEN = "Tk0" * 14
LINK = f"{SITE}/sign-in/{TOKEN}"
MOST = 1200  # characters: what is read without scrolling much
SIGN_IN = [purpose for purpose in Purpose if purpose.signs_in]
WORDED = [purpose for purpose in Purpose if purpose.is_worded]
EVERY = list(product(Purpose, LANGUAGES))


def letter(purpose: Purpose, language: str = "en") -> Letter:
    return Letter(
        id=1,
        purpose=purpose,
        message_id="0f",
        address="alba@example.org",
        name="Anna Bianchi",
        language=language,
        zone="Europe/Rome",
        token=TOKEN if purpose.signs_in else "",
        link_until=datetime(2027, 5, 4, 12, 30, tzinfo=UTC) if purpose.signs_in else None,
        region="Northern Region",
        department="Polizia Locale di Alba",
        round="Spring",
        last_day=date(2027, 5, 8),
        by="Nora Neri",
        due=date(2027, 6, 1),
        steps=3,
    )


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_every_letter_is_short_whole_and_in_its_language(purpose: Purpose, language: str) -> None:
    read = written(letter(purpose, language), SITE)
    others = [written(letter(purpose, other), SITE) for other in LANGUAGES if other != language]

    assert read.subject.isprintable() and 5 < len(read.subject) < 90 and 100 < len(read.text) <= MOST
    assert not re.search(r"[{}\[\]]", read.subject + read.text)
    assert "Anna Bianchi" in read.text.splitlines()[0]
    assert all(one.subject != read.subject for one in others)
    assert Say(language)("mail.never") == read.text.splitlines()[-1][-len(Say(language)("mail.never")) :]


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_who_is_not_known_by_name_is_greeted_all_the_same(purpose: Purpose, language: str) -> None:
    bare = replace(letter(purpose, language), name="", by="")
    read = written(bare, SITE)

    greeted = "Polizia Locale di Alba" in read.text.splitlines()[0]
    assert greeted == purpose.is_worded and re.fullmatch(r"\w[\w ,]+[,:]", read.text.splitlines()[0])
    assert "Nora" not in read.text and "Anna" not in read.text


@pytest.mark.parametrize(("purpose", "language"), list(product(SIGN_IN, LANGUAGES)))
def test_what_signs_in_says_where_and_until_when(purpose: Purpose, language: str) -> None:
    read = written(letter(purpose, language), SITE)
    without = written(replace(letter(purpose, language), token="", link_until=None), SITE)
    until = {
        "en": "4\u00a0May 2027, 14:30",
        "it": "4\u00a0maggio 2027, 14:30",
        "es": "4\u00a0de\u00a0mayo de 2027, 14:30",
    }[language]

    assert LINK in read.text.splitlines() and until in read.text
    assert {"en": "Rome", "it": "Roma", "es": "Roma"}[language] in read.text
    assert SITE in without.text.splitlines() and "/sign-in/" not in without.text and until not in without.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_ends_with_a_day_is_said_to_work_on_that_day(language: str) -> None:
    ends = datetime(2027, 5, 31, 22, tzinfo=UTC)  # midnight in Rome
    read = written(replace(letter(Purpose.INVITATION, language), link_until=ends), SITE)

    assert "31\u00a0" in read.text and "23:59" in read.text and "1\u00a0June" not in read.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_names_the_department_the_round_and_the_last_day(language: str) -> None:
    read = written(letter(Purpose.INVITATION, language), SITE)
    day = {
        "en": "until 8\u00a0May 2027",
        "it": "fino all’8\u00a0maggio 2027",
        "es": "hasta el 8\u00a0de\u00a0mayo de 2027",
    }[language]

    assert "Polizia Locale di Alba" in read.text and "Spring" in read.text and day in read.text
    assert "Nora Neri" in read.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_says_whether_they_have_begun(language: str) -> None:
    reminder = letter(Purpose.REMINDER, language)
    begun = written(replace(reminder, is_begun=True), SITE).text
    not_begun = written(reminder, SITE).text

    said = Say(language)("mail.begun"), Say(language)("mail.not_begun")
    assert said[0] in begun and said[1] not in begun and said[1] in not_begun and said[0] not in not_begun


@pytest.mark.parametrize(("steps", "language"), list(product((1, 3), LANGUAGES)))
def test_a_letter_about_steps_says_how_many_in_which_month_and_where_to_switch_it_off(
    steps: int, language: str
) -> None:
    read = written(replace(letter(Purpose.STEPS, language), steps=steps), SITE)
    say = Say(language)
    month = {"en": "June 2027", "it": "giugno 2027", "es": "junio de 2027"}[language]

    for part, text in (("subject", read.subject), ("text", read.text)):
        assert say(f"mail.steps.{part}", steps, month=month, department="Polizia Locale di Alba") in text
    assert say("mail.why.steps", page=say("menu.plan"), department="Polizia Locale di Alba") in read.text
    assert "Nora" not in read.text


@pytest.mark.parametrize(("purpose", "language"), list(product(WORDED, LANGUAGES)))
def test_our_words_are_given_with_names_to_fill_in_and_read_the_same_when_they_are_kept(
    purpose: Purpose, language: str
) -> None:
    ours = standard(purpose, language)

    assert all(f"[{token(name, language)}]" in ours.subject + ours.text for name in TOKENS)
    assert "{" not in ours.subject + ours.text
    assert written(replace(letter(purpose, language), wording=ours), SITE) == written(letter(purpose, language), SITE)


@pytest.mark.parametrize(("purpose", "language"), list(product(WORDED, LANGUAGES)))
def test_words_of_the_region_take_the_place_of_ours_and_lose_nothing_that_is_needed(
    purpose: Purpose, language: str
) -> None:
    names = " / ".join(f"[{token(name, language)}]" for name in TOKENS)
    own = Wording(names, f"Our own words.\n{names} [whatever] [ ] {{name}} {{0}} [[{token('round', language)}]]")
    read = written(replace(letter(purpose, language), wording=own), SITE)
    day = {"en": "8\u00a0May 2027", "it": "8\u00a0maggio 2027", "es": "8\u00a0de\u00a0mayo de 2027"}[language]
    filled = f"Anna Bianchi / Polizia Locale di Alba / Spring / {day}"

    assert read.subject == filled.replace("\u00a0", " ")
    assert read.text.startswith(f"Our own words.\n{filled} [whatever] [ ] {{name}} {{0}} [Spring]\n\n")
    assert LINK in read.text and "14:30" in read.text and Say(language)("mail.never") in read.text
    assert Say(language)(f"mail.why.{purpose}", department="Polizia Locale di Alba") in read.text


def test_names_in_brackets_are_found_however_they_are_typed_and_in_every_language() -> None:
    own = Wording("[LAST  DAY]", "[Policía local] [Nome] il [last day]")
    read = written(replace(letter(Purpose.INVITATION, "it"), wording=own), SITE)

    assert read.subject == "8 maggio 2027"
    assert read.text.startswith("Polizia Locale di Alba Anna Bianchi l’8\u00a0maggio 2027\n")


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_what_a_name_holds_changes_nothing_else_in_a_letter(purpose: Purpose, language: str) -> None:
    plain = letter(purpose, language)
    nasty = replace(
        plain,
        name='A"\r\nBcc: x@y.org\r\n\r\n{department} [round]',
        department="D\u2028{0} [name]\x00",
        round="R\r\nX: y",
        by="B\nC",
    )
    read, usual = written(nasty, SITE), written(plain, SITE)

    assert read.subject.isprintable()
    assert len(read.text.splitlines()) == len(usual.text.splitlines())
    assert read.text.splitlines()[0].count('A" Bcc: x@y.org {department} [round]') == 1


@pytest.mark.parametrize(("purpose", "language"), EVERY)
def test_only_the_one_link_and_the_site_are_in_a_letter(purpose: Purpose, language: str) -> None:
    read = written(letter(purpose, language), SITE)

    address = f"{SITE}/plan" if purpose is Purpose.STEPS else SITE
    assert re.findall(r"https?://\S+", read.text) == [LINK if purpose.signs_in else address]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_learns_of_anothers_link_reads_whose_and_for_what_it_is(language: str) -> None:
    read = written(letter(Purpose.SHOWN, language), SITE)

    assert "Nora Neri" in read.text and "Polizia Locale di Alba" in read.text
    assert Say(language)("mail.shown.text") in read.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", [one for one in Purpose if one.signs_in])
def test_only_a_letter_that_the_site_itself_mails_says_where_one_asks_for_another(
    purpose: Purpose, language: str
) -> None:
    by_hand, mailed = (written(letter(purpose, language), SITE, is_mailed=one).text for one in (False, True))
    another = Say(language)("mail.another")
    assert another not in by_hand and f"{another}\n{SITE}\n" in mailed
    assert len(mailed) <= 1_300
