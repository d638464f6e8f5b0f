"""What a screen may use: who visits, in which language, what is kept for them, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessment.people import Person
from assessment.questionnaire import Questionnaire, load
from assessment.storage import Store
from assessment.wording import Say


@dataclass(frozen=True)
class Visit:
    """One run of one visit, and everything it is made of.

    A fragment keeps the visit of the run that drew it; so the store looks the session up again at each call.
    """

    person: Person
    say: Say
    store: Store
    questionnaire: Questionnaire  # of the file, as it is today; a round's own comes from the store, by its hash
    start: str = "home"  # the screen this person begins at; its address is "/"
    public_url: str = ""  # the address that browsers see
    mails: bool = False  # letters are sent, links of departments among them
    shows_links: bool = True  # to whoever makes one for a department
    signs_in_with: str = ""  # what people call the other site that signs them in; empty where none does

    @property
    def language(self) -> str:
        """The language everything is said in."""
        return self.say.language

    def link(self, token: str) -> str:
        """The address that a one-time token signs in at."""
        return f"{self.public_url}/sign-in/{token}"

    @property
    def zone(self) -> str:
        """The time zone of the person's region."""
        return self.person.zone


@cache
def asked(questions: Path) -> Questionnaire:
    """The questionnaire of a file, read and checked once; a changed file counts when the application starts again."""
    return load(questions)
