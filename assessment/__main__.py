"""`python -m assessment …`: run one command."""

from assessment.command import commands

commands(prog_name="python -m assessment")
