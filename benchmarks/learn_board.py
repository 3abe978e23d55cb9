"""Learn what makes a figure a headline result: `python -m benchmarks.learn_board [FOLDER] [--write]`.

FOLDER holds papers with the rows that leaderboards took from them (`gold.json`). The half of the papers whose name has an
even SHA-256 is learned from, by logistic regression (scikit-learn); the other half only measures. `--write` puts the
weights into the catalog.
"""

import argparse
import hashlib
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

from benchmarks.leaderboard import BENCH, read_paper
from extractors.leaderboards.features import features
from extractors.leaderboards.figures import Figures
from extractors.leaderboards.row import RowNames

OUT = Path(__file__).parents[1] / "claims" / "catalog" / "leaderboard_weights.toml"
HEAD = """# What a feature of a figure (extractors/leaderboards/features.py) counts for when headline results are looked for.
# Source: learned by `python -m benchmarks.learn_board --write` from half of 60 papers; the other half is held out.
"""


def learned_from(name: str) -> bool:
    """Whether a paper belongs to the half that is learned from."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0


def number(text: str) -> Decimal | None:
    """A score as a number; None where it is none."""
    try:
        return Decimal(text.strip(" %"))
    except InvalidOperation:
        return None


def examples(paper: Path) -> tuple[list[dict[str, float]], list[bool]]:
    """The features of each figure of a paper, and whether a leaderboard took it: by score, and by metric if any agrees."""
    reading = read_paper(paper)
    if reading.document is None:
        return [], []
    figures = Figures(reading.claims, reading.document)
    naming = RowNames(figures)
    taken: set[str] = set()
    for row in json.loads((paper / "gold.json").read_text())["leaderboard"]:
        same = [
            candidate for candidate in figures.candidates if candidate.stated.value == number(row["score"])
        ]
        alike = [one for one in same if naming.row(one).metric.casefold() == row["metric"].casefold()]
        taken |= {one.id for one in alike or same}
    return [features(figures, candidate) for candidate in figures.candidates], [
        candidate.id in taken for candidate in figures.candidates
    ]


def main() -> None:
    """Learns and prints the weights."""
    from sklearn.linear_model import LogisticRegression

    ask = argparse.ArgumentParser(description="Weights of headline results.")
    ask.add_argument("folder", type=Path, nargs="?", default=BENCH / "leaderboard")
    ask.add_argument("--write", action="store_true")
    options = ask.parse_args()
    rows: list[list[float]] = []
    taken: list[bool] = []
    share: list[float] = []
    names: list[str] = []
    for paper in sorted(path.parent for path in options.folder.glob("*/gold.json")):
        if learned_from(paper.name):
            said, yes = examples(paper)
            names = list(said[0]) if said else names
            rows += [list(one.values()) for one in said]
            taken += yes
            share += [1 / max(1, sum(yes)) ** 0.5] * len(yes)  # so that no paper with many rows decides alone
    model = LogisticRegression(max_iter=3000).fit(rows, taken, sample_weight=share)
    lines = [
        f'  {{feature = "{name}", weight = {weight:.2f}}},'
        for name, weight in zip(names, model.coef_[0], strict=True)
    ]
    print("\n".join(lines))
    if options.write:
        OUT.write_text(f"{HEAD}weight = [\n" + "\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
