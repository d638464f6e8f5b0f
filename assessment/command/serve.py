"""`serve`: the application, for browsers."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import click

import assessment
from assessment.command.wrong import Whole, Wrong

APP = Path(assessment.__file__).parent / "serving" / "app.py"  # beside the look and the settings of the server


@click.command("serve")
@click.option("--address", default="127.0.0.1", show_default=True, help="To listen on; a proxy with TLS is in front.")
@click.option("--port", type=Whole(1, 65535), default=8501, show_default=True)
def command(address: str, port: int) -> None:
    """Serve the application until it is stopped. The settings are environment variables; see docs/running.md."""
    _must_be_free(address, port)
    words = ["streamlit", "run", str(APP), "--server.address", address, "--server.port", str(port)]
    os.execv(sys.executable, [sys.executable, "-P", "-m", *words])  # this process from now on, for whoever stops it


def _must_be_free(address: str, port: int) -> None:
    """Refuse where nobody could listen, which the server would tell by a traceback."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: who left a moment ago
            probe.bind(where)
    except OSError as error:
        raise Wrong(
            f"{address} port {port}: nobody can listen there ({error.strerror}); name others with --address and --port"
        ) from error
