"""Make lessons for the table reader from public papers whose best results others have entered into leaderboards.

    python -m benchmarks.leaderboard_lessons FOLDER --out lessons.jsonl.gz [--papers 2600] [--skip 0]

FOLDER holds one folder a paper, with its LaTeX and annotations.json: a list of {"LEADERBOARD": {"Task", "Dataset",
"Metric", "Score"}}, as in the public data set of jd-coderepos/sota (CC BY-SA 4.0). A score that stands in one cell, whose
labels or caption name the metric or the data, teaches which of the possible metrics and data sets was right. Kept are
the names of signs and hashed features, no text of a paper.
"""

import argparse
import ast
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.table_gold import ALIKE, Truth, document_of, like, matches, names_of, over, scorer
from benchmarks.train_table_reader import BENCH
from claims.errors import VerifyError
from extractors.tables.candidates import Candidate, Group
from extractors.tables.context import DocumentContext, TableContext
from extractors.tables.dataset_candidates import dataset_candidates
from extractors.tables.grid import grids
from extractors.tables.metric_candidates import metric_candidates
from extractors.tables.model import model
from extractors.tables.read import read
from extractors.tables.roles import Numbered
from extractors.tables.scored_metrics import datasets_for

MOST_CELLS = 1_500
MOST_BYTES = 400_000
"""LaTeX of a paper that is read."""
Part = tuple[TableContext, Numbered]
Cells = dict[tuple[int, int], Truth]


def entries(text: str) -> list[Truth]:
    """The leaderboard entries of a paper that have a score."""
    try:
        rows = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return []
    out: list[Truth] = []
    for row in rows:
        entry = row.get("LEADERBOARD", {})
        score = re.search(r"-?\d+(?:\.\d+)?", str(entry.get("Score", "")).replace(",", ""))
        if score and entry.get("Dataset") and entry.get("Metric"):
            out.append({"metric": str(entry["Metric"]), "dataset": str(entry["Dataset"]), "value": score[0]})
    return out[:40]


def placed(bench: Path, truths: Sequence[Truth], parts: Sequence[Part]) -> dict[int, Cells]:
    """Each entry on the cells that print its score under the labels that name it best, by part of a table."""
    out: dict[int, Cells] = defaultdict(dict)
    for truth in truths:
        hits = sorted(_hits(bench, truth, parts), key=lambda hit: -hit[0])
        best = [hit for hit in hits if hit[0] >= hits[0][0] - 1e-9]
        sure = bool(hits) and hits[0][0] >= ALIKE and len(best) <= 3
        digits = len(re.sub(r"\D", "", str(truth["value"])).lstrip("0"))
        if sure or (len(hits) == 1 and digits >= 3):
            for _, n, place in best:
                out[n].setdefault(place, truth)
    return out


def _hits(bench: Path, truth: Truth, parts: Sequence[Part]) -> Iterator[tuple[float, int, tuple[int, int]]]:
    values = names_of(truth, "value")
    for n, (context, table) in enumerate(parts):
        near = _nearby(bench, truth, context)
        for place, numbers in table.numbers.items():
            if scorer(bench).same_value(str(numbers[0].stated.value), values):
                labels = [matches(bench, text, truth) for _, text in over(table, *place)]
                yield sum(max(label.values(), default=0.0) for label in labels) + near, n, place


def _nearby(bench: Path, truth: Truth, context: TableContext) -> float:
    """How well the texts around a table name an entry's data and metric."""
    facts = [told for _, told in context.tellings]
    datasets = [name for fact in facts for name in fact.datasets]
    metrics = [printed for fact in facts for _, printed in fact.metrics]
    named = any(like(bench, name, names_of(truth, "dataset")) >= ALIKE for name in datasets)
    return 0.5 * named + 0.3 * any(like(bench, name, names_of(truth, "metric")) >= ALIKE for name in metrics)


def lesson(bench: Path, folder: Path) -> dict[str, object] | None:
    """What one paper teaches; nothing where none of its scores is found."""
    truths = entries((folder / "annotations.json").read_text("utf-8"))
    if not truths:
        return None
    whole = DocumentContext(document_of("tex", folder), is_paper=True)
    tables = [table for table in whole.document.tables if len(table.cells) < MOST_CELLS]
    contexts = [TableContext(table, whole) for table in tables]
    parts = [
        (context, Numbered(grid, context.brackets)) for context in contexts for grid in grids(context.table)
    ]
    out: dict[str, list[object]] = {"roles": [], "metric": [], "dataset": []}
    for n, cells in placed(bench, truths, parts).items():
        out["roles"] += _roles(bench, parts[n], cells)
        for key, row in _choices(bench, parts[n], cells):
            out[key].append(row)
    return {**out} if any(out.values()) else None


def _lesson_or_none(bench: Path, folder: Path) -> dict[str, object] | None:
    """What a paper teaches, unless it is too long or can't be read."""
    if sum(file.stat().st_size for file in folder.glob("*.tex")) > MOST_BYTES:
        return None
    try:
        return lesson(bench, folder)
    except VerifyError:
        return None


def _roles(bench: Path, part: Part, cells: Cells) -> Iterator[tuple[list[int], dict[str, float]]]:
    """The slots of each phrase that names an entry's metric or data, with which of them it names."""
    context, table = part
    found: dict[tuple[int, str], dict[str, float]] = defaultdict(dict)
    numbers = {id(level): n for n, level in enumerate(table.levels)}
    for place, truth in cells.items():
        for level, text in over(table, *place):
            worth = {k: v for k, v in matches(bench, text, truth).items() if k in ("metric", "dataset")}
            best = [role for role, value in worth.items() if value >= max(worth.values()) - 0.15]
            found[numbers[id(level)], text] |= {role: 1 / len(best) for role in best}
    for (n, text), share in found.items():
        if share:
            yield table.slots(table.levels[n], text, context.document.usage).tolist(), share


def _choices(bench: Path, part: Part, cells: Cells) -> Iterator[tuple[str, tuple[list[tuple[str, ...]], list[bool]]]]:  # fmt: skip
    """For each group of cells, the signs of its possible metrics and data sets, and which are right."""
    context, table = part
    groups: dict[int, tuple[Group, list[Truth]]] = {}
    known = read(table, context, model()).groups
    for place, truth in cells.items():
        groups.setdefault(id(known[place]), (known[place], []))[1].append(truth)
    for group, truths in groups.values():
        every: Mapping[str, Sequence[Candidate]] = {
            "metric": metric_candidates(group, datasets_for(group)),
            "dataset": dataset_candidates(group),
        }
        for key, candidates in every.items():
            right = [_is_right(bench, key, candidate, truths) for candidate in candidates]
            if any(right) and not all(right):
                yield key, ([candidate.signs for candidate in candidates], right)


def _is_right(bench: Path, key: str, one: Candidate, truths: Sequence[Truth]) -> bool:
    named = [names_of(truth, key) for truth in truths]
    return any(like(bench, text, names) >= ALIKE for names in named for text in (one.name, one.printed))


def main() -> None:
    """Read the papers and write what they teach."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--bench", type=Path, default=BENCH)
    ask.add_argument("--papers", type=int, default=2_600)
    ask.add_argument("--skip", type=int, default=0)
    args = ask.parse_args()
    folders = [one.parent for one in args.folder.glob("*/annotations.json")]
    folders.sort(key=lambda one: hashlib.sha256(one.name.encode()).hexdigest())
    with gzip.GzipFile(args.out, "wb", mtime=0) as file:
        for folder in folders[args.skip : args.skip + args.papers]:
            if taught := _lesson_or_none(args.bench, folder):
                file.write(json.dumps(taught).encode() + b"\n")


if __name__ == "__main__":
    main()
