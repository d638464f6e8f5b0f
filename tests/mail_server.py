"""A real mail server on the loopback, which remembers what it was sent and can be told to behave badly.

    with running() as server:
        server.refuses.add("nobody@example.org")
        ...  # ASSESSMENT_MAIL_HOST=127.0.0.1, ASSESSMENT_MAIL_PORT=server.port, ASSESSMENT_MAIL_TLS=none
        server.wait_for(2)
        assert server.letters[0].recipient == "alba@example.org" and "/sign-in/" in server.letters[0].text

`server.link(address)` is the newest sign-in link that somebody was sent. With `running(certificate(folder))` it offers
STARTTLS; `Certificate.authority` is the file to trust then (SSL_CERT_FILE, or `ssl.create_default_context(cafile=…)`).
With `running(certificate(folder), password="…")` it takes mail from the user "in-touch" with that password only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST, USER = "127.0.0.1", "in-touch"
_LINK = re.compile(r"https?://\S+/sign-in/\S+")


@dataclass(frozen=True)
class Received:
    """A letter as the server took it."""

    recipient: str
    message: EmailMessage
    at: float  # seconds of the monotonic clock

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")

    @property
    def links(self) -> list[str]:
        """The sign-in links in it."""
        return _LINK.findall(self.text)


@dataclass
class MailServer:
    """What the server has taken, and how it is to behave."""

    port: int = 0
    letters: list[Received] = field(default_factory=list)
    tried: int = 0  # letters that were begun, taken or not
    connections: int = 0
    refuses: set[str] = field(default_factory=set)  # recipients, with 550
    defers: int = 0  # how many of the next letters get 451
    drops: int = 0  # how many of the next letters it takes, and then hangs up without saying so
    waits: float = 0.0  # seconds before it says that it has taken a letter
    password: str = ""
    speaks_utf8: bool = True  # takes addresses of other alphabets
    lock: Lock = field(default_factory=Lock)

    def wait_for(self, count: int, seconds: float = 20.0) -> list[Received]:
        """Wait until so many letters were taken."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(self.letters) >= count:
                return self.letters
            time.sleep(0.02)
        raise AssertionError(f"{len(self.letters)} letters of {count} came in {seconds} s")

    def to(self, address: str) -> list[Received]:
        """What somebody was sent."""
        return [one for one in self.letters if one.recipient.casefold() == address.casefold()]

    def link(self, address: str) -> str:
        """The newest sign-in link that somebody was sent."""
        return next(link for one in reversed(self.to(address)) for link in one.links)

    # What aiosmtpd calls, by these names.

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        with self.lock:
            self.tried += 1
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return f"550 5.1.1 No mailbox called {address} here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        with self.lock:
            deferred, dropped = self.defers > 0, self.drops > 0
            self.defers -= deferred
            self.drops -= dropped and not deferred
        if deferred:
            return "451 4.3.0 Come back later"
        content = cast(bytes, envelope.original_content)
        message = cast(EmailMessage, message_from_bytes(content, policy=policy.default))
        with self.lock:
            self.letters += [Received(one, message, time.monotonic()) for one in envelope.rcpt_tos]
        if dropped:
            server.transport.abort()
            return ""
        await asyncio.sleep(self.waits)
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        right = LoginPassword(USER.encode(), self.password.encode())
        return AuthResult(success=data == right, handled=data == right)


@dataclass(frozen=True)
class Certificate:
    """What a server shows, and what to trust to believe it."""

    authority: Path
    chain: Path
    key: Path


def certificate(folder: Path, host: str = HOST) -> Certificate:
    """Make an authority and a certificate of it for a host, an address of this computer or a name."""
    made = Certificate(folder / f"{host}-ca.pem", folder / f"{host}.pem", folder / f"{host}.key")
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _signed("Authority of the tests", authority, "Authority of the tests", authority, None)
    leaf = _signed(host, key, "Authority of the tests", authority, host)
    made.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    made.chain.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made


def _signed(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey, host: str | None
) -> x509.Certificate:
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_called(name))
        .issuer_name(_called(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=host is None,
                crl_sign=host is None,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if host is not None:
        built = built.add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
    return built.sign(by, hashes.SHA256())


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class _Served(Controller):
    """aiosmtpd in a thread of its own, on whichever port is free."""

    def factory(self) -> SMTP:
        """One connection."""
        self.handler.connections += 1
        return SMTP(self.handler, **self.SMTP_kwargs | {"enable_SMTPUTF8": self.handler.speaks_utf8})

    def _trigger_server(self) -> None:
        """Learn which port it is before aiosmtpd looks whether it answers there."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(shows: Certificate | None = None, password: str = "", port: int = 0) -> Iterator[MailServer]:
    """Serve until the block is left.

    Args:
        shows: the certificate, where it is to offer STARTTLS; then it takes nothing without.
        password: that it asks for, where it also shows a certificate; none where it is empty.
        port: a certain one, to come back on it.
    """
    server, context = MailServer(password=password), None
    if shows is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(shows.chain, shows.key)
    controller = _Served(
        server,
        hostname=HOST,
        port=port,
        tls_context=context,
        require_starttls=context is not None,
        authenticator=server.authenticate,
        auth_required=bool(password),
    )
    controller.start()
    server.port, server.connections = controller.port, 0  # aiosmtpd itself has looked whether it answers
    try:
        yield server
    finally:
        controller.stop()
