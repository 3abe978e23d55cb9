"""What a vendor hands over, made from a seed: a model's folder, its card, and rows that a user measures it on."""

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from benchmarks.judged import UNTIMED, Judged, judged
from benchmarks.known_truth import World, linear, write_linear, write_rows
from claims.records import Verdict

INFLATED = "87.4"
"""Eight points more than the model reaches."""


@dataclass
class Delivery:
    """A model's folder and the user's file beside it, and the options that the user would give."""

    root: Path
    data: Path | None
    options: dict[str, str] = field(default_factory=dict)

    def judged(self, skipped: frozenset[str] = UNTIMED) -> Judged:
        """What comes of it."""
        return judged(self.root, self.data, self.root.parent, skipped=skipped, **self.options)


class Vendor:
    """A model of three classes that gets 79.4 % of 4,000 rows right, and all that is known of it."""

    def __init__(self, folder: Path) -> None:
        """Train it."""
        self.folder, self.made = folder, 0
        self.world: World = linear(folder)

    @property
    def truth(self) -> str:
        """Its accuracy on all rows, as printed."""
        return f"{self.world.truth['accuracy']:.1f}"

    @property
    def labels(self) -> list[str]:
        """The label of each row."""
        return self.world.columns["label"]

    @cached_property
    def answers(self) -> list[str]:
        """What the model says of each row."""
        import onnxruntime

        points = [self.world.columns[f"m{i}"] for i in range(6)]
        session = onnxruntime.InferenceSession(str(self.world.root / "model.onnx"))
        logits = session.run(None, {"x": np.array(points, dtype=np.float32).T})[0]
        return [("kind_a", "kind_b", "kind_c")[i] for i in logits.argmax(axis=1)]

    @cached_property
    def right(self) -> list[int]:
        """The rows that it gets right."""
        return [i for i, label in enumerate(self.labels) if self.answers[i] == label]

    @cached_property
    def wrong(self) -> list[int]:
        """The rows that it gets wrong."""
        return [i for i, label in enumerate(self.labels) if self.answers[i] != label]

    @property
    def every(self) -> list[int]:
        """All rows."""
        return list(range(len(self.labels)))

    def columns(self, rows: Sequence[int] | None = None) -> dict[str, list[str]]:
        """The columns of these rows, with a name for each."""
        kept = self.every if rows is None else rows
        cells = {name: [column[i] for i in kept] for name, column in self.world.columns.items()}
        return {"id": [str(i) for i in kept], **cells}

    def deliver(
        self,
        card: str,
        columns: Mapping[str, Sequence[str]] | None = None,
        description: Mapping[str, object] | None = None,
        **options: str,
    ) -> Delivery:
        """A copy of the model with a card; beside it the user's rows, which a description says are the claimed ones."""
        self.made += 1
        home = self.folder / f"delivery-{self.made}"
        root, own = home / self.world.name, home / "team"
        shutil.copytree(self.world.root, root)
        own.mkdir()
        (root / "README.md").write_text(card, encoding="utf-8")
        cells = {name: list(column) for name, column in (columns or self.columns()).items()}
        data = write_rows(own / "rows.csv", cells, range(len(next(iter(cells.values())))))
        describe(own, **(description or {}))
        return Delivery(root, data, dict(options))


def describe(folder: Path, **more: object) -> None:
    """The description that says what the rows of a folder are."""
    said = {"name": "linear3-rows", "title": "linear3 rows", "split": "test", **more}
    (folder / "datapackage.json").write_text(json.dumps(said))


def write_answers(delivery: Delivery, answers: Sequence[str], **columns: Sequence[object]) -> Delivery:
    """The delivery with a file of answers instead of the model, one for each row of the user's file, by id."""
    path = delivery.root.parent / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "output", *columns])
        for i, answer in enumerate(answers):
            out.writerow([i, answer, *(column[i] for column in columns.values())])
    (delivery.root / "model.onnx").unlink()
    delivery.options["predictions"] = str(path)
    return delivery


def index(value: str, name: str = "Accuracy", kind: str = "accuracy", dataset: str = "linear3 rows") -> str:
    """A card that states one score in its index."""
    return index_of([(kind, value, name)], dataset)


def index_of(scores: Sequence[tuple[str, str, str]], dataset: str = "linear3 rows") -> str:
    """A card that states scores in its index, each as kind, value and printed name."""
    metrics = "".join(
        f"    - type: {kind}\n      value: {value}\n      name: {json.dumps(name)}\n"
        for kind, value, name in scores
    )
    return (
        "---\nlicense: mit\npipeline_tag: tabular-classification\nmodel-index:\n- name: linear3\n  results:\n"
        "  - task:\n      type: tabular-classification\n    dataset:\n      type: linear3-rows\n"
        f"      name: {dataset}\n      split: test\n    metrics:\n{metrics}---\n\n# linear3\n\nA model.\n"
    )


def prose(sentence: str) -> str:
    """A card that states a score in a sentence."""
    return f"---\npipeline_tag: tabular-classification\n---\n# linear3\n\n## Results\n\n{sentence}\n"


def table(value: str, name: str = "Accuracy") -> str:
    """A card that states a score in a table."""
    return prose(f"On the test set of linear3-rows:\n\n| Metric | linear3 |\n|---|---|\n| {name} | {value} |")


def verdicts_on(seen: Judged, metric: str) -> list[Verdict]:
    """The verdicts on the claims of a metric."""
    ids = {claim.id for claim in seen.case.claims if claim.metric == metric}
    return [verdict for verdict in seen.verdicts if verdict.claim_id in ids]


def write_leaking(root: Path, features: Sequence[str]) -> None:
    """A model that reads the class from its last feature, and names its features."""
    weights = np.zeros((len(features), 3))
    weights[-1] = [0.0, 10.0, 20.0]
    write_linear(root / "model.onnx", weights, np.array([0.0, -5.0, -20.0]))
    config = json.loads((root / "config.json").read_text())
    (root / "config.json").write_text(json.dumps({**config, "feature_names": list(features)}))
