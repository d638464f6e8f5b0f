"""Which numbers a paper and a page must say, worked out anew from what `score` and `benchmark` print as JSON.

Numbers stand here as patterns: each followed by a space, in the order in which they are read; what is said only where
it fits stands in brackets with a question mark. Of the program only the questionnaire is used. Counts up to ten are
written in words and so are no numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from given import QUESTIONNAIRE

from assessment.questionnaire import Pillar, Question

BANDS = {  # start, what every pillar needs, whether the essentials are needed
    "starting": (0, 0, False),
    "basic": (20, 0, False),
    "established": (40, 0, True),
    "advanced": (60, 40, True),
    "leading": (80, 60, True),
}
PILLARS = list(QUESTIONNAIRE.pillars)
TOPICS = [topic for pillar in PILLARS for topic in pillar.dimensions]
QUESTIONS = [question for pillar in PILLARS for question in pillar.questions()]

Card = Mapping[str, Any]  # what `score` prints
Part = Mapping[str, Any]  # one score of it


def seq(*values: object) -> str:
    return "".join(f"{value} " for value in values)


def maybe(pattern: str) -> str:
    return f"(?:{pattern})?" if pattern else ""


def one_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(patterns)))})"


def counted(count: int) -> str:
    return seq(count) if count > 10 else ""


def rounded(value: float) -> int:
    """Half up, but never up to the start of a band that is not reached."""
    points = math.floor(value + 0.5 + 1e-9)
    return points - 1 if any(value < start <= points for start in (20, 40, 60, 80)) else points


def percent(share: float) -> int:
    return math.floor(share + 0.5 + 1e-9)


def spread(part: Part) -> list[int]:
    """Both ends, where they differ as they are shown."""
    low, high = rounded(part["low"]), rounded(part["high"])
    return [low, high] if low != high else []


def row(part: Part | None) -> str:
    """One score in a row: the number, and the range where something is unknown."""
    if part is None:
        return ""
    return seq(*([] if part["score"] is None else [rounded(part["score"])]), *spread(part))


def in_words(part: Part | None, beside: str = "100 ") -> str:
    """One score in words: so much of 100, and its range."""
    if part is None:
        return ""
    if part["score"] is None:
        return seq(*spread(part))
    return seq(rounded(part["score"])) + beside + seq(*spread(part))


@dataclass(frozen=True)
class Due:
    """One assessment, as the commands print it."""

    card: Card
    answers: Mapping[str, object]  # as a file of answers has them
    compared: Mapping[str, Any] | None  # what `benchmark` prints; None where the department is not in it
    earlier: Sequence[Card]  # of the rounds before, oldest first
    hours: int  # of work that are confirmed, more than ten

    def paper(self, kind: str) -> dict[str, str]:
        """A report, part by part, and what is said of its figures; the full one has its contents after the brief."""
        full = kind == "full"
        parts = [self.brief(), *(["", *self.parts()] if full else [])]
        figures = self.figures() if full else self.figures()[:2]
        return {
            **{f"part {place}": pattern for place, pattern in enumerate(parts, 1)},
            **{f"figure {place}": pattern for place, pattern in enumerate(figures, 1)},
        }

    def brief(self) -> str:
        """The page for those who decide."""
        overall = self.card["overall"]
        unknown = counted(overall["applicable"] - overall["known"])
        score = in_words(overall) if overall["score"] is not None else in_words(overall) + "100 "
        return (
            self.headline()
            + score
            + unknown
            + in_words(overall)
            + self.counts()
            + seq(*_point(overall))  # over its dot
            + self.why_band()
            + self.moved()
            + self.pillars_headline()
            + self.pillar_rows()
            + seq(0, 25, 50, 75, 100)
            + self.steps(3)
            + seq(self.hours)
        )

    def parts(self) -> list[str]:
        """The parts of the full report behind the contents."""
        return [
            self.comparison(),
            *(self.pillar(place, pillar) for place, pillar in enumerate(PILLARS, 1)),
            self.steps(8, self.leads()),
            self.history(),
            self.tables(),
            METHOD,
            "",  # where it comes from: nothing but what is known word for word
        ]

    def figures(self) -> list[str]:
        """What is said of the figures of the full report."""
        found = [self.scale(), "100 " + self.pillar_rows()]
        if self.group is not None:
            found.append(self.comparison_rows(with_middle=True))
        for pillar in PILLARS:
            topics = "".join(row(self.card["dimensions"].get(topic.id)) for topic in pillar.dimensions)
            found += ["100 " + topics, self.practices(pillar)]
        if self.earlier:
            before, now = self.earlier[-1]["pillars"], self.card["pillars"]
            found.append("".join(seq(*_point(now[one.id]), *_point(before[one.id])) for one in PILLARS))
        return found

    def page(self) -> dict[str, str]:
        """The page of the result, by the kind of its elements."""
        overall = self.card["overall"]
        reasons = counted(overall["applicable"] - overall["known"])
        score = in_words(overall) if overall["score"] is not None else in_words(overall) + "100 "
        before = self.history_rows(drawn=False) if self.earlier else ""
        return {
            "title": self.headline(),
            "header": self.pillars_headline() + self.topics_headline() + self.moved(),
            "markdown": score
            + reasons
            + self.why_band()
            + self.in_use()
            + self.standings()
            + self.gains(3)
            + (self.change() if self.earlier else ""),
            "subheader": maybe("1 " + maybe("2 " + maybe("3 "))),
            "alt": self.scale()
            + "100 "
            + self.pillar_rows()
            + "100 "
            + self.topic_rows()
            + (self.figures()[-1] if self.earlier else ""),
            "table": self.pillar_rows() + self.topic_rows() + before + "0 20 40 60 80 ",
        }

    # What the parts are made of.

    @property
    def group(self) -> Mapping[str, Any] | None:
        """Whom the department is compared with: its peers, else the region; None where neither is shown."""
        if self.compared is None:
            return None
        groups = self.compared["groups"]
        chosen = groups["peers"] if groups["peers"]["shown"] else groups["region"]
        return chosen if chosen["shown"] else None

    def headline(self) -> str:
        """Which band, and what is missing for the next; the numbers only where they fit."""
        overall = self.card["overall"]
        if overall["score"] is None:
            return seq(*spread(overall))
        after = self._next_band()
        missing = 0 if after is None else after[0] - rounded(overall["score"])
        return maybe(counted(missing))

    def why_band(self) -> str:
        """What the next band needs of every pillar, and the pillars that are below it."""
        after = self._next_band()
        if after is None:
            return ""
        scores = [part["score"] for part in self.card["pillars"].values()]
        weak = [rounded(score) for score in scores if score < after[1]]
        return seq(after[1], *weak) if weak else ""

    def counts(self) -> str:
        met = self.card["essentials"].values()
        return seq(sum(met), len(met)) + self.in_use()

    def in_use(self) -> str:
        """The practices in use, and how many others they are set beside."""
        used = self.card["in_use"].values()
        return seq(sum(used), len(used)) + (seq(self.group["n"]) if self.group is not None else "")

    def scale(self) -> str:
        return "0 100 " + in_words(self.card["overall"])

    def moved(self) -> str:
        """The overall score of the round before and of this one."""
        if not self.earlier:
            return ""
        before, now = self.earlier[-1]["overall"], self.card["overall"]
        if before["score"] is None or now["score"] is None:
            return ""
        then, today = rounded(before["score"]), rounded(now["score"])
        return seq(today, 100) if then == today else seq(then, today)

    def pillars_headline(self) -> str:
        points = [rounded(part["score"]) for part in self.card["pillars"].values() if part["score"] is not None]
        if len(points) < len(PILLARS):
            return ""
        low, high = min(points), max(points)
        return maybe(seq(len(PILLARS))) + seq(low) if low == high else maybe(seq(high, low))

    def topics_headline(self) -> str:
        points = [rounded(part["score"]) for part in self.card["dimensions"].values() if part["score"] is not None]
        if not points:
            return ""
        low, high = min(points), max(points)
        if low == high:
            return seq(low)
        return one_of([seq(low, high), counted(len(points)) + seq(low, high, 100)])

    def pillar_rows(self) -> str:
        return "".join(row(self.card["pillars"].get(pillar.id)) for pillar in PILLARS)

    def topic_rows(self) -> str:
        return "".join(row(self.card["dimensions"].get(topic.id)) for topic in TOPICS)

    def gain(self) -> str:
        """From where to where a topic rises when one of its questions rises by a level."""
        found = []
        for part in self.card["dimensions"].values():
            if part["score"] is not None:
                before, after = rounded(part["score"]), rounded(part["score"] + 25 / part["known"])
                found.append(seq(before, after))
        return maybe(one_of(found)) if found else ""

    def leads(self) -> str:
        """From which level a step may lead to which: today's, where it is known, and the next."""
        levels = {answer for answer in self.answers.values() if isinstance(answer, int) and answer < 4}
        unknown = any(answer == "dont_know" for answer in self.answers.values())
        return one_of([*(seq(level, level + 1) for level in levels), *([seq(1)] if unknown else [])])

    def steps(self, most: int, leads: str = "") -> str:
        """Numbered steps, as many as there are."""
        pattern = ""
        for place in range(most, 0, -1):
            pattern = maybe(seq(place) + leads + self.gain() + pattern)
        return pattern

    def gains(self, most: int) -> str:
        return self.gain() * most

    def standings(self) -> str:
        """The strongest topics and the weakest, or why none is named."""
        points = {rounded(part["score"]) for part in self.card["dimensions"].values() if part["score"] is not None}
        if not points:
            return ""
        any_score = one_of(seq(one, 100) for one in points)
        listed = maybe("1 " + any_score + maybe("2 " + any_score + maybe("3 " + any_score)))
        instead = maybe(one_of([*(seq(one, 100) for one in points if len(points) == 1), seq(50, 100)]))
        return listed + instead + listed + instead

    def comparison(self) -> str:
        """The chapter that sets the department beside others."""
        if self.compared is None:
            return seq(25)  # of the promise
        told = ""
        group = self.group
        if group is not None:
            used, asked = self._used(QUESTIONS)
            median = _told(group["overall"]["median"])
            told = seq(group["n"]) + _staff(group["criteria"])
            told += seq(used, asked, percent(self.compared["own"]["overall"]))
            told += counted(group["n"]) + median + self.comparison_rows() + seq(0, 25, 50, 75, 100)
        return told + self._missing() + seq(25)

    def comparison_rows(self, with_middle: bool = False) -> str:
        """All practices, then each pillar: how many are in use, and the share; also the middle of the others."""
        group = self.group
        assert group is not None and self.compared is not None
        own = self.compared["own"]
        rows = [(QUESTIONS, own["overall"], group["overall"])]
        rows += [
            (list(pillar.questions()), own["pillars"][pillar.id], group["pillars"][pillar.id]) for pillar in PILLARS
        ]
        pattern = ""
        for questions, share, figure in rows:
            pattern += seq(*self._used(questions), percent(share))
            if with_middle:
                pattern += "".join(map(_told, [figure["median"], *figure.get("quartiles", [])]))
        return pattern

    def pillar(self, place: int, pillar: Pillar) -> str:
        """One pillar with its topics and every question as it was answered."""
        part = self.card["pillars"][pillar.id]
        topics = "".join(row(self.card["dimensions"].get(topic.id)) for topic in pillar.dimensions)
        pattern = seq(place, 4) + in_words(part) + seq(part["known"], part["applicable"])
        pattern += topics + seq(0, 25, 50, 75, 100) + self._all_of(place) + self.practices(pillar)
        for topic in pillar.dimensions:
            pattern += seq(TOPICS.index(topic) + 1, 19) + in_words(self.card["dimensions"].get(topic.id))
            for question in topic.questions:
                applies = not isinstance(self.answers[question.id], dict)
                pattern += seq(0, 1, 2, 3, 4) + (self._answer(question) if applies else "")
        return pattern

    def practices(self, pillar: Pillar) -> str:
        """How many departments of all have each practice in use, where that is told as a number."""
        counts = self._counts()
        told = (counts[question.id] for question in pillar.questions() if question.id in counts)
        return "".join(seq(one["in_use"], one["n"]) for one in told if isinstance(one["in_use"], int))

    def history(self) -> str:
        """Round by round, and what moved since the last."""
        if not self.earlier:
            return ""
        lines = "100 "
        for card in (*self.earlier, self.card):
            met, used = card["essentials"].values(), card["in_use"].values()
            lines += in_words(card["overall"], beside="") + seq(sum(met), len(met), sum(used), len(used))
        return lines + self.moved() + self.history_rows() + seq(0, 25, 50, 75, 100) + self.change()

    def history_rows(self, drawn: bool = True) -> str:
        """The pillars before and now; in the drawing also by how many points, where that is more than a few."""
        pattern = ""
        for pillar in PILLARS:
            before, now = _point(self.earlier[-1]["pillars"][pillar.id]), _point(self.card["pillars"][pillar.id])
            pattern += seq(*before, *now)
            if drawn and before and now and abs(before[0] - now[0]) > 5:
                pattern += seq(abs(before[0] - now[0]))
        return pattern

    def change(self) -> str:
        """How many questions both rounds ask; and of many practices, how many are not named."""
        before, now = self.earlier[-1]["in_use"], self.card["in_use"]
        gained = sum(now.get(one.id, False) and not before.get(one.id) for one in QUESTIONS)
        lost = sum(before.get(one.id, False) and not now.get(one.id) for one in QUESTIONS)
        return seq(38) + counted(gained - 6) + counted(lost - 6)

    def tables(self) -> str:
        """The scores as tables."""
        pattern = self.pillars_headline() + "100 " + self.pillar_rows()
        return pattern + self.topics_headline() + "100 " + self.topic_rows()

    def _next_band(self) -> tuple[int, int, bool] | None:
        bands, reached = list(BANDS), self.card["overall"]["band"]
        if reached is None or reached == bands[-1]:
            return None
        return BANDS[bands[bands.index(reached) + 1]]

    def _used(self, questions: Iterable[Question]) -> tuple[int, int]:
        used = [self.card["in_use"][one.id] for one in questions if one.id in self.card["in_use"]]
        return sum(used), len(used)

    def _counts(self) -> Mapping[str, Mapping[str, Any]]:
        return {} if self.compared is None else self.compared["groups"]["region"]["questions"]

    def _all_of(self, place: int) -> str:
        """Of how many departments practices are counted: said of the bars, and first of how they are counted."""
        counts = self._counts()
        return seq(*[next(iter(counts.values()))["n"]] * (2 if place == 1 else 1)) if counts else ""

    def _missing(self) -> str:
        """Up to three practices that most have and we have not."""
        found = [
            seq(one["in_use"], one["n"])
            for question_id, one in self._counts().items()
            if isinstance(one["in_use"], int) and self.card["in_use"].get(question_id) is False
        ]
        return maybe(one_of(found)) * 3 if found else ""

    def _answer(self, question: Question) -> str:
        """The level, where one was chosen, and the minimum."""
        answer = self.answers[question.id]
        return seq(*([answer] if isinstance(answer, int) else []), question.minimum_level)


METHOD = (
    seq(0, 4, 25, 0, 0, 4, 100)  # what a level is worth
    + seq(0, 0, 100)  # what is not known
    + seq(2)  # in use from
    + seq(0, 20, 40, 60, 40, 80, 60)  # the bands, and what they need of every pillar
)


def _point(part: Part) -> list[int]:
    return [] if part["score"] is None else [rounded(part["score"])]


def _told(figure: int | str) -> str:
    return seq(figure) if isinstance(figure, int) else ""


def _staff(criteria: Mapping[str, Any]) -> str:
    """The ends of joined staff bands, such as 10 to 99."""
    return seq(*_ends(criteria["staff"])) if criteria else ""


def _ends(bands: Sequence[str]) -> Iterator[int]:
    low, high = bands[0].rstrip("+").split("-")[0], bands[-1].split("-")[-1]
    if low != "0":
        yield int(low)
    if not high.endswith("+"):
        yield int(high)
