"""What the operator decides: the environment, typed and checked at start."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ASSESSMENT_"
TOP = Path(__file__).parent.parent  # the project; what is not said otherwise lies there, from wherever it is started
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")  # a name or an address
_PORTS = {"http": 80, "https": 443}  # that browsers leave out


class SettingsError(ValueError):
    """An environment that needs fixing; says which variable and what to do."""


def _database(given: dict[str, Any]) -> Path:
    return TOP / "data" / ("demo.db" if given.get("demo") else "in-touch.db")


class Settings(BaseSettings):
    """The settings: each is the environment variable of its name, after ASSESSMENT_. An empty variable is none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    demo: bool = False  # an invented region, open to whoever can reach it
    database: Path = Field(default_factory=_database)
    questions: Path = TOP / "questions.yaml"
    public_url: str = (
        "http://127.0.0.1:8501"  # the origin that browsers see: scheme, host, and port where it is special
    )

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        origin = _origin(value)
        if origin is None:
            raise ValueError("is no address of a site; write it like https://in-touch.example.org")
        if origin != value:
            raise ValueError(f"is compared with what browsers send; write {origin}")
        return value

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Settings:
        if self.demo and not _is_loopback(urlsplit(self.public_url).hostname or ""):
            raise ValueError(
                f"{PREFIX}DEMO: the demo lets everybody in, so it answers only on this computer; "
                f"leave {PREFIX}PUBLIC_URL out or set {PREFIX}DEMO to false"
            )
        return self


@cache
def settings() -> Settings:
    """The settings, read once.

    Raises:
        SettingsError: a variable is wrong, or unknown and so probably misspelt.
    """
    if problems := list(_unknown()):
        raise SettingsError("; ".join(problems))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_problems(error))) from error


def _unknown() -> Iterator[str]:
    known = [_variable(name) for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            meant = difflib.get_close_matches(name.upper().removeprefix(PREFIX).lower(), Settings.model_fields, n=1)
            advice = f"write {_variable(meant[0])}" if meant else f"the settings are {', '.join(sorted(known))}"
            yield f"{name}: is no setting; {advice}"


def _problems(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        cause = problem.get("ctx", {}).get("error")
        if problem["type"] == "default_factory_not_called":  # only follows from another problem
            continue
        if not problem["loc"]:
            yield str(cause)
            continue
        says = "is neither yes nor no; write true or false" if problem["type"].startswith("bool") else problem["msg"]
        yield f"{_variable(str(problem['loc'][0]))}: {problem['input']!r} {cause or says}"


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _origin(url: str) -> str | None:
    """The origin of an address as a browser writes it; None where it is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or not _HOST.fullmatch(host) or parts.username is not None:
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
