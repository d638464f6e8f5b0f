"""What the operator decides: the environment, checked at start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from assessment.settings import Settings, SettingsError, settings

TOP = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.upper().startswith("ASSESSMENT_")]:
        monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_without_an_environment_everything_has_its_place_beside_the_package() -> None:
    assert settings().database == TOP / "data" / "in-touch.db"
    assert settings().questions == TOP / "questions.yaml"
    assert settings().demo is False
    assert settings().public_url == "http://127.0.0.1:8501"


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE", str(tmp_path / "here.db"))
    monkeypatch.setenv("ASSESSMENT_QUESTIONS", "mine.yaml")
    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", "https://in-touch.example.org")

    assert settings().database == tmp_path / "here.db"
    assert settings().questions == Path("mine.yaml")
    assert settings().public_url == "https://in-touch.example.org"


def test_the_settings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings()
    monkeypatch.setenv("ASSESSMENT_DATABASE", "other.db")

    assert settings() is before


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        settings().demo = True  # type: ignore[misc]


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE", "")
    monkeypatch.setenv("ASSESSMENT_DEMO", "")

    assert settings() == Settings()


@pytest.mark.parametrize("written", ["true", "1", "yes", "on", "TRUE"])
def test_the_demo_has_a_database_of_its_own(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ASSESSMENT_DEMO", written)

    assert settings().demo is True
    assert settings().database == TOP / "data" / "demo.db"


def test_the_demo_takes_the_database_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DEMO", "true")
    monkeypatch.setenv("ASSESSMENT_DATABASE", "given.db")

    assert settings().database == Path("given.db")


@pytest.mark.parametrize("url", ["http://localhost:8501", "http://127.0.0.2", "http://[::1]:8501", "https://localhost"])
def test_the_demo_answers_on_this_computer(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ASSESSMENT_DEMO", "true")
    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", url)

    assert settings().public_url == url


@pytest.mark.parametrize(
    "url", ["https://in-touch.example.org", "https://192.168.1.5", "https://localhost.example.org"]
)
def test_the_demo_is_refused_to_everybody_else(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ASSESSMENT_DEMO", "true")
    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", url)

    with pytest.raises(SettingsError, match=r"^ASSESSMENT_DEMO: .*only on this computer"):
        settings()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://in-touch.example.org/", "write https://in-touch.example.org$"),
        ("https://in-touch.example.org/app", "write https://in-touch.example.org$"),
        ("https://in-touch.example.org?x=1", "write https://in-touch.example.org$"),
        ("https://in-touch.example.org:443", "write https://in-touch.example.org$"),
        ("http://In-Touch.Example.org:80", "write http://in-touch.example.org$"),
        ("http://in-touch.example.org", "unencrypted; write https://in-touch.example.org$"),
        ("http://192.168.1.5:8501", "unencrypted; write https://192.168.1.5:8501$"),
        ("http://localhost.example.org", "unencrypted"),
        ("http://0.0.0.0:8501", "unencrypted"),
        ("http://127.0.0.1:08501", "write http://127.0.0.1:8501$"),
        ("in-touch.example.org", "is no address of a site"),
        ("ftp://in-touch.example.org", "is no address of a site"),
        ("https://", "is no address of a site"),
        ("https://chief:word@example.org", "is no address of a site"),
        ("https://in touch.example.org", "is no address of a site"),
        ("https://città.example.org", "is no address of a site"),
        ("http://127.0.0.1:99999", "is no address of a site"),
        ("http://[::1", "is no address of a site"),
    ],
)
def test_a_public_address_is_written_as_browsers_send_it(monkeypatch: pytest.MonkeyPatch, url: str, says: str) -> None:
    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", url)

    with pytest.raises(SettingsError, match=f"^ASSESSMENT_PUBLIC_URL: .*{says}"):
        settings()


def test_a_misspelt_setting_is_refused_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABSE", "x.db")

    with pytest.raises(SettingsError, match=r"^ASSESSMENT_DATABSE: is no setting; write ASSESSMENT_DATABASE$"):
        settings()


def test_an_unknown_setting_is_refused_with_all_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_XYZ", "1")

    with pytest.raises(SettingsError) as refused:
        settings()

    assert all(f"ASSESSMENT_{name.upper()}" in str(refused.value) for name in Settings.model_fields)


def test_everything_that_is_wrong_is_said_at_once_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DEMO", "maybe")
    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", "here")

    with pytest.raises(SettingsError) as refused:
        settings()

    assert str(refused.value) == (
        "ASSESSMENT_DEMO: 'maybe' is neither yes nor no; write true or false; "
        "ASSESSMENT_PUBLIC_URL: 'here' is no address of a site; write it like https://in-touch.example.org"
    )


@pytest.mark.parametrize("name", ["MAIL_PASSWORD_FILE", "OIDC_SECRET_FILE"])
def test_who_takes_the_file_of_a_secret_for_the_secret_reads_it_nowhere(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"ASSESSMENT_{name}", "correct-horse-battery")

    with pytest.raises(SettingsError) as refused:
        settings()

    assert str(refused.value) == f"ASSESSMENT_{name}: cannot be read; check the path and its permissions"


def test_variables_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENTS", "1")
    monkeypatch.setenv("DEMO", "true")

    assert settings().demo is False
