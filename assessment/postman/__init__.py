"""How letters go out: as messages, to a mail server, and by whom while the application runs."""

from __future__ import annotations

from assessment.postman.message import message
from assessment.postman.rounds import FAULT, Postman
from assessment.postman.server import ADDRESS, Later, Refused, Server, ServerLine, server_of

__all__ = ["ADDRESS", "FAULT", "Later", "Postman", "Refused", "Server", "ServerLine", "message", "server_of"]
