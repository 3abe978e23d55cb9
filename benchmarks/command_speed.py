"""How fast the command reads: one card from a cold start, then many cards and papers in one go, beside another build.

    python benchmarks/command_speed.py --cards CARDS --papers PAPERS [--base OTHER/.venv/bin/verify] [--repeats 3]

CARDS holds folders with a README.md, PAPERS folders with a paper.pdf. Each run has a fresh store. The other build reads
one document a command, one after the other, as builds without --json-lines can. Wall seconds hang on what else the
machine does; processor seconds, of the command and all its children, much less. Memory is the largest proportional
size (PSS) of the whole process tree, in which shared pages count once.
"""

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

OURS = Path(sys.executable).with_name("verify")
MOST_BY_OTHER = 6
"""Documents that the other build reads: its time is the same for each, and long."""


class Cost(NamedTuple):
    """What some commands took."""

    wall: float
    cpu: float
    peak_mb: float
    documents: int

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.documents / self.wall


def run(verify: Path, documents: Sequence[Path], *words: str) -> Cost:
    """Run `verify extract` once on these documents, with a fresh store."""
    with tempfile.TemporaryDirectory() as home:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        process = subprocess.Popen(
            [str(verify), "extract", *map(str, documents), *words],
            env={**os.environ, "VERIFY_HOME": home},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        peak: list[float] = [0.0]
        watcher = threading.Thread(target=watch_memory, args=(process, peak))
        watcher.start()
        if process.wait() not in (0, 3):
            raise SystemExit(f"{verify} ended with {process.returncode}")
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        watcher.join()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak[0], len(documents))


def watch_memory(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Keep the largest proportional size of a process and all below it, in MB."""
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            tree = psutil.Process(process.pid)
            total = 0
            for each in [tree, *tree.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    total += each.memory_full_info().pss
            peak[0] = max(peak[0], total / (1 << 20))
        time.sleep(0.1)


def one_by_one(verify: Path, documents: Sequence[Path]) -> Cost:
    """One command a document, one after the other."""
    costs = [run(verify, [document], "--json") for document in documents]
    peak = max(cost.peak_mb for cost in costs)
    return Cost(sum(cost.wall for cost in costs), sum(cost.cpu for cost in costs), peak, len(documents))


def best(costs: Sequence[Cost]) -> Cost:
    """The smallest of each figure: what disturbs a run only ever makes it slower."""
    return Cost(
        min(cost.wall for cost in costs),
        min(cost.cpu for cost in costs),
        min(cost.peak_mb for cost in costs),
        1,
    )


def report(title: str, ours: Cost, other: Cost | None) -> None:
    """Print a line for each build, and how they compare."""
    for name, cost in (("this build", ours), ("other", other)):
        if cost:
            print(
                f"{title:12} {name:10} {cost.documents:>4} documents  {cost.wall / cost.documents:7.3f} s wall and "
                f"{cost.cpu / cost.documents:7.3f} s CPU each, {cost.rate:7.2f} a second, {cost.peak_mb:5.0f} MB",
                flush=True,
            )
    if other:
        wall = (other.wall / other.documents) / (ours.wall / ours.documents)
        cpu = (other.cpu / other.documents) / (ours.cpu / ours.documents)
        print(
            f"{title:12} ratio      {wall:.1f} times as many a second, {cpu:.1f} times less CPU, "
            f"{ours.peak_mb / other.peak_mb:.2f} times the memory"
        )


def compare(cards: Sequence[Path], papers: Sequence[Path], base: Path | None, repeats: int) -> None:
    """All comparisons; the builds take turns, so that both meet the same load."""
    turns = [
        (run(OURS, cards[:1], "--json"), run(base, cards[:1], "--json") if base else None)
        for _ in range(repeats)
    ]
    report(
        "one card",
        best([ours for ours, _ in turns]),
        best([other for _, other in turns if other]) if base else None,
    )
    for title, documents in (("many cards", cards), ("many papers", papers)):
        other = one_by_one(base, documents[:MOST_BY_OTHER]) if base else None
        same = documents[:MOST_BY_OTHER] if title == "many papers" else documents
        report(title, run(OURS, same, "--json-lines"), other)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cards", type=Path, required=True, nargs="+")
    asked.add_argument("--papers", type=Path, required=True)
    asked.add_argument("--base", type=Path)
    asked.add_argument("--repeats", type=int, default=3)
    given = asked.parse_args()
    cards = [card for folder in given.cards for card in sorted(folder.glob("*/README.md"))]
    compare(cards, sorted(given.papers.glob("*/paper.pdf")), given.base, given.repeats)


if __name__ == "__main__":
    main()
