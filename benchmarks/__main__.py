"""Run the benchmarks and print their figures: `python -m benchmarks [NAME …]`; exits 1 where one misses its limit.

Each figure is the median of its runs, and beside it stands how far they lie apart and what the machine's own noise was
just before. The same as JSON goes into `build/benchmarks.json`.
"""

from __future__ import annotations

import json
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks.measure import Measure, noise

WRITTEN = Path(__file__).parent.parent / "build" / "benchmarks.json"


def _named(wanted: list[str]) -> Iterator[str]:
    """The benchmarks: every module here that measures."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    for name in wanted or known:
        if name not in known:
            sys.exit(f"benchmarks: there is no {name}; known are {', '.join(known)}")
        if not name.startswith("_") and hasattr(import_module(f"benchmarks.{name}"), "measures"):
            yield name


def _line(measure: Measure) -> str:
    limit = "" if measure.limit is None else f"at most {measure.limit:g}"
    verdict = "" if measure.limit is None else ("holds" if measure.holds else "MISSED")
    spread = "" if len(measure.values) == 1 else f"±{measure.spread / 2:.0%}"
    return f"  {measure.name:<70} {measure.value:>10.2f} {measure.unit:<6} {spread:<6} {limit:<14} {verdict}".rstrip()


def _told(measure: Measure) -> dict[str, Any]:
    return {**asdict(measure), "value": measure.value, "spread": measure.spread, "holds": measure.holds}


def main() -> None:
    """Print every figure as it is known; write all of them down at the end of each benchmark."""
    written: dict[str, list[dict[str, Any]]] = {}
    for name in _named(sys.argv[1:]):
        print(name, flush=True)
        written[name] = []
        for measure in chain([noise()], import_module(f"benchmarks.{name}").measures()):
            written[name].append(_told(measure))
            print(_line(measure), flush=True)
        WRITTEN.parent.mkdir(exist_ok=True)
        WRITTEN.write_text(json.dumps(written, ensure_ascii=False, indent=1))
    sys.exit(int(not all(one["holds"] for figures in written.values() for one in figures)))


main()
