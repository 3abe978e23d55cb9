"""A paper's own best results against the rows that leaderboards took from it.

`python benchmarks/leaderboard.py [FOLDER] [--per-gold 3]` reads the LaTeX of each paper under FOLDER, tells its best
results, at most three for each gold row in all, and prints recall and F1 of (metric, score), (data set, metric, score)
and with the task as well. Names agree as in the scorer that lies beside FOLDER.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from extractors.readers.reading import Reading, ReadOrder, read
from extractors.sources import folder

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"


def read_paper(paper: Path) -> Reading:
    """What the LaTeX of one paper says."""
    source, root, files = folder.pin(paper)
    paths = tuple(file.path for file in files if file.path.endswith(".tex"))
    return read(ReadOrder(root=str(root), files=paths, source=source))


def told(paper: Path) -> list[dict[str, str]]:
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
    out = {paper.name: told(paper) for paper in papers}
    while sum(map(len, out.values())) > options.per_gold * gold:
        longest = max(out, key=lambda name: len(out[name]))
        out[longest].pop()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(out, file)
        file.flush()
        scorer = options.folder.parent / "score_leaderboard.py"
        subprocess.run([sys.executable, str(scorer), str(options.folder), file.name], check=True)


if __name__ == "__main__":
    main()
