"""Verdicts on models and rows whose truth is known: what is falsely refuted or confirmed, and what is left open.

    python benchmarks/verdicts.py [--only PART] [--all]

Everything is made from a seed, read by the real readers, measured by the real laboratory and judged by the law;
only the engine and the sandbox are left out. Exits 1 where a verdict is false or a finding is missing. A false
verdict counts ten times a needless "inconclusive".
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.known_truth import FAILED, HELD, OPEN, WORLDS, Case, World, card, write_rows
from claims.errors import VerifyError
from claims.law.judge import judge
from claims.records import Attempt, Finding, ModelFile, Source, Verdict
from claims.records import Case as Docket
from claims.rules import apply_rules
from extractors.readers.reading import ReadOrder, read
from reproducers.lab.ask import Settings, SurveyOrder, WorkOrder
from reproducers.lab.machine import machine
from reproducers.lab.plan import make_plan
from reproducers.lab.survey import survey
from reproducers.lab.work import work

UNTIMED = {"latency@2", "load-time@1", "memory@1", "compute@1"}


def verdicts(case: Case, scratch: Path) -> tuple[dict[str, list[Verdict]], tuple[Finding, ...]]:
    """Every verdict by metric, and every finding."""
    files = tuple(
        ModelFile(path=str(p.relative_to(case.root)), size=p.stat().st_size, sha256=_digest(p))
        for p in sorted(case.root.rglob("*")) if p.is_file()
    )  # fmt: skip
    source = Source(kind="folder", name=case.root.name, revision="0" * 40, sha256="0" * 64)
    reading = read(ReadOrder(root=str(case.root), files=tuple(f.path for f in files), source=source))
    order = SurveyOrder(
        model_root=str(case.root), model_name=case.root.name, files=files, data=str(case.data), **case.options
    )
    found = survey(order)
    planned = make_plan(reading.claims, found.model, found.slice, margin=Decimal(2), seed=0)
    attempts: list[Attempt] = []
    skipped = UNTIMED if "trivial-baseline" in case.findings else UNTIMED | {"baselines@1"}
    for name in sorted({s.reproducer for s in planned.steps if s.reproducer} - skipped):
        asked = tuple(step.question for step in planned.steps if step.reproducer == name)
        if found.model is None:
            continue
        one = WorkOrder(
            reproducer=name, questions=asked, model_root=str(case.root), model=found.model, slice=found.slice,
            data=found.data, settings=Settings(),
        )  # fmt: skip
        attempts += work(one, scratch=scratch).attempts
    docket = Docket(
        claims=reading.claims, model=found.model, slices=(found.slice,) if found.slice else (),
        machine=machine("none"), plan=planned, attempts=tuple(attempts),
    )  # fmt: skip
    ruled = judge(docket)
    names = {claim.id: claim.metric for claim in reading.claims}
    by_metric: dict[str, list[Verdict]] = {}
    for verdict in ruled:
        by_metric.setdefault(names[verdict.claim_id], []).append(verdict)
    return by_metric, apply_rules(docket, ruled)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Bench:
    """Makes the cases of one world."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.rows = len(world.columns[world.label])
        self.made = 0

    def case(  # noqa: PLR0913 - a case is what differs from the plain one
        self,
        name: str,
        told: dict[str, float | str],
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
        (root / "README.md").write_text(card(self.world, told, more=more, task=task), encoding="utf-8")
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
                told = {m: round(min(v + points, 99.9), 1) for m, v in self.world.truth.items()}
                right = {m: FAILED if told[m] - v > 3 else OPEN + FAILED for m, v in self.world.truth.items()}
                yield self.case(f"inflated by {points}", told, right, same=same, seed=points)
        told = {m: round(min(v + 4, 99.9), 1) for m, v in self.world.truth.items()}
        yield self.case("inflated by 4, 40 rows", told, dict.fromkeys(told, OPEN + FAILED), n=40, same=True)

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
        told = {"accuracy": round(min(truth["accuracy"] + 3.9, 99.9), 1)}
        cells = {k: [v[i % 40] for i in range(self.rows)] for k, v in self.world.columns.items()}
        yield self.case(
            "forty rows, sixty times", told, {"accuracy": OPEN + FAILED}, columns=cells, same=True
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


def weigh(case: Case, scratch: Path) -> tuple[int, int, int, list[str]]:
    """Right, false and needlessly open verdicts of one case, and what to say of it."""
    try:
        found, findings = verdicts(case, scratch)
    except VerifyError as error:
        return 0, 0, sum(OPEN[0] not in r for r in case.right.values()), [f"could not run: {error}"]
    right = false = needless = 0
    said = []
    for metric, allowed in case.right.items():
        for verdict in found.get(metric, []):
            if verdict.outcome in allowed:
                right += 1
            elif verdict.outcome in OPEN:
                needless += 1
                said.append(f"needless {metric} {verdict.outcome}: {verdict.says}")
            else:
                false += 1
                said.append(f"FALSE {metric} {verdict.outcome}: {verdict.says}")
        if metric not in found:
            said.append(f"no claim of {metric} was read")
    missing = set(case.findings) - {one.rule for one in findings}
    false += len(missing)
    said += [f"no finding {rule}" for rule in sorted(missing)]
    return right, false, needless, said


def main(words: Sequence[str] | None = None) -> int:
    """Print each case and the sums; 1 where a verdict is false."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--only", default="", help="cases whose name holds this")
    ask.add_argument("--all", action="store_true", help="print the right ones too")
    asked = ask.parse_args(words)
    sums = [0, 0, 0]
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for make in WORLDS:
            world = make(Path(folder))
            for case in Bench(world, Path(folder)).every():
                if asked.only not in case.name:
                    continue
                started = time.monotonic()
                *counts, said = weigh(case, case.root.parent)
                sums = [a + b for a, b in zip(sums, counts, strict=True)]
                if said or asked.all:
                    print(
                        f"{case.name:45} {time.monotonic() - started:5.1f} s  {'; '.join(said) or 'right'}",
                        flush=True,
                    )
    print(f"{sums[0]} right, {sums[1]} false, {sums[2]} needlessly open; cost {10 * sums[1] + sums[2]}")
    return 1 if sums[1] else 0


if __name__ == "__main__":
    sys.exit(main())
