"""A paper's own best results against the rows that leaderboards took from it.

`python benchmarks/leaderboard.py [FOLDER] [--per-gold 3]` reads the LaTeX of each paper under FOLDER, tells its best
results, at most three for each gold row in all, and prints recall and F1 of (metric, score), (data set, metric, score)
and with the task as well, over rows and over papers, since one paper may hold many of the rows. Names agree as in the scorer that lies beside FOLDER.
"""

import argparse
import hashlib
import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from extractors.pipeline.read import Reading, ReadOrder, read
from extractors.sources import folder

Agree = Callable[[dict[str, str], dict[str, str], list[str], bool], bool]
BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"


def read_paper(paper: Path) -> Reading:
    """What the LaTeX of one paper says."""
    source, root, files = folder.pin(paper)
    paths = tuple(file.path for file in files if file.path.endswith(".tex"))
    return read(ReadOrder(root=str(root), files=paths, source=source))


def best_results(paper: Path) -> list[dict[str, str]]:
    """The best results of one paper, the surest first."""
    return [row.model_dump() for row in read_paper(paper).leaderboard]


def main() -> None:
    """Reads the papers and prints the figures."""
    parser = argparse.ArgumentParser(description="Own best results against leaderboards.")
    parser.add_argument("folder", type=Path, nargs="?", default=BENCH / "leaderboard")
    parser.add_argument("--per-gold", type=float, default=3.0)
    options = parser.parse_args()
    papers = sorted(path.parent for path in options.folder.glob("*/gold.json"))
    gold = sum(len(json.loads((one / "gold.json").read_text())["leaderboard"]) for one in papers)
    out = {paper.name: best_results(paper) for paper in papers}
    while sum(map(len, out.values())) > options.per_gold * gold:
        longest = max(out, key=lambda name: len(out[name]))
        out[longest].pop()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(out, file)
        file.flush()
        scorer = options.folder.parent / "score_leaderboard.py"
        subprocess.run([sys.executable, str(scorer), str(options.folder), file.name], check=True)
    summary(options.folder, {one.name: _gold(one) for one in papers}, out)


def _gold(paper: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((paper / "gold.json").read_text())["leaderboard"]
    return rows


def found(truths: list[dict[str, str]], rows: list[dict[str, str]], agree: Agree, keys: list[str]) -> int:
    """How many gold rows of one paper are found, each row that was found counted once."""
    left, hits = list(rows), 0
    for truth in truths:
        same = next((row for row in left if agree(row, truth, keys, False)), None)
        if same is not None:
            left.remove(same)
            hits += 1
    return hits


def quarter(name: str) -> int:
    """Which quarter of the papers one belongs to: 0 and 2 were learned from, 1 was read, 3 only measures."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 4


def summary(
    papers: Path, gold: dict[str, list[dict[str, str]]], out: dict[str, list[dict[str, str]]]
) -> None:
    """Prints recall over rows and over papers: of all, without the paper with most rows, and of each part."""
    sys.path.insert(0, str(papers.parent))
    agree: Agree = importlib.import_module("score_leaderboard").agree
    largest = max(gold, key=lambda name: len(gold[name]))
    parts: dict[str, Callable[[str], bool]] = {
        "all papers": gold.__contains__,
        "without the largest": lambda name: name != largest,
        "learned from": lambda name: quarter(name) % 2 == 0,
        "held-out half": lambda name: quarter(name) % 2 == 1,
        "  read": lambda name: quarter(name) == 1,
        "  unread": lambda name: quarter(name) == 3,
    }
    print("recall over rows / mean over papers: (metric, score), with the data set, with the task")
    for title, belongs in parts.items():
        names = [name for name in gold if belongs(name)]
        figures = []
        for keys in (["metric"], ["metric", "dataset"], ["metric", "dataset", "task"]):
            hits = {name: found(gold[name], out[name], agree, keys) for name in names}
            rows = sum(hits.values()) / max(1, sum(len(gold[name]) for name in names))
            mean = sum(hits[name] / len(gold[name]) for name in names) / max(1, len(names))
            figures.append(f"{rows:.3f} / {mean:.3f}")
        print(f"{title:20} {'   '.join(figures)}")


if __name__ == "__main__":
    main()
