"""The questionnaire: the shipped one is in order, and each mistake an editor can make is explained at its line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from given import QUESTIONS

from assessment.answers import NEEDED_PROFILE, Profile
from assessment.questionnaire import QuestionnaireError, load, parse, problems
from assessment.questionnaire.checks import profile
from assessment.wording import LANGUAGES, Say

FILE = Path(__file__).parent.parent / "questions.yaml"
WRITTEN = QUESTIONS.read_text("utf-8")


def shortened() -> str:
    """The questionnaire with eight of its questions: as good to make mistakes in, and quicker to read."""
    text = WRITTEN
    for start, end in (
        ('      - id: "PI3"', '  - id: "DC"'),
        ('      - id: "DC1"', '      - id: "DC4"'),
        ('  - id: "MI"', "\nin_use:"),
        ('  - id: "removals-recorded-nothing-done"', "\n# For a department"),
        ('    - question: "PI3.1"\n', ""),
    ):
        at = text.index(start)
        text = text[:at] + (text[text.index(end, at) :] if end else "")
    return text


SHORT = shortened()
VERSION = next(line for line in WRITTEN.splitlines() if line.startswith("version: "))
PI11, PI21, DC51 = '- id: "PI1.1"', '- id: "PI2.1"', '- id: "DC5.1"'
LINE_OF_FIRST_NAME = SHORT[: SHORT.index("A municipal decision")].count("\n") + 1
FIRST_CONTRADICTION = '- id: "service-order-no-decision"'
SECOND_CONTRADICTION = '- id: "rules-told-no-rules"'


@dataclass(frozen=True)
class Mistake:
    """An edit of the shipped file, and what has to be said about it."""

    old: str  # what is replaced, at its first place after `after`
    new: str
    says: str
    after: str = ""
    to: str = ""  # where given, all between `old` and this goes too
    at: str = ""  # begins the line that is named, looked for after `after`; else the line of the edit
    down: int = 0  # how many lines below that

    @property
    def start(self) -> int:
        """Where the edit begins."""
        return SHORT.index(self.old, SHORT.index(self.after))

    def edited(self) -> str:
        """The file with the mistake."""
        end = SHORT.index(self.to, self.start) if self.to else self.start + len(self.old)
        return SHORT[: self.start] + self.new + SHORT[end:]

    def line(self) -> int:
        """The line that has to be named."""
        at = self.edited().index(self.at, SHORT.index(self.after)) if self.at else self.start
        return self.edited().count("\n", 0, at) + 1 + self.down


NOT_APPLICABLE = 'not_applicable: {staff_at_most: 1, when: {en: "a", it: "b", es: "c"}}\n            '
ESSENTIAL_REASON = '            essential_reason:\n              en: "Without written'
NAMES = "            name:\n"
SHAPE = [
    Mistake("help:", "helpp:", 'question PI1.1 > helpp: unknown key; did you mean "help"?', PI11),
    Mistake("help:", "colour: 3\n            help:", "question PI1.1 > colour: unknown key; remove it, or", PI11),
    Mistake(
        "essential: false",
        "Essential: false",
        'question PI1.1 > Essential: unknown key; did you mean "essential"',
        PI11,
    ),
    Mistake("pillars:\n", "pillarz:\n", 'pillarz: unknown key; did you mean "pillars"?'),
    Mistake("dimensions:\n", "dimension:\n", 'pillar PI > dimension: unknown key; did you mean "dimensions"?'),
    Mistake('- id: "PI1.1"', '- idd: "PI1.1"', 'idd: unknown key; did you mean "id"?'),
    Mistake(VERSION, f'{VERSION}\nsha256: "00"', "sha256: computed from the file; remove it", down=1),
    Mistake(
        "            help:",
        "",
        "question PI1.1 > help: missing; add this key",
        PI11,
        to="            evidence:",
        at=PI11,
    ),
    Mistake(
        "              from_2:",
        "",
        "question PI1.1 > actions > from_2: missing",
        PI11,
        to="              from_3:",
        at="actions:",
    ),
    Mistake(
        '              - source: "npcc"\n  ',
        "              - ",
        "question PI1.1 > sources > number 1 > source: missing",
        PI11,
    ),
    Mistake(
        "contradictions:\n", "", "contradictions: missing; add this key", to="\n# For a department", at='id: "smsa'
    ),
    Mistake(VERSION, "version: 1.0", "version: is 1.0; write a text in quotes"),
    Mistake(VERSION, 'version: " "', "version: is empty; write the text"),
    Mistake("essential: false", 'essential: "false"', 'is "false"; write true or false, without quotes', PI11),
    Mistake("essential: false", "essential: 0", "question PI1.1 > essential: is 0; write true or false", PI11),
    Mistake("essential: false", "essential:", "question PI1.1 > essential: is empty; write true or false", PI11),
    Mistake(
        "minimum_level: 2", "minimum_level: 5", "question PI1.1 > minimum_level: is 5; write 0, 1, 2, 3 or 4", PI11
    ),
    Mistake("minimum_level: 2", "minimum_level: true", "question PI1.1 > minimum_level: is true; write 0, 1", PI11),
    Mistake("minimum_level: 2", 'minimum_level: "2"', 'question PI1.1 > minimum_level: is "2"; write 0, 1', PI11),
    Mistake(
        "staff_at_most: 2", "staff_at_most: 2.5", "not_applicable > staff_at_most: is 2.5; write a whole number", DC51
    ),
    Mistake("staff_at_most: 2", "staff_at_most: -1", "staff_at_most: is -1; write a number from 0 up", DC51),
    Mistake("min_score: 80", "min_score: 101", "band leading > min_score: is 101; write a number up to 100"),
    Mistake("min_score: 80", 'min_score: "80"', 'band leading > min_score: is "80"; write a number, without quotes'),
    Mistake('"within_6_months"', '"soon"', "from_0 > horizon: is \"soon\"; write 'within_6_months', 'within_18", PI11),
    Mistake(
        '"PI1.1"',
        '"1st question"',
        'question 1st question > id: is "1st question", not a possible id',
        "        questions:",
    ),
    Mistake("  opsi:", '  "o psi":', "sources > o psi: not a possible id"),
    Mistake('title: "Social', 'title: ""\n    #', "sources > opsi > title: is empty; write the text"),
    Mistake('publisher: "OECD', 'publisher: ["OECD"]\n    #', "sources > opsi > publisher: is a list; write a text"),
    Mistake('type: "choice"', 'type: "chioce"', "profile field form > type: is \"chioce\"; write 'integer'"),
    Mistake("bands: [0, 10, 30, 100]", "bands: 10", "profile field staff > bands: is 10; write a list"),
    Mistake(
        "bands: [0, 10, 30, 100]", "bands: [0, 10.5]", "profile field staff > bands > number 2: is 10.5; write a whole"
    ),
    Mistake('languages: ["en", "it", "es"]', "languages: []", "languages: has nothing, and needs 1 at least"),
    Mistake(
        "        questions:\n",
        "        questions: []\n",
        "dimension PI1 > questions: has nothing",
        to='      - id: "PI2"',
    ),
    Mistake("pillars:\n", "pillars: 3\n", "pillars: is 3; write a list, each item after a hyphen", to="\nin_use:"),
    Mistake("in_use:\n", "in_use: 3\n", "in_use: is 3; write keys with their values below it", to="\n# What a dep"),
]
YAML = [
    Mistake(
        "help:",
        "evidence:",
        "question PI1.1 > evidence: written twice, in line 182 and in line 186; keep one",
        PI11,
        down=4,
    ),
    Mistake(
        'en: "A municipal',
        "en: no #",
        'question PI1.1 > name > en: no without quotes is no word in YAML; put it in quotes: "no"',
    ),
    Mistake(
        "essential: false",
        "essential: no",
        'question PI1.1 > essential: no without quotes is no word in YAML; put it in quotes: "no", or write false',
        PI11,
    ),
    Mistake("essential: false", "essential: False", "question PI1.1 > essential: False without quotes", PI11),
    Mistake('id: "leading"', "id: null", "number 5 > id: null without quotes", "bands:"),
    Mistake(
        "minimum_level: 2",
        "minimum_level: 02",
        "question PI1.1 > minimum_level: 02 without quotes begins like a number",
        PI11,
    ),
    Mistake(
        "minimum_level: 2", "minimum_level: 012", "question PI1.1 > minimum_level: 012 without quotes begins like", PI11
    ),
    Mistake(
        "min_score: 80", "min_score: 12:30:45", "band leading > min_score: 12:30:45 without quotes begins like a number"
    ),
    Mistake("min_score: 80", "min_score: .inf", "band leading > min_score: .inf without quotes begins like a number"),
    Mistake("min_score: 80", "min_score: 1_0", "band leading > min_score: 1_0 without quotes begins like a number"),
    Mistake(
        "min_score: 80", "min_score: " + "9" * 5000, "band leading > min_score: longer than 4000 characters; shorten it"
    ),
    Mistake(
        'es: "Decisión',
        'no: "Beslutning"\n              es: "Decisión',
        "PI1.1 > name > no: no without quotes is no word",
    ),
    Mistake(VERSION, "version: 2026-03-01", "version: 2026-03-01 without quotes begins like a number"),
    Mistake(VERSION, 'version: &v "1.0"', "version: an anchor (&v); remove it"),
    Mistake(VERSION, 'version: !!str "1.0"', "version: a tag (tag:yaml.org,2002:str); remove it"),
    Mistake(VERSION, "version: *v", "version: a reference (*v); write the value again"),
    Mistake(VERSION, f"{VERSION}\n---", "file: a second document begins here; keep one", down=1),
    Mistake('id: "smsa', '%TAG ! tag:x,2000:\n---\nid: "smsa', "file: a line that begins with %; remove it"),
    Mistake(
        '- source: "npcc"',
        '- <<: {source: "npcc"}',
        "sources > number 1 > <<: keys cannot be merged; write each one",
        PI11,
    ),
    Mistake(VERSION, f"{VERSION}\n? [a]\n: 3", "version: a key that is not one word", down=1),
    Mistake(VERSION, f"{VERSION}\ntrue: 3", "true: a key has to be a word", down=1),
    Mistake(VERSION, f"{VERSION}\n*a : 3", "a reference (*a); write the key itself", down=1),
    Mistake(
        'A municipal decision in writing"',
        "A municipal decision in writing",
        "question PI1.1 > name > en: YAML cannot read this",
        down=1,
    ),
    Mistake(
        '        es: "Otra plataforma"',
        '        es: "Otra plataforma',
        "YAML cannot read this",
        at='  - id: "purposes"',
    ),
    Mistake(
        '"platforms"\n    type: "platforms"',
        '"ops_centre"\n    type: "choice"',
        'the field "purposes" is about the platforms in use; write "platforms" before it',
        at="profile:",
    ),
    Mistake("title:", "title", "YAML cannot read this", "pillars:", down=1),
    Mistake("            help:", "           help:", "YAML cannot read this", PI11),
    Mistake("            help:", "\t    help:", "file: a tab; use spaces", PI11),
    Mistake("A municipal", "A \0municipal", "file: a character that cannot be printed (U+0000); delete it"),
    Mistake("A municipal", "A \u2028municipal", "file: a character that cannot be printed (U+2028)"),
    Mistake(
        "A municipal", "A \\0municipal", "question PI1.1 > name > en: has a character that cannot be printed (U+0000)"
    ),
    Mistake(
        "A municipal", "A\\tmunicipal", "question PI1.1 > name > en: has a character that cannot be printed (U+0009)"
    ),
    Mistake(
        'en: "What counts.',
        f'en: "{"very " * 900}',
        "question PI1.1 > help > en: longer than 4000 characters; shorten it",
    ),
]
TEXTS = [
    Mistake(
        '                it: "Né il',
        "                #",
        "question PI1.1 > levels > 0 > it: missing; write the text in this language",
        PI11,
        at="0:",
    ),
    Mistake(
        'en: "A municipal decision in writing"', '"en": ""', "question PI1.1 > name > en: is empty; write the text"
    ),
    Mistake('en: "A municipal decision in writing"', "en:", "question PI1.1 > name > en: is empty; write a text"),
    Mistake(
        'en: "A municipal decision in writing"', "en: 3", "question PI1.1 > name > en: is 3; write a text in quotes"
    ),
    Mistake(
        "name:\n",
        'name: "One"\n',
        'name: is "One"; write it in each language, such as en:',
        PI11,
        to="            question:",
    ),
    Mistake(
        "name:\n",
        "name: {}\n",
        "question PI1.1 > name: is empty; write it in each language",
        PI11,
        to="            question:",
    ),
    Mistake(
        'es: "Decisión',
        'eo: "Decisión',
        'question PI1.1 > name > eo: not one of the languages en, it or es; did you mean "es"?',
    ),
    Mistake(
        'es: "Decisión',
        'fr: "Décision"\n              es: "Decisión',
        "name > fr: not one of the languages en, it or es; remove it",
    ),
    Mistake('es: "Decisión', '7: "Décision"\n              es: "Decisión', "name > 7: a number as a key; write a word"),
    Mistake('"es"]', '"es", "xx"]', "languages > xx: no known language code"),
    Mistake('"es"]', '"es", "EN"]', "languages > EN: no known language code"),
    Mistake('"es"]', '"es", no]', "languages > number 4: no without quotes is no word in YAML"),
    Mistake('"es"]', '"es", "it"]', "languages > it: listed twice; keep one"),
    Mistake('"en", "it", "es"]', '"en", "it"]', 'texts are written in "es", which is not listed'),
    Mistake(
        "A municipal decision in writing",
        "A municipal decision in writing now",
        "name > en: has 35 characters; shorten it to 32",
    ),
    Mistake(
        "A note on benefits and risks",
        "a  Municipal decision in writing",
        f"question PI1.2 > name > en: the same name stands in line {LINE_OF_FIRST_NAME}",
    ),
    Mistake(
        "Nobody has looked at benefits, costs or risks.",
        "they have been TALKED about, for example after a problem,  but not written down.",
        "question PI1.2 > levels > 1 > en: reads the same as level 0; write something else",
        at="They have been",
    ),
    Mistake(
        "Neither the chief nor",
        'does not  apply to us"\n                #',
        "question PI1.1 > levels > 0 > en: reads the same as not_applicable",
    ),
    Mistake(
        "Neither the chief nor",
        'We do not know."\n                #',
        "question PI1.1 > levels > 0 > en: reads like the answer dont_know",
    ),
    Mistake(
        "Neither the chief nor",
        'We don’t know yet"\n                #',
        "question PI1.1 > levels > 0 > en: reads like the answer dont_know",
    ),
    Mistake(
        "Neither the chief nor",
        'Do not know"\n                #',
        "question PI1.1 > levels > 0 > en: reads like the answer dont_know",
    ),
    Mistake(
        "Neither the chief nor",
        "Nothing is in place. We do not know! Neither",
        "question PI1.1 > levels > 0 > en: reads like the answer dont_know",
    ),
    Mistake(
        "Né il comandante",
        'NON LO SAPPIAMO."\n                #',
        "question PI1.1 > levels > 0 > it: reads like the answer dont_know",
    ),
    Mistake(
        "Ni la jefatura ni",
        'No lo sabemos"\n                #',
        "question PI1.1 > levels > 0 > es: reads like the answer dont_know",
    ),
    Mistake(
        '"We do not know"',
        '"Does not apply to us"',
        "not_applicable > en: reads the same as dont_know",
        at='en: "Does',
        down=4,
    ),
    Mistake('"Informal"', '"not in place"', "level_names > 1 > en: reads the same as level 0"),
    Mistake('"Instagram"', '"facebook"', "platforms > options > instagram > en: reads the same as option facebook"),
    Mistake("least {k} of {n}", "least {k} of {m}", "in_use > nearly_all > en: needs {k} and {n}, exactly so"),
    Mistake("About {k} of {n}", "About {k} of {m}", "in_use > sentence > en: needs {k} and {n}, exactly so"),
    Mistake("About {k} of {n}", "About {k} of {n.x}", "in_use > sentence > en: needs {k} and {n}, exactly so"),
    Mistake("About {k} of {n}", "About {k:>9} of {n}", "in_use > sentence > en: needs {k} and {n}, exactly so"),
    Mistake("About {k} of {n}", "About {k} of {}", "in_use > sentence > en: needs {k} and {n}, exactly so"),
    Mistake(
        "circa {k} comandi su {n}", "circa {k} comandi su {n", "in_use > sentence > it: a brace without its other half"
    ),
    Mistake("nivel {level}", "nivel", "account_conflicts > says > es: needs {question} and {level}"),
]
MEANING = [
    Mistake('- id: "DC"', '- id: "PI"', "pillar PI > id: this id stands in line 133 too"),
    Mistake('- id: "PI2"', '- id: "PI1"', "dimension PI1 > id: this id stands in line 143 too"),
    Mistake('- id: "PI1.2"', '- id: "PI1.1"', "question PI1.1 > id: this id stands in line 149 too"),
    Mistake('- id: "basic"', '- id: "starting"', "band starting > id: this id stands in line 67 too"),
    Mistake(
        '- id: "population"',
        '- id: "staff"',
        "profile field staff > id: this id stands in line",
        at='- id: "staff"\n    type: "integer"\n    peer: true',
    ),
    Mistake(SECOND_CONTRADICTION, FIRST_CONTRADICTION, "contradiction service-order-no-decision > id: this id stands"),
    Mistake("  bologna:", "  opsi:", "sources > opsi: written twice, in line 51 and in line 54"),
    Mistake(
        "              4:",
        "              5:",
        "question PI1.1 > levels > 5: unknown level; levels are the numbers",
        PI11,
    ),
    Mistake(
        "              4:",
        '              "4":',
        "question PI1.1 > levels > 4: unknown level; levels are the numbers 0, 1, 2, 3 and 4, without",
        PI11,
    ),
    Mistake(
        "              4:",
        "",
        "question PI1.1 > levels > 4: missing; describe every level from 0 to 4",
        PI11,
        to="            help:",
        at="levels:",
    ),
    Mistake("  4:\n", "", "level_names > 4: missing; describe every level", to="\n# Answers that", at="level_names:"),
    Mistake(
        "              4:",
        '              4:\n                en: "x"\n                it: "y"\n                es: "z"\n              4:',
        "question PI1.1 > levels > 4: written twice",
        PI11,
        down=4,
    ),
    Mistake(
        ESSENTIAL_REASON,
        "            # ",
        "question PI2.1 > essential_reason: missing; say why",
        to="            minimum_level",
        at=PI21,
        after=PI21,
    ),
    Mistake(
        "essential: true",
        "essential: false",
        "question PI2.1 > essential_reason: the question is not essential; remove this",
        down=1,
    ),
    Mistake(
        "minimum_level: 2", "minimum_level: 0", "question PI2.1 > minimum_level: the minimum of an essential is 0", PI21
    ),
    Mistake(
        "presupposes_account: false",
        NOT_APPLICABLE + "presupposes_account: false",
        "question PI2.1 > not_applicable: an essential applies to everybody",
        PI21,
    ),
    Mistake(
        '- source: "npcc"',
        '- source: "npc"',
        'sources > npc > source: sources has no such document: "npc"; did you mean "npcc"?',
        PI11,
    ),
    Mistake(
        "  npcc:",
        "  npccc:",
        'question PI1.1 > sources > npcc > source: sources has no such document: "npcc" (used in',
        at='- source: "npcc"',
    ),
    Mistake("min_score: 0", "min_score: 5", "band starting > min_score: the first band takes everybody; write 0"),
    Mistake(
        "min_pillar: 0",
        "min_pillar: 5",
        "band starting > min_pillar: the first band takes everybody; write 0",
        to="\n  - id",
    ),
    Mistake(
        "needs_essentials: true",
        "needs_essentials: false",
        "band advanced > needs_essentials: the band before needs the essentials",
        '- id: "advanced"',
    ),
    Mistake("min_score: 40", "min_score: 20", "band established > min_score: 20 is not above the band before (20)"),
    Mistake("min_pillar: 60", "min_pillar: 30", "band leading > min_pillar: 30 is less than in the band before (40)"),
    Mistake('"PI1.1"', '"PI9.1"', 'when > PI9.1 > question: no question has this id: "PI9.1"', FIRST_CONTRADICTION),
    Mistake(
        "at_least: 2",
        "at_least: 3\n        at_most: 1",
        "contradiction service-order-no-decision > when > PI2.1: at_least is above",
        FIRST_CONTRADICTION,
        down=-1,
    ),
    Mistake("at_least: 2", "at_least: 0", "when > PI2.1: every level meets it", FIRST_CONTRADICTION, down=-1),
    Mistake(
        "        at_least: 2\n",
        "",
        "when > PI2.1: every level meets it",
        FIRST_CONTRADICTION,
        at='      - question: "PI2.1"',
    ),
    Mistake(
        '      - question: "PI1.1"\n        at_most: 0\n',
        "",
        "contradiction service-order-no-decision > when: has 1, and needs 2 at least",
        FIRST_CONTRADICTION,
        at="when:",
    ),
    Mistake('"PI1.1"', '"PI2.1"', "when > PI2.1: no level meets this and the other condition", FIRST_CONTRADICTION),
    Mistake(
        '- question: "PI2.2"',
        '- question: "PI2.22"',
        'account_conflicts > questions > PI2.22 > question: no question has this id: "PI2.22"; did you mean "PI2.2"?',
        "account_conflicts:",
    ),
    Mistake(
        '- question: "PI2.2"',
        '- question: "PI2.2"\n      from_level: 2\n    - question: "PI2.2"',
        "account_conflicts > questions > PI2.2 > question: the question stands in line",
        "account_conflicts:",
        down=2,
    ),
    Mistake(
        "from_level: 1", "from_level: 0", "account_conflicts > questions > PI2.2 > from_level: level 0 is true without"
    ),
    Mistake(
        "presupposes_account: true",
        "presupposes_account: false",
        "questions > PI2.2 > question: the question does not presuppose",
        at='- question: "PI2.2"\n      from',
    ),
    Mistake(
        "presupposes_account: false",
        "presupposes_account: true",
        "question PI1.1 > presupposes_account: the question presupposes an account and is not in account_conflicts",
        PI11,
    ),
    Mistake(
        '- id: "team_hours"',
        '- id: "team_hour"',
        'profile field team_hour > id: the program keeps no such field; did you mean "team_hours"?',
    ),
    Mistake(
        'type: "number"',
        'type: "integer"',
        'profile field team_hours > type: is "integer"; team_hours is kept as "number"',
    ),
    Mistake(
        '  - id: "official_account"',
        "",
        'profile: no field has the id "official_account"',
        to='  - id: "first_year"',
        at="profile:\n",
    ),
    Mistake('  - id: "staff"', "", 'profile: no field has the id "staff"', to='  - id: "form"', at="profile:\n"),
    Mistake(
        "peer: true\n    l",
        "peer: false\n    l",
        "profile field staff > peer: this field makes the peer groups; write peer: true",
    ),
    Mistake("peer: false", "peer: true", 'profile field population > peer: peer groups are made by "staff" alone'),
    Mistake(
        "    bands: [0, 10, 30, 100]\n",
        "",
        "profile field staff > bands: missing; the peer groups need it",
        at='  - id: "staff"',
    ),
    Mistake("bands: [0, 10, 30, 100]", "bands: []", "profile field staff > bands: missing; the peer groups need it"),
    Mistake("bands: [0, 10, 30, 100]", "bands: [0, 30, 30]", "profile field staff > bands: the bands do not ascend"),
    Mistake(
        "bands: [0, 10, 30, 100]",
        "bands: [1, 30]",
        "profile field staff > bands: the first band begins at 1; begin at 0",
    ),
    Mistake(
        'type: "boolean"',
        'bands: [0]\n    type: "boolean"',
        "profile field official_account > bands: only a number has bands",
    ),
    Mistake(
        "    options:\n",
        "",
        "profile field form > options: nothing to choose from",
        to='  - id: "main_territory"',
        at='  - id: "form"',
    ),
    Mistake(
        "    options:\n",
        "    options: {}\n",
        "profile field form > options: nothing to choose from",
        to='  - id: "main_territory"',
    ),
    Mistake(
        'type: "boolean"',
        'options: {a: {en: "a", it: "b", es: "c"}}\n    type: "boolean"',
        "official_account > options: a field of type",
    ),
    Mistake(
        "essential: false",
        'replaces: {question: "PI1.1", comparable: true}\n            essential: false',
        "question PI1.1 > replaces > question: a question cannot replace itself",
        PI11,
    ),
    Mistake(
        "essential: false",
        'replaces: {question: "PI2.1", comparable: true}\n            essential: false',
        "question PI1.1 > replaces > question: PI2.1 is still asked in this file",
        PI11,
    ),
    Mistake(
        "essential: false",
        'replaces: {question: "PI0.1"}\n            essential: false',
        "question PI1.1 > replaces > comparable: missing; add this key",
        PI11,
    ),
]


def edited(old: str, new: str, after: str = "") -> str:
    return Mistake(old, new, "", after).edited()


def said(text: str | bytes) -> list[str]:
    """What is wrong with a questionnaire; at least something has to be."""
    with pytest.raises(QuestionnaireError) as raised:
        parse(text if isinstance(text, bytes) else text.encode())
    return raised.value.problems


def with_a_pillar_that_may_not_apply() -> str:
    """The first pillar with "does not apply" allowed in each of its questions, none of them essential any more."""
    start, end = SHORT.index('  - id: "PI"'), SHORT.index('  - id: "DC"')
    lines, skipping = [], False
    for line in SHORT[start:end].splitlines(keepends=True):
        skipping = "essential_reason:" in line or (skipping and line.startswith(" " * 14))
        if not skipping:
            lines.append(line.replace("essential: true", "essential: false"))
        if "minimum_level" in line:
            lines.append('            not_applicable: {staff_at_most: 2, when: {en: "a", it: "b", es: "c"}}\n')
    return SHORT[:start] + "".join(lines) + SHORT[end:]


def test_the_shipped_questionnaire_is_in_order():
    questionnaire = load(FILE)

    questions = list(questionnaire.questions())
    assert len(questions) == 38
    assert len(questionnaire.essentials()) == 10
    assert len(list(questionnaire.dimensions())) == 19
    assert problems(FILE) == []


ON_TOP = {language: Say(language)("findings.builds_on") for language in LANGUAGES}


def test_a_level_that_comes_on_top_of_the_one_before_says_so_in_every_language():
    for question in load(FILE).questions():
        for level, text in question.levels.items():
            says = {language: text[language].startswith(begins) for language, begins in ON_TOP.items()}
            assert len(set(says.values())) == 1, (question.id, level, says)
            assert not says["en"] or level >= 3, (question.id, level)


def test_no_other_beginning_would_leave_a_level_without_the_one_it_adds_to():
    for question in load(FILE).questions():
        for level, text in question.levels.items():
            for language, begins in ON_TOP.items():
                opens = ":" in " ".join(text[language].split()[:3])
                assert text[language].startswith(begins) is opens, (question.id, level, language)


def test_the_highest_level_cannot_be_taken_for_one_that_stands_alone():
    for question in load(FILE).questions():
        assert question.levels[4]["en"].startswith(ON_TOP["en"]), question.id


def test_a_title_of_a_source_says_nothing_that_would_have_to_be_translated():
    for source in load(FILE).sources.values():
        assert "conference" not in source.title and " and " not in source.publisher


def test_the_hash_is_the_one_of_the_bytes():
    assert parse(b"\xef\xbb\xbf" + FILE.read_bytes()).sha256 != load(FILE).sha256
    assert len(load(FILE).sha256) == 64


def test_line_ends_of_another_system_change_nothing_that_is_asked():
    there = parse(WRITTEN.replace("\n", "\r\n").encode())

    assert there.question("PI1.1") == parse(WRITTEN.encode()).question("PI1.1")


def test_the_profile_has_the_fields_that_answers_keep():
    assert list(profile.FIELDS) == [item.name for item in fields(Profile)]
    assert profile.NEEDED == NEEDED_PROFILE


@pytest.mark.parametrize("mistake", SHAPE + YAML + TEXTS + MEANING, ids=lambda mistake: mistake.says[:60])
def test_a_mistake_is_explained_at_its_line(mistake: Mistake):
    found = said(mistake.edited())

    matching = [line for line in found if mistake.says in line]
    assert matching, found
    assert matching[0].startswith(f"questions.yaml:{mistake.line()}: "), found
    assert len(found) <= 3, found  # one mistake is not told ten times


def test_a_pillar_that_may_not_apply_at_all_is_refused():
    found = said(with_a_pillar_that_may_not_apply())

    assert found == [
        "questions.yaml:133: pillar PI: every question may be answered with “does not apply”; "
        "leave not_applicable out of one at least"
    ]


def test_two_questions_cannot_both_go_on_from_one():
    replaces = 'replaces: {question: "PI0.1", comparable: true}\n            essential: false'
    text = edited("essential: false", replaces, PI11)
    second = text.index("essential: false", text.index('- id: "PI1.2"'))
    text = text[:second] + replaces + text[second + len("essential: false") :]

    assert said(text) == [
        "questions.yaml:230: question PI1.2 > replaces > comparable: question PI1.1 continues PI0.1 too; "
        "write comparable: false in one of the two"
    ]


def test_every_mistake_is_told_at_once_in_the_order_of_the_file():
    text = edited("minimum_level: 2", "minimum_level: 9", PI11)
    text = text.replace("min_score: 40", "min_score: 20").replace("from_level: 1", "from_level: 0", 1)
    text = text.replace('"A note on benefits and risks"', "no", 1)

    found = said(text)

    assert [line.split(": ")[1] for line in found] == [
        "band established > min_score",
        "question PI1.1 > minimum_level",
        "question PI1.2 > name > en",
        "account_conflicts > questions > PI2.2 > from_level",
    ]


def test_a_new_language_lists_every_text_that_is_to_be_written():
    found = said(WRITTEN.replace('"es"]', '"es", "fr"]', 1))

    assert len(found) == 607
    assert found[0] == "questions.yaml:11: instruction > fr: missing; write the text in this language too"
    assert all("> fr: missing" in line for line in found)


def test_a_problem_is_one_line_whatever_is_written():
    found = said(edited('"PI1.1"', '"a\\nb: c"', "        questions:"))

    assert all("\n" not in line for line in found)


@pytest.mark.parametrize("name", ["missing.yaml", "folder", "nul\0.yaml"])
def test_what_is_no_file_is_said_so(tmp_path: Path, name: str):
    (tmp_path / "folder").mkdir()

    (line,) = problems(tmp_path / name)

    assert ":1: file: " in line
    assert "; " in line


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path):
    path = tmp_path / "questions.yaml"
    path.write_text(WRITTEN, "utf-8")
    path.chmod(0)

    with _not_as_superuser():
        assert "cannot be read (Permission denied)" in problems(path)[0]


@contextmanager
def _not_as_superuser() -> Iterator[None]:
    """The superuser may read everything; be nobody in particular for a moment."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)
