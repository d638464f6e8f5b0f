"""Which numbers a paper and a page must say, worked out anew from what `score` and `benchmark` print as JSON.

Numbers stand here as patterns: each followed by a space, in the order in which they are read; what is said only where
it fits stands in brackets with a question mark. Of the program only the questionnaire is used. Counts up to ten are
written in words and so are no numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from due_plan import BELOW, ESSENTIAL, GAIN, PILLARS, QUESTIONS, TOPICS, Candidate, Planned, planned, topic_of

from assessment.questionnaire import Pillar, Question

BANDS = {  # start, what every pillar needs, whether the essentials are needed
    "starting": (0, 0, False),
    "basic": (20, 0, False),
    "established": (40, 0, True),
    "advanced": (60, 40, True),
    "leading": (80, 60, True),
}
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


def held(order: Sequence[str], scores: Mapping[str, float]) -> dict[int, tuple[list[str], int]]:
    """By points, the topics for which three places have room, and how many places there are for them."""
    found: dict[int, tuple[list[str], int]] = {}
    for points in dict.fromkeys(rounded(scores[one]) for one in order):
        room = 3 - sum(len(topics) for topics, _ in found.values())
        if room > 0:
            found[points] = ([one for one in order if rounded(scores[one]) == points], room)
    return found


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
    answers_before: Mapping[str, object]  # of the round before; empty where there is none
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
        return (
            self.headline()
            + self.three()
            + self.range()
            + self.band()
            + SPANS
            + (seq(*_point(self.card["overall"])) or seq(*spread(self.card["overall"])))  # over its dot or stretch
            + seq(self.yardstick())
            + self.steps(3)
            + self.find_out()
            + self.waiting_in_short()
            + self.pillars_headline()
            + "".join(self.pillar_row(pillar) for pillar in PILLARS)
            + seq(0, 25, 50, 75, 100)
            + self.beside()
            + self.moved()
            + seq(self.hours)
            + self.rests_on()
        )

    def parts(self) -> list[str]:
        """The parts of the full report behind the contents."""
        return [
            self.find_out() + seq(1) + self.steps(8) + self.waiting(),  # some minimums are at level 1
            self.comparison(),
            *(self.pillar(place, pillar) for place, pillar in enumerate(PILLARS, 1)),
            self.history(),
            self.sums(),
            METHOD,
            "",  # where it comes from: nothing but what is known word for word
        ]

    def figures(self) -> list[str]:
        """What is said of the figures of the full report."""
        found = [self.scale(), "100 " + self.pillar_rows() + self.pillars_then()]
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
        before = self.history_rows(drawn=False) if self.earlier else ""
        first, others = self.plan.steps[:3], self.plan.steps[3:]
        return {
            "title": self.headline(),
            "header": self.pillars_headline(),
            "metric": self.three(),
            "markdown": self.to_the_next()
            + self.cards(first)
            + (self.find_out() if self.plan.steps else "")
            + self.beside()
            + self.cards(others)
            + self.waiting_counts()
            + self.standings()
            + (self.change() if self.earlier else "")
            + seq(2)  # in use from
            + self.left_out() * 2
            + self.range()
            + self.band()
            + seq(25) * len(PILLARS)  # what a level is worth
            + seq(1)  # some minimums are at level 1
            + self.rests_on(),
            "subheader": "",
            "expander": "".join(seq(place) for place, _ in enumerate(self.plan.steps, 1))
            + self.topics_headline()
            + self.moved()
            + "".join(self._figures())
            + self.pillar_rows(),
            "alt": self.scale()
            + "100 "
            + self.pillar_rows()
            + self.pillars_then()
            + "".join("100 " + self.topic_rows(pillar) for pillar in PILLARS)
            + (self.figures()[-1] if self.earlier else ""),
            "table": self.waiting_rows()
            + "".join(self.topic_rows(pillar) for pillar in PILLARS)
            + before
            + self.in_use_rows()
            + "".join(self.essential_rows())
            + self.pillar_rows()
            + "0 20 40 60 80 "
            + "".join(one for pillar in PILLARS for one in self.topics_opened(pillar)),
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
        """How many practices are in use, and where there is no score and it fits, of how many it is not known."""
        overall = self.card["overall"]
        unknown = overall["applicable"] - overall["known"] if overall["score"] is None else 0
        return seq(*self._used(QUESTIONS)) + maybe(counted(unknown))

    def three(self) -> str:
        """The three figures: practices in use, essentials met, the score with its range."""
        overall, met = self.card["overall"], self.card["essentials"].values()
        return seq(*self._used(QUESTIONS), sum(met), len(met)) + in_words(overall)

    def range(self) -> str:
        """The range of the score and how much is not known; nothing where all is."""
        overall = self.card["overall"]
        unknown = overall["applicable"] - overall["known"]
        if overall["score"] is None:
            return seq(*spread(overall), 100) + counted(unknown)
        return in_words(overall) + counted(unknown) if spread(overall) else ""

    def to_the_next(self) -> str:
        """How many points are missing for the next band; of how many levels that are not known there is none."""
        after = self._next_band()
        if self.card["overall"]["score"] is None:
            return counted(self.unknown)
        return "" if after is None else counted(after[0] - rounded(self.card["overall"]["score"]))

    def band(self) -> str:
        """What is missing for the next band: points, and what it needs of every pillar with those that are below it."""
        after = self._next_band()
        if self.card["overall"]["score"] is None or after is None:
            return self.to_the_next()
        scores = [part["score"] for part in self.card["pillars"].values()]
        weak = [rounded(score) for score in scores if score < after[1]]
        return self.to_the_next() + (seq(after[1], *weak) if weak else "")

    def beside(self) -> str:
        """The practices in use, how many others of which group they are set beside, and what half of those have."""
        group = self.group
        if group is None:
            return ""
        used, asked = self._used(QUESTIONS)
        return seq(used, asked, group["n"]) + _staff(group["criteria"]) + in_ours(group["overall"]["median"], asked)

    def yardstick(self) -> int:
        """The score of every question that applies at its minimum level."""
        of_pillars = []
        for pillar in PILLARS:
            topics = [
                [one for one in topic.questions if one.id in self.card["minimums"]] for topic in pillar.dimensions
            ]
            means = [25 * sum(one.minimum_level for one in asked) / len(asked) for asked in topics if asked]
            of_pillars.append(sum(means) / len(means))
        return rounded(sum(of_pillars) / len(of_pillars))

    def scale(self) -> str:
        return "0 100 " + in_words(self.card["overall"]) + seq(self.yardstick())

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
        return maybe(seq(len(PILLARS))) + seq(low) if low == high else maybe(seq(low, high))

    def topics_headline(self) -> str:
        points = [rounded(part["score"]) for part in self.card["dimensions"].values() if part["score"] is not None]
        if not points:
            return ""
        low, high = min(points), max(points)
        if low == high:
            return seq(low)
        return counted(len(points)) + seq(low, high, 100)

    def pillar_rows(self) -> str:
        return "".join(row(self.card["pillars"].get(pillar.id)) for pillar in PILLARS)

    def pillar_row(self, pillar: Pillar) -> str:
        """A pillar as it is drawn: with its score in the round before."""
        before = seq(*_point(self.earlier[-1]["pillars"][pillar.id])) if self.earlier else ""
        return row(self.card["pillars"].get(pillar.id)) + before

    def pillars_then(self) -> str:
        """The pillars in the round before, as they are told to who hears the figure."""
        return "".join(seq(*_point(self.earlier[-1]["pillars"][one.id])) for one in PILLARS) if self.earlier else ""

    def topic_rows(self, pillar: Pillar) -> str:
        return "".join(row(self.card["dimensions"].get(topic.id)) for topic in pillar.dimensions)

    @cached_property
    def plan(self) -> Planned:
        """What to do next, and what waits."""
        return planned(self.card, self.answers)

    def steps(self, most: int) -> str:
        """Numbered steps, each first from which level to which it leads."""
        return "".join(
            seq(place) + self.leads(step) + self.gain(step) for place, step in enumerate(self.plan.steps[:most], 1)
        )

    @property
    def unknown(self) -> int:
        """How many levels are not known."""
        return int(self.card["overall"]["applicable"] - self.card["overall"]["known"])

    def find_out(self) -> str:
        """How many more levels are to be found out than are named, and the level that stands for them until then."""
        return counted(max(0, self.unknown - 3)) + seq(0) if self.unknown else ""

    def rests_on(self) -> str:
        """How many levels are known, of how many."""
        return seq(self.card["overall"]["known"], self.card["overall"]["applicable"])

    def leads(self, step: Candidate) -> str:
        """From which level a step leads to which: today's, where it is known, and the next."""
        level = self.level(step.question)
        return seq(1) if level is None else seq(level, level + 1)

    def cards(self, steps: Iterable[Candidate]) -> str:
        """What each step brings, and from which level to which it leads."""
        return "".join(self.gain(step) + self.leads(step) for step in steps)

    def gain(self, step: Candidate) -> str:
        """From where to where the topic rises, where a step is in the plan for that alone."""
        part = self.card["dimensions"][topic_of(step.question).id]
        if step.kind != GAIN or part["known"] < part["applicable"]:
            return ""
        before, after = rounded(part["score"]), rounded(part["score"] + 25 / part["known"])
        return seq(before, after) if before != after else ""

    def waiting(self) -> str:
        """What waits: how many of each kind, and each with its level and the minimum."""
        return self.waiting_counts() + self.waiting_rows()

    def waiting_counts(self) -> str:
        known = [one.kind for one in self.plan.waiting if self.level(one.question) is not None]
        unknown = len(self.plan.waiting) - len(known)
        return counted(known.count(ESSENTIAL)) + counted(known.count(BELOW)) + counted(unknown)

    def waiting_in_short(self) -> str:
        """How many of each kind, and where few wait how many more than are named."""
        more = len(self.plan.waiting) - 3  # than are named, where five or fewer wait; of more only the counts are told
        return self.waiting_counts() + counted(more if 0 < more <= 2 else 0)

    def waiting_rows(self) -> str:
        return "".join(self._answer(one.question) for one in self.plan.waiting)

    def level(self, question: Question) -> int | None:
        answer = self.answers[question.id]
        return answer if isinstance(answer, int) else None

    def standings(self) -> str:
        """The strongest topics and the weakest; a score that the places cut in a line of its own; or why none."""
        parts = {topic.id: self.card["dimensions"].get(topic.id) for topic in TOPICS}
        scored = {one: part for one, part in parts.items() if part is not None and part["score"] is not None}
        if not scored:
            return ""
        scores = {one: part["score"] for one, part in scored.items()}
        sure = [one for one, part in scored.items() if part["known"] == part["applicable"]]
        strong = sorted((one for one in sure if scores[one] > min(scores.values())), key=lambda one: -scores[one])
        rest = (one for one in scored if scores[one] < max(scores.values()) and one not in strong[:3])
        weak = sorted(rest, key=lambda one: scores[one])
        high, low = held(strong, scores), held(weak, scores)
        told = ""
        for groups, other, least in ((high, low, 50), (low, high, 0)):
            shown = [one for place, one in enumerate(groups) if not place or one not in other]
            shown = [one for one in shown if one >= least]
            told += self.listed({one: groups[one] for one in shown}, scored) or self.none_stands_out(scores)
        return told

    def listed(self, groups: Mapping[int, tuple[list[str], int]], scored: Mapping[str, Part]) -> str:
        pattern, place = "", 0
        for points, (topics, room) in groups.items():
            ranges = [seq(*spread(scored[one])) for one in topics[:room]]
            if len(topics) > room:
                place += 1
                pattern += seq(place) + counted(len(topics)) + seq(points, 100) + "".join(ranges)
                continue
            for one in ranges:
                place += 1
                pattern += seq(place, points, 100) + one
        return pattern

    def none_stands_out(self, scores: Mapping[str, float]) -> str:
        points = {rounded(one) for one in scores.values()}
        return seq(*points, 100) if len(points) == 1 else seq(50, 100)

    def comparison(self) -> str:
        """The chapter that sets the department beside others."""
        if self.compared is None:
            return seq(25)  # of the promise
        told = ""
        group = self.group
        if group is not None:
            told = _staff(group["criteria"]) + seq(group["n"]) + _staff(group["criteria"])
            told += self.three() + self.beside() + self.comparison_rows()
        return told + self._missing() + seq(25)

    def comparison_rows(self, with_middle: bool = False) -> str:
        """All practices, then each pillar: how many are in use, and about how many with the others.

        With the middle: as the table and the alternative text have it, each share as a count and in percent.
        """
        group = self.group
        assert group is not None and self.compared is not None
        own = self.compared["own"]
        rows = [(QUESTIONS, own["overall"], group["overall"])]
        rows += [
            (list(pillar.questions()), own["pillars"][pillar.id], group["pillars"][pillar.id]) for pillar in PILLARS
        ]
        pattern = ""
        for questions, share, figure in rows:
            used, asked = self._used(questions)
            if with_middle:
                pattern += seq(used, asked, percent(share))
                pattern += "".join(_both(one, asked) for one in (figure["median"], *figure.get("quartiles", [])))
            else:
                pattern += seq(used, asked) + in_ours(figure["median"], asked)
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
        return "".join(_how_many(counts[one.id]) for one in pillar.questions() if one.id in counts)

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
        gained = sum(now.get(one.id, False) and self._is_without(before, self.answers_before, one) for one in QUESTIONS)
        lost = sum(before.get(one.id, False) and self._is_without(now, self.answers, one) for one in QUESTIONS)
        return seq(38) + counted(gained - 6) + counted(lost - 6)

    @staticmethod
    def _is_without(in_use: Mapping[str, bool], answers: Mapping[str, object], question: Question) -> bool:
        """Whether a practice is known not to be in use: what is not known is neither gained nor lost."""
        return isinstance(answers.get(question.id), int) and not in_use[question.id]

    def sums(self) -> str:
        """Each figure, how it is counted, and what it is made of."""
        used, met, score = self._figures()
        pattern = used + seq(2) + self.in_use_rows() + self.left_out() + met + "".join(self.essential_rows())
        has_scores = any(part["score"] is not None for part in self.card["pillars"].values())
        pattern += score + ("100 " if has_scores else "") + self.pillar_rows() + self.left_out()
        for pillar in PILLARS:
            pattern += row(self.card["pillars"].get(pillar.id)) + seq(25, 100) + _over_pages(self.topics_opened(pillar))
        return pattern

    def left_out(self) -> str:
        """Of how many practices that are not known more are left out than are named."""
        return counted(max(0, self.unknown - 6))

    def in_use_rows(self) -> str:
        """Of each pillar how many practices are in use, of how many."""
        return "".join(seq(*self._used(pillar.questions())) for pillar in PILLARS)

    def essential_rows(self) -> Iterator[str]:
        """The level of each essential, where it is known."""
        return (self._levels([one]) for one in QUESTIONS if one.essential)

    def topics_opened(self, pillar: Pillar) -> Iterator[str]:
        """Of each topic the levels that went into it, and its score."""
        for topic in pillar.dimensions:
            yield self._levels(topic.questions) + row(self.card["dimensions"].get(topic.id))

    def _levels(self, questions: Iterable[Question]) -> str:
        levels = (self.level(one) for one in questions)
        return seq(*(one for one in levels if one is not None))

    def _figures(self) -> tuple[str, str, str]:
        """The three figures, each by itself, the score without the range beside it."""
        overall, met = self.card["overall"], self.card["essentials"].values()
        score = seq(*spread(overall)) if overall["score"] is None else seq(rounded(overall["score"]), 100)
        return seq(*self._used(QUESTIONS)), seq(sum(met), len(met)), score

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
        if not counts:
            return ""
        all_of = next(iter(counts.values()))["n"]
        return seq(all_of, all_of - 4, all_of) if place == 1 else seq(all_of)

    def _missing(self) -> str:
        """Up to three practices that most have and we have not."""
        found = [
            _how_many(one)
            for question_id, one in self._counts().items()
            if one["in_use"] != "hardly_any" and self.card["in_use"].get(question_id) is False
        ]
        return maybe(one_of(found)) * 3 if found else ""

    def _answer(self, question: Question) -> str:
        """The level, where one was chosen, and the minimum."""
        level = self.level(question)
        return seq(*([] if level is None else [level]), question.minimum_level)


SPANS = "0 19 20 39 40 59 60 79 80 100 "  # where each begins and ends
METHOD = (
    seq(0, 4, 25, 0, 0, 4, 100)  # what a level is worth
    + seq(0, 0, 100)  # what is not known
    + seq(2)  # in use from
    + seq(0, 20, 40, 60, 40, 80, 60)  # the bands, and what they need of every pillar
)


def _over_pages(rows: Iterable[str]) -> str:
    """Rows of a table whose head comes again, once, where it goes on over the page."""
    first, *others = rows
    return first + "".join(f"(?:100 )?{one}" for one in others)


def _point(part: Part) -> list[int]:
    return [] if part["score"] is None else [rounded(part["score"])]


def in_ours(share: int | str, asked: int) -> str:
    """A share of the others as a count of one's own practices, half up; words hold no number."""
    return seq(about(share, asked), asked) if isinstance(share, int) else ""


def about(share: int, asked: int) -> int:
    return math.floor(share * asked / 100 + 0.5 + 1e-9)


def _both(share: int | str, asked: int) -> str:
    return seq(about(share, asked), share) if isinstance(share, int) else ""


def _how_many(practice: Mapping[str, Any]) -> str:
    """In fives; where fewer than five lack it, that at least all but four have it."""
    told = practice["n"] - 4 if practice["in_use"] == "nearly_all" else practice["in_use"]
    return seq(told, practice["n"]) if isinstance(told, int) else ""


def _staff(criteria: Mapping[str, Any]) -> str:
    """The ends of joined staff bands, such as 10 to 99."""
    return seq(*_ends(criteria["staff"])) if criteria else ""


def _ends(bands: Sequence[str]) -> Iterator[int]:
    low, high = bands[0].rstrip("+").split("-")[0], bands[-1].split("-")[-1]
    if low != "0":
        yield int(low)
    if not high.endswith("+"):
        yield int(high)
