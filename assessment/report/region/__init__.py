"""The files of a region: workbook, tables and report, for others or for the coordinator, and all reports in one."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.reading.files import Gathered
from assessment.report.region import training
from assessment.report.region.bundle import Bundle
from assessment.report.region.cells import TableSheet
from assessment.report.region.letters import ENDINGS, Letters
from assessment.report.region.paper import paper
from assessment.report.region.sheets import ids, sheet
from assessment.report.region.table import table
from assessment.report.region.workbook import workbook as _workbook
from assessment.report.reported import slug_of
from assessment.report.typesetting import pdf
from assessment.wording import Say

__all__ = ["ENDINGS", "Bundle", "Files", "Letters"]


class Files:
    """The files of one round of a region, made as they are asked for."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered

    @property
    def round_id(self) -> int:
        """Which round."""
        return self._gathered.asked.id

    @property
    def for_others(self) -> bool:
        """Whether they may be passed on."""
        return self._gathered.for_others

    def ids(self) -> tuple[str, ...]:
        """The names of the tables, without making them."""
        return ids(self._gathered)

    def sheets(self, language: str) -> Iterator[TableSheet]:
        """The tables, each made when it is asked for: all of a large region together take much memory."""
        return (sheet(one, self._gathered, Say(language)) for one in self.ids())

    def workbook(self, language: str) -> bytes:
        """The tables as .xlsx."""
        return _workbook(self.sheets(language), self._gathered, Say(language))

    def table(self, sheet_id: str, language: str) -> bytes | None:
        """One of the tables as CSV; None where there is none of the name."""
        if sheet_id not in self.ids():
            return None
        return table(sheet(sheet_id, self._gathered, Say(language)), language)

    def report(self, language: str) -> bytes:
        """The report as PDF."""
        return pdf(paper(self._gathered, language))

    def training_plan(self, language: str) -> bytes | None:
        """The training plan as PDF; None where nothing is in it, or the files are for others."""
        gathered = training.planned(self._gathered)
        if gathered is None or gathered.inside is None:
            return None
        return pdf(training.paper(gathered, gathered.inside, language))

    def training_workbook(self, language: str) -> bytes | None:
        """The same as .xlsx."""
        gathered, say = training.planned(self._gathered), Say(language)
        if gathered is None or gathered.inside is None:
            return None
        sheets = training.sheets(gathered, gathered.inside, say)
        return _workbook(sheets, gathered, say, training.title(gathered, say), training.MEANS)

    def name(self, what: str, ending: str, language: str, sheet_id: str = "") -> str:
        """A name in plain letters: the region, what it is, the round, for whom, the language, and the table."""
        say = Say(language)
        parts = (
            self._gathered.region_name,
            say(f"files.file.{what}"),
            self._gathered.asked.title,
            say(f"files.file.{'others' if self._gathered.for_others else 'coordinator'}"),
            language,
            say(f"files.sheet.{sheet_id}.title") if sheet_id else "",
        )
        return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.{ending}"
