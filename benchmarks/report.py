"""The brief and the full report once warm, the full one beside WeasyPrint, and the reports of a region in one zip.

Every run sets another submission, because the compiler remembers what it has set. The times are the processor's, all
cores together, so that what else the machine does is not counted; where it does nothing else, nobody waits longer. The
zip alone is by the clock, with one process and with one a core: their ratio is what the cores bring.
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
from benchmarks.measure import RUNS, Measure, once

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # they know submissions to report on

from papers import mixed, reported

from assessment import report
from assessment.reading.department import Reported
from assessment.report import chapters
from assessment.report.region import making
from assessment.report.reported import document, read

EACH, WARM_UP, OTHER_TIMES = 6, 6, 3  # reports of a run: each language twice
DEPARTMENTS = 143
BRIEF_AT_MOST, FULL_AT_MOST = 100.0, 250.0  # milliseconds
PART_AT_MOST = 0.2  # of WeasyPrint's time
LANGUAGES = ("it", "en", "es")

Print = Callable[[Reported, str], object]


def measures() -> Iterator[Measure]:
    """The promises, and what another renderer takes for the same report."""
    told = [reported(mixed(seed), departments=25, history=True) for seed in range(WARM_UP + RUNS * EACH)]
    yield Measure("the brief", _milliseconds(report.brief, told), "ms", BRIEF_AT_MOST)
    full = Measure("the full report", _milliseconds(report.full, told), "ms", FULL_AT_MOST)
    yield full
    if other := _weasyprint():
        theirs = statistics.median(_milliseconds(other, told[: OTHER_TIMES + 1], warm_up=1, each=1))
        yield once("WeasyPrint: the full report", theirs, "ms")
        yield once("the full report, as a part of WeasyPrint’s time", full.value / theirs, "", PART_AT_MOST)
    cores = making.cores()
    alone, all_cores = _zip(1), _zip(cores)
    yield once(f"{DEPARTMENTS} full reports in one zip, by one process, by the clock", alone, "s")
    yield once(f"the same by {cores} processes", all_cores, "s")
    yield once("the same, as a part of the time of one", all_cores / alone, "")


def _milliseconds(make: Print, told: Sequence[Reported], warm_up: int = WARM_UP, each: int = EACH) -> tuple[float, ...]:
    """The median of the processor's time for one, of each run once warm; in each language in turn."""
    times = []
    for one, language in zip(told, cycle(LANGUAGES), strict=False):
        began = time.process_time()
        make(one, language)
        times.append(1000 * (time.process_time() - began))
    warm = times[warm_up:]
    return tuple(statistics.median(warm[at : at + each]) for at in range(0, len(warm), each))


def _zip(processes: int) -> float:
    """Seconds by the clock for the reports of a region, from the submissions at hand to the whole zip."""
    told = {f"{number:03}": reported(mixed(number), departments=25, history=True) for number in range(DEPARTMENTS)}
    order = making.Order("full", "it", told.__getitem__, lambda: None)
    making.cores = lambda: processes  # type: ignore[assignment]
    began = time.perf_counter()
    making.begin("benchmark", tuple(told), order)
    work = making.found("benchmark")
    assert work is not None
    work.wait()
    took = time.perf_counter() - began
    assert work.so_far.is_whole and not work.so_far.left_out, work.why
    making.stop()
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
