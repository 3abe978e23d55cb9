"""A model that gives each row a number: a sequence model with one output, or an ONNX graph of columns."""

from dataclasses import replace
from typing import TYPE_CHECKING

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.libraries import NumberModel, open_library_model

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


def numbers_of(bench: Bench) -> "tuple[Floats, tuple[Pair, ...]]":
    """The number for each row, of shape (rows,), and how the model was run; raises ModelUnavailable for no numbers."""
    import numpy as np

    ways = {"onnx": _by_onnx, "library": _by_library}
    predicted, settings = ways.get(bench.model.format, _by_torch)(bench)
    if not np.isfinite(predicted).all():
        raise ModelUnavailable(
            "The model's outputs are not numbers for some rows.",
            "Its weights are damaged: download them again.",
        )
    return predicted, settings


def true_numbers(bench: Bench) -> "Floats":
    """The label of each row as a number, of shape (rows,); raises DataError for anything else."""
    import numpy as np

    try:
        true = np.array([float(label) for label in bench.rows.labels])
    except ValueError:
        raise DataError(
            "The label column holds something that is not a number.", "Say which: --columns label=…."
        ) from None
    if not np.isfinite(true).all():
        raise DataError(
            "The label column holds something that is not a finite number.", "Leave those rows out."
        )
    return true


def _by_torch(bench: Bench) -> "tuple[Floats, tuple[Pair, ...]]":
    import numpy as np

    from reproducers.lab.models.torch_classifier import open_sequence_model

    opened = open_sequence_model(bench.folder, bench.model, scratch=bench.scratch, settings=bench.settings)
    predicted = np.empty(len(bench.rows))
    for batch in bench.batches():
        logits = opened.logits(bench.rows, batch)
        if logits.shape[-1] != 1:
            raise ModelUnavailable(
                f"The model has {logits.shape[-1]} outputs a row, not one number.", "Say its task: --task."
            )
        predicted[batch] = logits[:, 0].double().numpy()
    return predicted, opened.settings


def _by_onnx(bench: Bench) -> "tuple[Floats, tuple[Pair, ...]]":
    import numpy as np

    from reproducers.lab.models.onnx_session import open_session

    opened = open_session(bench.folder, bench.model, scratch=bench.scratch, settings=bench.settings)
    opened = replace(opened, alone=opened.alone or opened.graph.by_range)
    predicted = np.empty(len(bench.rows))
    for batch in bench.batches():
        outputs = [a for a in opened.outputs(bench.rows, batch).values() if isinstance(a, np.ndarray)]
        output = next((a for a in outputs if a.dtype.kind in "fi" and a.size == len(batch)), None)
        if output is None:
            raise ModelUnavailable("The model does not give one number a row.", "Say its task: --task.")
        predicted[batch] = output.reshape(-1)
    return predicted, opened.settings


def _by_library(bench: Bench) -> "tuple[Floats, tuple[Pair, ...]]":
    import numpy as np

    opened = open_library_model(bench)
    if not isinstance(opened, NumberModel):
        raise ModelUnavailable(
            f"The model gives no numbers ({bench.model.architecture}).", "Say its task: --task."
        )
    predicted = np.empty(len(bench.rows))
    for batch in bench.batches():
        predicted[batch] = opened.numbers(bench.rows, batch)
    return predicted, opened.settings
