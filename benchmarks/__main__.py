"""Run the benchmarks and print their figures: `python -m benchmarks [NAME …]`; exits 1 where one misses its limit."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module

import benchmarks
from benchmarks.measure import Measure


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
    return f"  {measure.name:<58} {measure.value:>10.2f} {measure.unit:<8} {limit:<14} {verdict}"


def main() -> None:
    """Print every figure as it is known."""
    missed = False
    for name in _named(sys.argv[1:]):
        print(name, flush=True)
        for measure in import_module(f"benchmarks.{name}").measures():
            print(_line(measure), flush=True)
            missed |= not measure.holds
    sys.exit(int(missed))


main()
