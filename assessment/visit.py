"""What a screen may use: who visits, in which language, what is kept for them, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessment.letters import sign_in_at
from assessment.people import Person
from assessment.questionnaire import Questionnaire, QuestionnaireError, load
from assessment.storage import OPERATOR, Store
from assessment.wording import Say


@dataclass(frozen=True)
class Visit:
    """One run of one visit, and everything it is made of.

    A fragment keeps the visit of the run that drew it; so the store looks the session up again at each call.
    """

    person: Person
    say: Say
    store: Store
    questionnaire: Questionnaire  # in use today; a round's own comes from the store, by its hash
    start: str = "home"  # the screen this person begins at; its address is "/"
    public_url: str = ""  # the address that browsers see
    mails: bool = False  # letters are sent, links of departments among them
    shows_links: bool = True  # to whoever makes one for a department
    signs_in_with: str = ""  # what people call the other site that signs them in; empty where none does
    file_problems: tuple[str, ...] = ()  # of the questionnaire's file, where what is kept stands in for it

    @property
    def language(self) -> str:
        """The language everything is said in."""
        return self.say.language

    def link(self, token: str) -> str:
        """The address that a one-time token signs in at."""
        return sign_in_at(self.public_url, token)

    @property
    def zone(self) -> str:
        """The time zone of the person's region."""
        return self.person.zone


@dataclass(frozen=True)
class InUse:
    """The questionnaire in use."""

    questionnaire: Questionnaire
    problems: tuple[str, ...] = ()  # of its file; with any, it is the newest that is kept


@cache
def asked(questions: Path, database: Path) -> InUse:
    """The questionnaire of a file, read, checked and kept once; a changed file counts at the next start.

    Rounds ask what was kept for them. So on a site that has some, a file that cannot be used stops nobody: the newest
    questionnaire that is kept stands in for it.

    Raises:
        QuestionnaireError: the file needs fixing, and nothing can stand in for it.
    """
    store = Store(database, OPERATOR)
    try:
        questionnaire = load(questions)
        store.keep_questionnaire(questions.read_bytes())
        return InUse(questionnaire)
    except QuestionnaireError as error:
        if not any(store.rounds(one.region.id) for one in store.regions()):
            raise
        return InUse(store.questionnaires()[-1], tuple(error.problems))
