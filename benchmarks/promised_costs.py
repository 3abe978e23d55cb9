"""What Assay promises to cost at most, measured here: judging, checking a store, starting a child, damaged documents.

    python benchmarks/promised_costs.py [PART...] [--write]

Parts: judge, check, start, damaged; all by default. Seconds are of the processor, so that a busy machine changes little;
both starts are timed alternately, and the fastest of each counts. `--write` puts the lines into the README. Exits 1 where a promise is not kept.
"""

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.hardening_formats import DAMAGES, sound_files
from benchmarks.readme_tables import keep_rows

CLAIMS, RUNS = 10_000, 10_000
STARTS, DAMAGED = 30, 8
"""Children that are started either way, and damaged documents of each format and kind of damage."""
LONG = 300
"""How often the body of a small document is repeated."""


class Cost(NamedTuple):
    """What something costs, and what it may cost."""

    name: str
    measured: float
    most: float
    unit: str


def judge() -> list[Cost]:
    """Seconds in which the claims of one dossier are judged, each with a measurement of its own."""
    from tests.claims.small_case import a_claim, counted, ruled

    claims = tuple(a_claim(f"{50 + i / 250:.3f}%", line=i + 1) for i in range(CLAIMS))
    attempts = tuple(counted(claim, 700, 1000, reproducer=f"r{i}@1") for i, claim in enumerate(claims))
    return [Cost(f"{CLAIMS:,} claims are judged", _seconds(lambda: ruled(claims, attempts)), 5, "s")]


def check() -> list[Cost]:
    """Seconds in which a store of many runs is looked through, every file by its digest."""
    from flows.settings import settings
    from flows.store.check import check as looked_through

    with tempfile.TemporaryDirectory() as folder:
        where = settings({"VERIFY_HOME": folder})
        _fill(Path(folder))
        found = []
        seconds = _seconds(lambda: found.append(looked_through(where)))
    assert found[0].rows["runs"] == RUNS and not found[0].damaged, found[0].damaged[:3]
    return [Cost(f"a store of {RUNS:,} runs is checked", seconds, 10, "s")]


def _fill(home: Path) -> None:
    """A store with so many runs; written at once, since each by itself is put on the disk before the next."""
    from flows.settings import settings
    from flows.store import Store, schema
    from flows.store.blobs import where as place
    from tests.reports.many_claims import many_claims

    store, dossier = Store(settings({"VERIFY_HOME": str(home)})), many_claims(1)
    rows = []
    for number in range(RUNS):
        run = f"{number:012x}"
        body = dossier.model_copy(update={"run": run}).to_bytes()
        digest = hashlib.sha256(body).hexdigest()
        path = place(home / "artefacts", digest)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
        rows.append(
            {"run": run, "target": f"team/m{number}", "blob": digest, "finished_at": "2026-01-01T00:00:00Z"}
        )
    with store.open() as connection:
        connection.execute(schema.runs.insert(), rows)


def start() -> list[Cost]:
    """The start of a fully isolated child beside a fresh interpreter's, which is how every child began at first."""
    from flows.sandbox import Level, probe, run

    level = probe().level
    if level is not Level.FULL:
        return []
    times: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * STARTS + 2):
        forked = number % 2 == 0
        began = time.monotonic()
        run("flows.sandbox.escape_probes:run_nothing", b"", isolation=level, preload=() if forked else None)
        times[forked].append(time.monotonic() - began)
    fast, fresh = (min(times[forked][1:]) for forked in (True, False))
    return [Cost("an isolated child starts, beside a fresh interpreter", fast / fresh, 0.3, "x")]


def damaged() -> list[Cost]:
    """Seconds that damaged documents take beside a sound one of their size, in the median."""
    costs = []
    for name in ("README.md", "paper.tex", "paper.pdf"):
        body, chance = _long(name), random.Random(name)
        sound = min(_reading_seconds(name, body) for _ in range(3))
        shares = []
        for damage in DAMAGES:
            for _ in range(DAMAGED):
                harmed = damage(body, chance)
                shares.append(_reading_seconds(name, harmed) / sound / max(1.0, len(harmed) / len(body)))
        costs.append(Cost(f"a damaged {name} beside a sound one", statistics.median(shares), 2, "x"))
    return costs


def _long(name: str) -> bytes:
    """A sound document that takes a while."""
    if name.endswith(".pdf"):
        import pymupdf

        document = pymupdf.open()
        for number in range(12):
            lines = "\n".join(
                f"The model {line} reaches an accuracy of {60 + line}.{number} on SST-2."
                for line in range(30)
            )
            document.new_page().insert_text((72, 72), lines)
        return bytes(document.tobytes())
    body = sound_files()[name].decode()
    if name.endswith(".tex"):
        head, _, rest = body.partition("\\begin{table}")
        table, _, foot = rest.rpartition("\\end{document}")
        return (head + f"\\begin{{table}}{table}" * LONG + f"\\end{{document}}{foot}").encode()
    return (body + "\n\nIt reaches an accuracy of 88.1 on MRPC." * LONG).encode()


def _reading_seconds(name: str, body: bytes) -> float:
    """Seconds in which a document is read or refused."""
    from claims.errors import VerifyError
    from claims.records import Source
    from extractors.pipeline.read import ReadOrder, read

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(body)
        order = ReadOrder(
            root=folder, files=(name,), source=Source(kind="folder", name="d", revision="0", sha256="0")
        )

        def work() -> None:
            try:
                read(order)
            except VerifyError:
                return

        return _seconds(work)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


PARTS = {part.__name__: part for part in (judge, check, start, damaged)}
HEAD = "| what | measured | promised at most | tried again by |\n|---|--:|--:|---|"


def _row(part: str, cost: Cost) -> str:
    measured = f"{cost.measured:.2g} {cost.unit}"
    return f"| {cost.name} | {measured} | {cost.most:g} {cost.unit} | `python benchmarks/promised_costs.py {part}` |"


def main() -> int:
    """Measure what is asked for and print the table."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    ask.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    ask.add_argument("--write", action="store_true", help="Put the lines into the README.")
    asked = ask.parse_args()
    if unknown := {*asked.parts} - {*PARTS}:
        ask.error(f"there is no part {min(unknown)!r}")
    found = [(part, cost) for part in asked.parts or PARTS for cost in PARTS[part]()]
    rows = {cost.name: _row(part, cost) for part, cost in found}
    print("\n".join([HEAD, *rows.values()]))
    if asked.write:
        keep_rows("promised costs", HEAD, rows)
    return int(any(cost.measured > cost.most for _, cost in found))


if __name__ == "__main__":
    sys.exit(main())
