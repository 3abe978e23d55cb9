"""The doors on the loopback: faults, ingestion, a schedule, a model from a cold hub, many at once.

    python -m benchmarks.doors [--only faults|ingest|cron|verify|many]

Prints the figures and exits 1 where a target is missed.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.doors_faults import faults
from benchmarks.doors_ingest import ingest
from benchmarks.doors_runs import cron, many, verify
from benchmarks.doors_world import Figures, engine, told_nowhere

SECTIONS = {"faults": faults, "ingest": ingest, "cron": cron, "verify": verify, "many": many}


def main() -> int:
    """Run the sections that were asked for, all on one engine; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--only", choices=SECTIONS, help="One section.")
    only = ask.parse_args().only
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="doors-") as folder:
        root = Path(folder)
        with engine(root / "engine") as api:
            for name, section in SECTIONS.items():
                if only in (None, name):
                    began = time.monotonic()
                    print(f"\n{name}")
                    section(root / name, api, figures)
                    print(f"  ({time.monotonic() - began:.0f} s)")
            print("\nthe engine's own home")
            told_nowhere(figures, root / "engine")
    print("all targets met" if not figures.missed else f"missed: {', '.join(figures.missed)}")
    return 1 if figures.missed else 0


if __name__ == "__main__":
    sys.exit(main())
