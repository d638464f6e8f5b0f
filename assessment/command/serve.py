"""`serve`: the application, for browsers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import assessment

APP = Path(assessment.__file__).parent / "serving" / "app.py"  # beside the look and the settings of the server


@click.command("serve")
@click.option("--address", default="127.0.0.1", show_default=True, help="To listen on; a proxy with TLS is in front.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
def command(address: str, port: int) -> None:
    """Serve the application until it is stopped. The settings are environment variables; see docs/running.md."""
    words = ["streamlit", "run", str(APP), "--server.address", address, "--server.port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", *words])  # this process from now on, for whoever stops it
