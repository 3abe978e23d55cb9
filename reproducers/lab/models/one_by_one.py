"""Whether a model's answer to a row hangs on the other rows of its batch; then rows are given one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.records import Pair
from reproducers.lab.bench import ONE_BY_ONE, Bench, Classifier, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.onnx_graph import Graph

_COMPARED = 8  # rows that are answered twice
_ALIKE = 1e-3  # what the order of a sum may do to a score
_RANGE = "inner values are quantised by the range of the whole batch"
_DIFFERS = "in a batch it answers some rows otherwise than by themselves"


@dataclass(frozen=True)
class OneByOne:
    """A classifier that is given one row at a time."""

    classifier: Classifier
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The class of each row, found without the others."""
        return [self.classifier.classify(rows, [i])[0] for i in positions]


def without_the_batch(classifier: Classifier, graph: Graph, bench: Bench) -> Classifier:
    """The classifier itself, or one row by one where a batch bears on the answers."""
    why = _RANGE if graph.by_range else _DIFFERS if _differs(classifier, bench) else ""
    if not why:
        return classifier
    settings = tuple(pair for pair in classifier.settings if pair.name != "batch")
    return OneByOne(classifier, (*settings, Pair(name="batch", value="1"), Pair(name=ONE_BY_ONE, value=why)))


def _differs(classifier: Classifier, bench: Bench) -> bool:
    """Whether rows from all over the slice are answered otherwise as a batch than one by one."""
    order = [i for batch in bench.batches() for i in batch]
    positions = order[:: max(1, len(order) // _COMPARED)][:_COMPARED]
    together = classifier.classify(bench.rows, positions)
    singly = [classifier.classify(bench.rows, [i])[0] for i in positions]
    return any(
        a.output != b.output or abs(a.score - b.score) > _ALIKE for a, b in zip(together, singly, strict=True)
    )
