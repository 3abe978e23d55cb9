"""How many tables are read as a whole under a wrong metric, on annotated cards and papers.

    python benchmarks/whole_tables.py [--bench ../shared/bench] [--most 0.03]

A table counts as wrong where more than half of its numbers that were read carry a metric that the annotation does not
accept. Prints the figures of cards, PDF and LaTeX, and exits 1 where more than --most of the tables are wrong.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import extractors
from benchmarks.table_gold import ALIKE, Lesson, lessons, like, names_of, sources
from claims.records import Claim, Document
from extractors.tables.context import spot

HERE = Path(__file__).resolve().parents[1]
BENCH = HERE.parent / "shared" / "bench"
FEWEST = 3
"""Numbers that a table must have before it counts."""


def claims_of(document: Document, kind: str) -> Iterator[Claim]:
    """What the extractors of tables read."""
    name = "card-tables" if kind == "card" else "paper-tables"
    for plugin in extractors.registry:
        if plugin.name == name:
            yield from (one for one in plugin.call(document) if isinstance(one, Claim))


def verdict(bench: Path, lesson: Lesson, read: dict[object, Claim]) -> tuple[int, int]:
    """How many annotated numbers of a table were read, and how many of them under a wrong metric."""
    read_cells = wrong = 0
    for (n, at, k), truth in lesson.truths.items():
        cell = lesson.table.grid.rows[n][at]
        value = lesson.table.numbers[n, at][k].stated.value
        claim = read.get((spot(cell.place), value)) if cell else None
        if claim is not None:
            read_cells += 1
            names = names_of(truth, "metric")
            printed = max(like(bench, claim.metric, names), like(bench, claim.metric_as_written, names))
            wrong += printed < ALIKE
    return read_cells, wrong


def main() -> int:
    """Count and print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("--bench", type=Path, default=BENCH)
    ask.add_argument("--most", type=float, default=0.03)
    args = ask.parse_args()
    if not args.bench.exists():
        print("The annotated documents (../shared/bench) are not here: nothing was measured.")
        return 0
    tables: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for kind, gold, path in sources(args.bench):
        found = lessons(args.bench, kind, gold, path)
        if not found:
            continue
        document = found[0].context.document.document
        read = {(spot(one.place), one.stated.value): one for one in claims_of(document, kind)}
        for lesson in found:
            read_cells, wrong = verdict(args.bench, lesson, read)
            if read_cells >= FEWEST:
                tables[kind] += 1
                bad[kind] += 2 * wrong > read_cells
    for kind in ("card", "pdf", "tex"):
        share = bad[kind] / max(1, tables[kind])
        print(f"{kind:5} {bad[kind]:3} of {tables[kind]:3} tables mostly under a wrong metric: {share:.1%}")
    return int(sum(bad.values()) > args.most * max(1, sum(tables.values())))


if __name__ == "__main__":
    sys.exit(main())
