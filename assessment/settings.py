"""What the operator decides: the environment, typed and checked at start."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from email.utils import parseaddr
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ASSESSMENT_"
_TOP = Path(__file__).parent.parent
_IN_A_CHECKOUT = (_TOP / "pyproject.toml").is_file()  # what is not said otherwise lies there, wherever it is started
DATA = _TOP / "data" if _IN_A_CHECKOUT else Path()  # installed: in the folder that it is started in
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")  # a name or an address
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
_PORTS = {"http": 80, "https": 443}  # that browsers leave out


class SettingsError(ValueError):
    """An environment that needs fixing; says which variable and what to do."""


def _database(given: dict[str, Any]) -> Path:
    return DATA / ("demo.db" if given.get("demo") else "in-touch.db")


class Settings(BaseSettings):
    """The settings: each is the environment variable of its name, after ASSESSMENT_. An empty variable is none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    demo: bool = False  # an invented region, open to whoever can reach it
    database: Path = Field(default_factory=_database)
    questions: Path = Path(__file__).with_name("questions.yaml").resolve()  # in a checkout, the one at its top
    public_url: str = (
        "http://127.0.0.1:8501"  # the origin that browsers see: scheme, host, and port where it is special
    )

    mail_host: str = ""  # the server that takes our mail; without one, links are handed out
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_tls: Literal["starttls", "tls", "none"] = "starttls"  # none only to a server on this computer
    mail_user: str = ""
    mail_password_file: Path | None = None
    mail_sender: str = ""  # an address, or a name and an address: In Touch <in-touch@example.org>
    oidc_issuer: str = ""  # the site that signs people in, as it calls itself; without one, nobody signs in by it
    oidc_client: str = ""
    oidc_secret_file: Path | None = None  # none for a public client
    oidc_name: str = ""  # what people call it, such as "Accesso del Comune"
    oidc_addresses_are_verified: bool = False  # where it says nothing of that, and knows only addresses of its own
    https_for_subdomains: bool = False  # browsers are told that every host below the public one has https too
    trusted_proxy: str = ""  # address or network of the proxy before us, whose word we take for where visitors are

    @property
    def mails(self) -> bool:
        """Whether letters are sent."""
        return bool(self.mail_host)

    @property
    def shows_links(self) -> bool:
        """Whether visitors see links that they make for departments: only where there is no better way in."""
        return not self.mail_host and not self.oidc_issuer

    @field_validator("mail_sender")
    @classmethod
    def _is_a_sender(cls, value: str) -> str:
        name, address = parseaddr(value)
        if value and (not _ADDRESS.fullmatch(address) or not (name + address).isprintable()):
            raise ValueError("is no sender; write it like In Touch <in-touch@example.org>")
        return value

    @field_validator("trusted_proxy")
    @classmethod
    def _is_a_network(cls, value: str) -> str:
        if value:
            try:
                ip_network(value)
            except ValueError as error:
                raise ValueError("is no network address; write it like 10.0.0.7 or 10.0.0.0/24") from error
        return value

    @field_validator("mail_password_file", "oidc_secret_file")
    @classmethod
    def _can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None:
            try:
                value.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError("cannot be read; check the path and its permissions") from error
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
            raise ValueError("is no issuer; write the address that begins with https://, as the provider gives it")
        return value

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Settings:
        if self.mail_host and not self.mail_sender:
            raise ValueError(f"{PREFIX}MAIL_SENDER: mail needs a sender; write it like In Touch <in-touch@example.org>")
        if self.mail_tls == "none" and self.mail_host and not _is_loopback(self.mail_host):
            raise ValueError(
                f"{PREFIX}MAIL_TLS: sign-in links go to {self.mail_host} unencrypted; write starttls or tls"
            )
        if self.mail_user and self.mail_password_file is None:
            raise ValueError(f"{PREFIX}MAIL_PASSWORD_FILE: {PREFIX}MAIL_USER needs a password; name the file it is in")
        if self.oidc_issuer and not (self.oidc_client and self.oidc_name):
            raise ValueError(
                f"{PREFIX}OIDC_ISSUER: it needs {PREFIX}OIDC_CLIENT, the id it gave this site, "
                f"and {PREFIX}OIDC_NAME, what people call it"
            )
        if self.demo and not self.shows_links:
            raise ValueError(
                f"{PREFIX}DEMO: the people of the demo are invented and get no mail; "
                f"leave {PREFIX}MAIL_HOST and {PREFIX}OIDC_ISSUER out"
            )
        return self

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        origin = _origin(value)
        if origin is None:
            raise ValueError("is no address of a site; write it like https://in-touch.example.org")
        if origin != value:
            raise ValueError(f"is compared with what browsers send; write {origin}")
        parts = urlsplit(value)
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            raise ValueError(f"lets links and cookies travel unencrypted; write https://{parts.netloc}")
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
        name = str(problem["loc"][0])
        given = "" if name.endswith("_file") else f"{problem['input']!r} "  # who takes it for the secret writes that
        yield f"{_variable(name)}: {given}{cause or says}"


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
