"""`mail-test`: send one letter with the settings, and say what the mail server answered."""

from __future__ import annotations

import secrets
from contextlib import closing

import click

from assessment.command.wrong import Wrong
from assessment.letters import Letter, Purpose
from assessment.postman import ADDRESS, Later, Refused, ServerLine, server_of
from assessment.settings import settings
from assessment.storage import now
from assessment.wording import LANGUAGES


@click.command("mail-test")
@click.argument("address")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Of the letter.")
def command(address: str, language: str) -> None:
    """Send a letter to ADDRESS with the mail settings, at once, and print what the server answered."""
    if not settings().mails:
        raise Wrong(
            "no mail is set; set ASSESSMENT_MAIL_HOST and ASSESSMENT_MAIL_SENDER, "
            "and ASSESSMENT_MAIL_USER and ASSESSMENT_MAIL_PASSWORD_FILE where the server wants a sign-in"
        )
    server = server_of(settings())
    where = f"{server.host} port {server.port}"
    letter = Letter(
        id=0,
        purpose=Purpose.TEST,
        message_id=secrets.token_hex(16),
        address=address,
        name="",
        language=language,
        zone="UTC",
    )
    with closing(ServerLine(server)) as line:
        try:
            answer = line.send(letter, now())
        except Refused as error:
            if str(error) == ADDRESS:
                raise Wrong(f"{address}: is no address that {where} can send to") from error
            raise Wrong(f"{where} refused the letter to {address}: {error}") from error
        except Later as error:
            raise Wrong(f"{where} did not take the letter: {error}; check the mail settings") from error
    click.echo(f"{where} took the letter to {address}: {answer}")
