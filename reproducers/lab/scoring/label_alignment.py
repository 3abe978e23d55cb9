"""Detects labels and outputs that are misaligned (permuted classes, shuffled rows, unknown labels).

A low score is then no evidence against the model.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.errors import DataError
from reproducers.lab.bench import Bench
from reproducers.lab.files.onnx_graph import read_graph
from reproducers.lab.scoring.linear_model import cross_predicted

if TYPE_CHECKING:
    from claims.statistics.arrays import Ints


_FEW = 5  # rows of a class that say something about it
_GAIN = 0.02  # of the rows that another reading of the labels must win
_INDEPENDENT = 0.01  # the p-value above which labels and calls have nothing in common
_ROWS = 50
_BEHIND = 0.1  # by which a linear model beats one whose inputs are in another order
_UNKNOWN = 0.005  # the share of rows whose label the model lacks, above which a score is of another task


def misalignment(bench: Bench, matrix: "Ints") -> str | None:
    """What seems to be misaligned, in a sentence, or None; matrix of shape (k, k), row = true class."""
    return (
        _unknown_labels(bench, matrix)
        or _permuted(bench, matrix)
        or _shuffled(bench, matrix)
        or _columns_reordered(bench, matrix)
    )


def _unknown_labels(bench: Bench, matrix: "Ints") -> str | None:
    """Labels of the data that the model does not have: their rows can only be wrong."""
    unmatched = bench.slice.unmatched if bench.slice else ()
    if not unmatched or bench.model.format == "predictions":
        return None
    rows = int(matrix[len(bench.truth.names) - len(unmatched) : len(bench.truth.names)].sum())
    if rows <= _UNKNOWN * matrix.sum():
        return None
    listed = ", ".join(unmatched[:5])
    return (
        f"{rows:,} of the {matrix.sum():,} rows have labels that the model does not ({listed}): it gets "
        f"{_share(matrix)} of all rows right. Leave those rows out, or write their labels as the model does."
    )


def _permuted(bench: Bench, matrix: "Ints") -> str | None:
    if (
        bench.model.format == "predictions"
    ):  # no answer, or none of the labels, is not a class by another name
        matrix = matrix[: len(bench.truth.names), : len(bench.truth.names)]
    names = [*bench.truth.names, *(f"output {i}" for i in range(len(bench.truth.names), len(matrix)))]
    return permuted_classes(names, matrix)


def permuted_classes(names: Sequence[str], matrix: "Ints") -> str | None:
    """Classes that are called by each other's names throughout: labels or outputs are in another order."""
    rows, most = matrix.sum(axis=1), matrix.max(axis=1)
    if not ((rows >= _FEW) & (2 * most >= rows) & (most > matrix.diagonal())).any():
        return None
    from scipy.optimize import linear_sum_assignment

    true, predicted = linear_sum_assignment(-matrix)
    moved = [
        (int(t), int(c)) for t, c in zip(true, predicted, strict=True) if t != c and matrix[t].sum() >= _FEW
    ]
    if not moved or any(2 * matrix[t, c] < matrix[t].sum() or matrix[t, c] <= matrix[t, t] for t, c in moved):
        return None
    gain = sum(int(matrix[t, c] - matrix[t, t]) for t, c in moved)
    if gain < max(_FEW, _GAIN * matrix.sum()):
        return None
    shown = ", ".join(f"{names[t]} is called {names[c]}" for t, c in moved[:3])
    better = f"{100 * matrix[true, predicted].sum() / matrix.sum():.1f} %"
    return (
        f"The labels seem to have changed places ({shown}): as they stand {_share(matrix)} are right, "
        f"in the other order {better}. Check the labels of the data, and id2label in config.json."
    )


def _shuffled(bench: Bench, matrix: "Ints") -> str | None:
    """Labels that have nothing in common with the calls, nor with anything else in the rows."""
    seen = matrix[:, matrix.sum(axis=0) > 0]
    seen = seen[seen.sum(axis=1) > 0]
    n = int(matrix.sum())
    if n < _ROWS or min(seen.shape) < 2 or seen.sum(axis=0).max() > 0.98 * n:
        return None
    from scipy.stats import chi2_contingency

    if (
        chi2_contingency(seen).pvalue < _INDEPENDENT
        or _linear_accuracy(bench) > seen.sum(axis=1).max() / n + 2 / n**0.5
    ):
        return None
    return (
        "The labels have nothing in common with the model's outputs, nor with anything that a linear model finds in "
        f"the rows ({_share(matrix)} are right, as by chance): they may belong to other rows. Check the file."
    )


def _columns_reordered(bench: Bench, matrix: "Ints") -> str | None:
    """A block of numbers whose order nobody says, on which a linear model does far better than this one."""
    columns = [p for p in bench.slice.columns if p.name == "feature"] if bench.slice else []
    ordered = any("order of" in note for note in bench.slice.notes) if bench.slice else False
    if len(columns) < 2 or ordered or int(matrix.sum()) < _ROWS or _takes_named_columns(bench):
        return None
    linear = _linear_accuracy(bench)
    if linear < matrix.trace() / matrix.sum() + _BEHIND:
        return None
    return (
        f"A linear model learns {100 * linear:.1f} % of these rows and the model gets {_share(matrix)}: its inputs "
        "may be in another order than the columns. Name them in the model's order: --columns feature=A,feature=B."
    )


def _takes_named_columns(bench: Bench) -> bool:
    """Whether the model's inputs are columns by name, so that their order does not matter."""
    if bench.root is None or bench.model.format != "onnx":
        return False
    return len(read_graph(bench.root / bench.model.weights[0], bench.root).inputs) > 1


def _linear_accuracy(bench: Bench) -> float:
    """The cross-validated accuracy of a linear model on these rows; 0 where none can be trained."""
    try:
        classes, _ = cross_predicted(bench)
    except (ValueError, DataError):
        return 0.0
    return sum(a == b for a, b in zip(classes, bench.truth.indices, strict=True)) / len(classes)


def _share(matrix: "Ints") -> str:
    return f"{100 * matrix.trace() / matrix.sum():.1f} %"
