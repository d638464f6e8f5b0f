"""The brief and the full report once warm, the full one beside WeasyPrint, and the reports of a region in one zip.

Every run sets another submission, because the compiler remembers what it has set. The times are the processor's, all
cores together, so that what else the machine does is not counted; where it does nothing else, nobody waits longer.
WeasyPrint is given the same pieces as HTML, its fonts and styles read once, and makes the same kind of file.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path

from benchmarks import _html
from benchmarks.measure import Measure, once

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # they know submissions to report on

from papers import mixed, reported

from assessment import report
from assessment.reading.department import Reported
from assessment.report import chapters
from assessment.report.regional import bundle
from assessment.report.reported import document, read

TIMES, WARM_UP, OTHER_TIMES = 30, 6, 3
DEPARTMENTS = 143
BRIEF_AT_MOST, FULL_AT_MOST = 150.0, 400.0  # milliseconds
PART_AT_MOST = 0.2  # of WeasyPrint's time
LANGUAGES = ("it", "en", "es")

Print = Callable[[Reported, str], object]


def measures() -> Iterator[Measure]:
    """The promises, and what another renderer takes for the same report."""
    told = [reported(mixed(seed), departments=25, history=True) for seed in range(WARM_UP + TIMES)]
    yield once("the brief", _milliseconds(report.brief, told), "ms", BRIEF_AT_MOST)
    full = _milliseconds(report.full, told)
    yield once("the full report", full, "ms", FULL_AT_MOST)
    if other := _weasyprint():
        theirs = _milliseconds(other, told[: OTHER_TIMES + 1], warm_up=1)
        yield once("WeasyPrint: the full report", theirs, "ms")
        yield once("the full report, as a part of WeasyPrint’s time", full / theirs, "", PART_AT_MOST)
    yield once(f"{DEPARTMENTS} full reports in one zip", _zip(), "s")


def _milliseconds(make: Print, told: Sequence[Reported], warm_up: int = WARM_UP) -> float:
    """The median of the processor's time for one, once warm; in each language in turn."""
    times = []
    for one, language in zip(told, cycle(LANGUAGES), strict=False):
        began = time.process_time()
        make(one, language)
        times.append(time.process_time() - began)
    return statistics.median(times[warm_up:]) * 1000


def _zip() -> float:
    """Seconds for the reports of a region, from the submissions at hand to the whole zip."""
    told = {f"{number:03}": reported(mixed(number), departments=25, history=True) for number in range(DEPARTMENTS)}
    began = time.process_time()
    made = bundle.begin("benchmark", tuple(told))
    while not made.is_whole:
        made = made.go_on(lambda one: (f"{one}.pdf", report.full(told[one], "it")), seconds=0.5)
    took = time.process_time() - began
    made.path.unlink()
    return took


def _weasyprint() -> Print | None:
    """The full report by WeasyPrint; None, and a line that says what to do, where it cannot run."""
    try:
        import weasyprint  # a dependency of this benchmark alone
        from weasyprint.text.fonts import FontConfiguration
    except ImportError:
        print("  WeasyPrint is not measured: install it with pip install '.[benchmarks]'")
        return None
    except OSError:
        print("  WeasyPrint is not measured: it needs Debian’s libpango-1.0-0 and libpangoft2-1.0-0")
        return None
    fonts = FontConfiguration()
    style = weasyprint.CSS(string=_html.style(), font_config=fonts)

    def full(told: Reported, language: str) -> object:
        reading = read(told, language)
        pages = _html.html(document(reading, "full", chapters.pieces(reading)))
        made = weasyprint.HTML(string=pages)
        return made.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")

    return full
