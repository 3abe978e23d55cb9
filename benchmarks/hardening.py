"""Harm of every kind, and what came of it, in one table whose last column has to be all zero.

    python benchmarks/hardening.py [PART...] [--each 150] [--seconds 180] [--seed 0] [--write]

Parts: formats, stores, 'one fails', 'one read fails', 'full from here', killed, served, hosts, memory, clocks, day,
tricks; all by default. Each part stops at its share of the seconds, and the table says how many cases it tried. Exits 1
where one ended as none may: with a traceback, a hang, a mistake of Assay, a lost decision, half a report, a damaged database, more isolation
claimed than stood, a vendor's trick confirmed. `--write` puts the lines of these parts into the README, in the place of
what an earlier run printed. A night takes `--each 3000 --seconds 36000`.
"""

import argparse
import importlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import (
    hardening_day,
    hardening_faults,
    hardening_formats,
    hardening_hosts,
    hardening_served,
    hardening_stores,
    vendor_tricks,
)
from benchmarks.hardening_cases import Tally, time_is_up
from benchmarks.readme_tables import keep_rows
from tests.flows.typed import IMPORTED

Part = Callable[[Path, int, int], Tally]
PARTS: dict[str, Part] = {
    "formats": hardening_formats.try_formats,
    "stores": hardening_stores.try_damaged_stores,
    **{mode: partial(hardening_faults.try_faults, mode) for mode in hardening_faults.MODES},
    "served": hardening_served.try_kills_of_serve,
    "hosts": hardening_hosts.try_hosts,
    "memory": hardening_hosts.try_memory,
    "clocks": hardening_hosts.try_clocks,
    "day": hardening_day.try_a_day,
    "tricks": vendor_tricks.try_tricks,
}
HEAD = "| harm | cases | went wrong | tried again by |\n|---|--:|--:|---|"


def run_parts(names: list[str], each: int, seconds: float, seed: int) -> list[Tally]:
    """Try the parts, each within its share of the time that is left."""
    tallies, until = [], time.monotonic() + seconds
    for done, name in enumerate(names):
        share = (until - time.monotonic()) / (len(names) - done)
        time_is_up.at = time.monotonic() + share
        folder = Path(
            tempfile.mkdtemp(prefix="assay-hardening-")
        )  # no object whose forked copy would remove it
        try:
            tallies.append(PARTS[name](folder, each, seed))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return tallies


def table(tallies: list[Tally]) -> str:
    """The results as Markdown."""
    return "\n".join([HEAD, *map(_row, tallies)]) + "\n"


def _row(tally: Tally) -> str:
    why = tally.skipped or ("" if tally.tried else "the time was up")
    counts = f"not tried: {why} | –" if why else f"{tally.tried:,} | {len(tally.wrong)}"
    return f"| {tally.name} | {counts} | `{tally.command}` |"


def main() -> int:
    """Try what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--each", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="Put what was tried into the README.")
    given = parser.parse_args()
    if unknown := {*given.parts} - {*PARTS}:
        parser.error(f"there is no part {min(unknown)!r}")
    for module in IMPORTED:
        importlib.import_module(module)  # once, instead of in every command
    tallies = run_parts(given.parts or list(PARTS), given.each, given.seconds, given.seed)
    for tally in tallies:
        for wrong in tally.wrong:
            print(f"{tally.name}: {wrong}")
    print(table(tallies))
    if given.write:
        keep_rows("hardening", HEAD, {tally.name: _row(tally) for tally in tallies if tally.tried})
    return 1 if any(tally.wrong for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
