"""The cases of `benchmarks/verdicts.py`: a world's model with a card, beside rows, and what may be said of them."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.known_truth import FAILED, HELD, OPEN, Case, World, card, write_rows


class Bench:
    """Makes the cases of one world."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.rows = len(world.columns[world.label])
        self.made = 0

    def case(  # noqa: PLR0913 - a case is what differs from the plain one
        self,
        name: str,
        claimed: dict[str, float | str],
        right: dict[str, tuple[str, ...]],
        *,
        n: int = 2_400,
        columns: dict[str, list[str]] | None = None,
        same: bool = False,
        more: str = "",
        findings: tuple[str, ...] = (),
        change: Callable[[Path, Path], None] | None = None,
        seed: int = 0,
    ) -> Case:
        """A copy of the model with a card, beside rows drawn with a seed."""
        self.made += 1
        home = self.folder / f"{self.world.name}-{self.made}"
        root, team = home / self.world.name, home / "team"
        shutil.copytree(self.world.root, root)
        team.mkdir()
        kind = "regression" if self.world.name == "numbers" else "classification"
        task = f"tabular-{kind}" if (root / "model.onnx").exists() else "text-classification"
        (root / "README.md").write_text(card(self.world, claimed, more=more, task=task), encoding="utf-8")
        drawn = np.random.default_rng(seed).permutation(self.rows)[:n]
        data = write_rows(team / "rows.csv", columns or self.world.columns, [int(i) for i in drawn])
        if same:
            package = {"name": f"{self.world.name}-rows", "title": f"{self.world.name} rows", "split": "test"}
            (team / "datapackage.json").write_text(json.dumps(package))
        if change is not None:
            change(root, data)
        return Case(f"{self.world.name}: {name}", root, data, right, findings)

    def honest(self) -> Iterator[Case]:
        """What the card says is so, on the claimed data and on the team's own."""
        truth = {m: round(v, 1) for m, v in self.world.truth.items()}
        for same in (True, False):
            yield self.case("honest", truth, dict.fromkeys(truth, HELD), same=same)
        shares = {m: round(v / 100, 3) for m, v in self.world.truth.items()}
        yield self.case("honest, as shares", shares, dict.fromkeys(truth, HELD), same=True, seed=1)
        yield self.case("honest, 40 rows", truth, dict.fromkeys(truth, OPEN + HELD), n=40, same=True)

    def inflated(self) -> Iterator[Case]:
        """What the card says is four or ten points more than so."""
        for points in (4, 10):
            for same in (True, False):
                claimed = {m: round(min(v + points, 99.9), 1) for m, v in self.world.truth.items()}
                right = {
                    m: FAILED if claimed[m] - v > 3 else OPEN + FAILED for m, v in self.world.truth.items()
                }
                yield self.case(f"inflated by {points}", claimed, right, same=same, seed=points)
        claimed = {m: round(min(v + 4, 99.9), 1) for m, v in self.world.truth.items()}
        yield self.case(
            "inflated by 4, 40 rows", claimed, dict.fromkeys(claimed, OPEN + FAILED), n=40, same=True
        )

    def structure(self) -> Iterator[Case]:
        """Sizes that are right and wrong, and another machine's speed."""
        count = self.world.params
        for says, right in (
            (f"{count:,}", HELD),
            (f"{round(count * 1.7):,}", FAILED),
            (f"{3 * count:,}", FAILED),
        ):
            more = f"| Property | Value |\n|---|---|\n| Parameters | {says} |\n"
            yield self.case(f"{says} parameters", {}, {"params": right}, n=200, more=more)
        more = "| Device | Batch size | Latency |\n|---|---|---|\n| NVIDIA A100 | 1 | 0.4 ms |\n"
        yield self.case("another machine", {}, {"latency": OPEN}, n=200, more=more)

    def columns(self) -> Iterator[Case]:
        """Columns under names that nobody would guess, beside others that are no use."""
        truth = {m: round(v, 1) for m, v in self.world.truth.items()}
        text = next((c for c in self.world.columns if c in ("text", "sentence")), None)
        cells, rows = self.world.columns, self.rows
        rest = {
            "ticket": [f"T{i:06d}" for i in range(rows)],
            "channel": [("mail", "chat")[i % 2] for i in range(rows)],
        }
        if text is None:
            odd = {"verdict of record": cells[self.world.label]} | {
                k: v for k, v in cells.items() if k != self.world.label
            }
            yield self.case("odd label", truth, dict.fromkeys(truth, HELD), columns=odd, same=True)
            return
        odd = rest | {"gt (2nd pass)": cells[self.world.label], "Wortlaut": cells[text]}
        yield self.case("odd columns", truth, dict.fromkeys(truth, HELD), columns=odd, same=True)
        decoy = {
            "label": rest["channel"],
            "title": rest["ticket"],
            "body": cells[text],
            "category": cells[self.world.label],
        }
        yield self.case(
            "a decoy called label", truth, dict.fromkeys(truth, HELD + OPEN), columns=decoy, same=True
        )

    def labels(self) -> Iterator[Case]:
        """Labels by number, in another order, changed places, or shuffled over the rows."""
        truth = {m: round(v, 1) for m, v in self.world.truth.items()}
        cells, label = self.world.columns, self.world.label
        kinds = sorted(set(cells[label]))
        turned = dict(zip(kinds, kinds[1:] + kinds[:1], strict=True))
        moved = {**cells, label: [turned[x] for x in cells[label]]}
        yield self.case("labels changed places", truth, dict.fromkeys(truth, OPEN), columns=moved, same=True)
        other = {k: f"grp-{chr(945 + i % 24)}{i // 24}" for i, k in enumerate(kinds)}
        foreign = {**cells, label: [other[x] for x in cells[label]]}
        yield self.case(
            "labels of another vocabulary", truth, dict.fromkeys(truth, OPEN), columns=foreign, same=True
        )
        draw = np.random.default_rng(9).permutation(self.rows)
        shuffled = {**cells, label: [cells[label][i] for i in draw]}
        yield self.case("labels shuffled", truth, dict.fromkeys(truth, OPEN), columns=shuffled, same=True)
        backwards = {k: str(len(kinds) - 1 - i) for i, k in enumerate(kinds)}
        numbered = {"label": [backwards[x] for x in cells[label]], "label_name": cells[label]} | {
            k: v for k, v in cells.items() if k != label
        }
        yield self.case(
            "other numbers beside the names",
            truth,
            dict.fromkeys(truth, HELD + OPEN),
            columns=numbered,
            same=True,
        )

    def contaminated(self) -> Iterator[Case]:
        """The repository ships the very rows, or some of them."""
        truth = {m: round(v, 1) for m, v in self.world.truth.items()}

        def ship(root: Path, data: Path) -> None:
            (root / "data").mkdir()
            shutil.copy(data, root / "data" / "train.csv")

        def ship_few(root: Path, data: Path) -> None:
            lines = data.read_text(encoding="utf-8").splitlines(keepends=True)
            (root / "data").mkdir()
            (root / "data" / "train.csv").write_text("".join(lines[:300]), encoding="utf-8")

        rule = ("contaminated-slice",)
        yield self.case(
            "contaminated", truth, dict.fromkeys(truth, OPEN), same=True, change=ship, findings=rule
        )
        yield self.case(
            "a little contaminated",
            truth,
            dict.fromkeys(truth, HELD + OPEN),
            same=True,
            change=ship_few,
            findings=rule,
        )

    def metric(self) -> Iterator[Case]:
        """One metric's value under another's name."""
        truth = self.world.truth
        if abs(truth["accuracy"] - truth["f1_macro"]) > 3:
            higher, lower = sorted(("accuracy", "f1_macro"), key=lambda m: -truth[m])
            yield self.case("the wrong metric", {lower: round(truth[higher], 1)}, {lower: FAILED}, same=True)

    def repeated(self) -> Iterator[Case]:
        """Forty rows, copied until they look like many."""
        truth = self.world.truth
        claimed = {"accuracy": round(min(truth["accuracy"] + 3.9, 99.9), 1)}
        cells = {k: [v[i % 40] for i in range(self.rows)] for k, v in self.world.columns.items()}
        yield self.case(
            "forty rows, sixty times", claimed, {"accuracy": OPEN + FAILED}, columns=cells, same=True
        )
        honest = {"accuracy": round(truth["accuracy"], 1)}
        yield self.case("forty rows, honest", honest, {"accuracy": OPEN + HELD}, columns=cells, same=True)

    def errors(self) -> Iterator[Case]:
        """Errors of a regression that are so, that are a fifth too small, and with few rows."""
        truth = {m: round(v, 3) for m, v in self.world.truth.items()}
        better = {"mae": round(truth["mae"] * 0.8, 3), "rmse": round(truth["rmse"] * 0.8, 3)}
        for same in (True, False):
            yield self.case("honest", truth, dict.fromkeys(truth, HELD), same=same)
            yield self.case("a fifth too good", better, dict.fromkeys(better, FAILED), same=same)
        yield self.case("honest, 40 rows", truth, dict.fromkeys(truth, OPEN + HELD), n=40, same=True)
        yield self.case(
            "a fifth too good, 40 rows", better, dict.fromkeys(better, OPEN + FAILED), n=40, same=True
        )

    def every(self) -> Iterator[Case]:
        """All cases of the world."""
        if self.world.name == "numbers":
            yield from self.errors()
            return
        if self.world.name == "majority":
            truth = {"accuracy": round(self.world.truth["accuracy"], 1)}
            yield self.case("honest", truth, {"accuracy": HELD}, same=True, findings=("trivial-baseline",))
            return
        for part in (
            self.honest,
            self.inflated,
            self.structure,
            self.columns,
            self.labels,
            self.contaminated,
        ):
            yield from part()
        yield from self.metric()
        yield from self.repeated()
