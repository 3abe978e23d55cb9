"""An ONNX model on ONNX Runtime's own CPU operators: rows of text, of numbers, or of named columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import DataError, ModelUnavailable
from claims.records import Model, Pair
from reproducers.lab.bench import Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.clean_folder import clean_folder
from reproducers.lab.files.onnx_graph import Graph, Port, read_graph
from reproducers.lab.files.weights import find_weights
from reproducers.lab.models import onnx_profiling
from reproducers.lab.models.library_tables import number_table, numbers_in
from reproducers.lab.models.pretrained import WRONG_INPUTS, first_line, length_of
from reproducers.lab.orders import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from transformers import PreTrainedTokenizerBase

    Feeds = dict[str, NDArray[np.generic]]

_NUMPY = {
    "float32": "float32",
    "float64": "float64",
    "float16": "float16",
    "int64": "int64",
    "int32": "int32",
    "bool": "bool",
}


@dataclass(frozen=True)
class OnnxClassifier:
    """A session with what is known of its inputs and outputs."""

    session: "InferenceSession"
    graph: Graph
    labels: tuple[str, ...]
    tokenizer: "PreTrainedTokenizerBase | None"
    length: int
    settings: tuple[Pair, ...]
    alone: bool = False
    """Whether rows are given one at a time, since the graph takes one only."""

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The class of each row: the model's own label where it gives one, else its largest output."""
        return self.predictions_of(self.outputs(rows, positions), len(positions))

    def predictions_of(self, outputs: dict[str, object], count: int) -> list[Prediction]:
        """The classes that outputs for so many rows say."""
        return _predictions(outputs, self.labels, count, own=self.graph.classes == self.labels)

    def outputs(self, rows: Rows, positions: Sequence[int]) -> dict[str, object]:
        """Every output by its name, for these rows; raises ModelUnavailable where the model fails on them."""
        if not self.alone or len(positions) == 1:
            return self.run(self.feeds(rows, positions))
        return stacked([self.run(self.feeds(rows, [i])) for i in positions])

    def run(self, feeds: "Feeds") -> dict[str, object]:
        """Every output by its name."""
        try:
            outputs: list[object] = self.session.run(None, feeds)
        except Exception as error:  # its errors have no common class of their own
            raise ModelUnavailable(
                f"The model fails on the rows: {first_line(error)}", WRONG_INPUTS
            ) from None
        return dict(zip([port.name for port in self.graph.outputs], outputs, strict=True))

    def feeds(self, rows: Rows, positions: Sequence[int]) -> "Feeds":
        """What goes in for these rows, by the names of the inputs."""
        import numpy as np

        if self.tokenizer is not None:
            return self._tokens(rows, positions)
        first = self.graph.inputs[0]
        if first.kind == "string" and rows.texts:
            texts = np.array([rows.texts[i] for i in positions], dtype=object)
            return {first.name: texts.reshape(-1, 1) if len(first.shape) == 2 else texts}
        if len(self.graph.inputs) == 1:
            numbers = number_table(rows.features, positions)
            return {first.name: _as(numbers, first, numbers.shape[1])}
        return {port.name: _column(port, rows, positions) for port in self.graph.inputs}

    def _tokens(self, rows: Rows, positions: Sequence[int]) -> "Feeds":
        return self.tokens(
            [rows.texts[i] for i in positions], [rows.pairs[i] for i in positions] if rows.pairs else None
        )

    def tokens(self, texts: list[str], seconds: list[str] | None = None) -> "Feeds":
        """What goes in for these texts, or pairs of texts, padded to the longest or to the graph's own length."""
        import numpy as np

        assert self.tokenizer is not None  # noqa: S101 - the caller looked
        fixed = max(
            (p.shape[1] for p in self.graph.inputs if p.name == "input_ids" and len(p.shape) == 2), default=0
        )
        length = min(self.length, fixed) if fixed > 0 else self.length
        tokens = self.tokenizer(
            texts, seconds, truncation=True, max_length=length, padding=True, return_tensors="np"
        )
        if fixed > length or tokens["input_ids"].shape[1] < fixed:
            tokens = self.tokenizer.pad(tokens, padding="max_length", max_length=fixed, return_tensors="np")
        ids: NDArray[np.int64] = tokens["input_ids"]
        given = {"token_type_ids": np.zeros_like(ids), "attention_mask": np.ones_like(ids), **dict(tokens)}
        return {
            p.name: given[p.name].astype(_NUMPY.get(p.kind, "int64"))
            for p in self.graph.inputs
            if p.name in given
        }


def open_session(root: Path, model: Model, *, scratch: Path, settings: Settings) -> OnnxClassifier:
    """A session on the CPU without any library of custom operators; raises ModelUnavailable if it will not start."""
    import onnxruntime

    weights = find_weights(root, model.files)
    path = root / weights.files[0].path
    graph = read_graph(path, root)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = settings.threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    onnx_profiling.prepare(options, path)
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=_providers(settings.device))
    except Exception as error:
        raise ModelUnavailable(
            f"ONNX Runtime cannot open {path.name}: {first_line(error)}", "Export it again."
        ) from None
    onnx_profiling.opened(session)
    ran = (
        Pair(name="runtime", value=f"onnxruntime {onnxruntime.__version__}"),
        Pair(name="threads", value=str(settings.threads)),
        Pair(name="batch", value=str(settings.batch)),
    )
    tokenizer = _tokenizer(root, model, scratch) if any(p.name == "input_ids" for p in graph.inputs) else None
    length = length_of(root, tokenizer.model_max_length, settings) if tokenizer else 0
    alone = any(port.shape[:1] == (1,) for port in graph.inputs)
    return OnnxClassifier(session, graph, model.labels, tokenizer, length, ran, alone)


def stacked(outputs: Sequence[dict[str, object]]) -> dict[str, object]:
    """The outputs of rows that were run one by one, as those of one batch; what is no array of rows is left out."""
    import numpy as np

    by_name: dict[str, object] = {}
    for name in outputs[0]:
        parts = [part[name] for part in outputs]
        arrays = [part for part in parts if isinstance(part, np.ndarray) and part.ndim > 0]
        if len(arrays) == len(parts) and len({part.shape[1:] for part in arrays}) == 1:
            by_name[name] = np.concatenate(arrays)
    return by_name


def _providers(device: str) -> list[str]:
    return ["CUDAExecutionProvider", "CPUExecutionProvider"] if device == "cuda" else ["CPUExecutionProvider"]


def _tokenizer(root: Path, model: Model, scratch: Path) -> "PreTrainedTokenizerBase":
    from transformers import AutoTokenizer

    folder = clean_folder(root, model, scratch)
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(
            f"The tokenizer cannot be opened: {str(error)[:200]}", "Add the model's tokenizer.json."
        ) from None
    return tokenizer


def _as(values: "NDArray[np.float64]", port: Port, width: int) -> "NDArray[np.generic]":
    if len(port.shape) == 2 and port.shape[1] not in (-1, 0, width):
        says = f"The model takes {port.shape[1]} numbers a row, the data has {width} columns of them."
        raise DataError(says, "Name them in the model's order: --columns feature=A,feature=B.")
    return values.astype(_NUMPY.get(port.kind, "float32"))


def _column(port: Port, rows: Rows, positions: Sequence[int]) -> "NDArray[np.generic]":
    """The column of a named input, in the shape the input has."""
    import numpy as np

    plain = {name.strip().casefold(): name for name in rows.features}
    name = plain.get(port.name.strip().casefold())
    if name is None:
        says = f"The model has an input {port.name!r}, and the data no such column."
        raise DataError(says, f"It has {', '.join(rows.features)}. Rename one.")
    cells = rows.features[name]
    values: NDArray[np.generic]
    if port.kind == "string":
        values = np.array([cells[i] or "" for i in positions], dtype=object)
    else:
        values = numbers_in(name, cells, positions).astype(_NUMPY.get(port.kind, "float32"))
    return values.reshape(-1, 1) if len(port.shape) == 2 else values


def _predictions(
    outputs: dict[str, object], labels: tuple[str, ...], count: int, *, own: bool
) -> list[Prediction]:
    """The label output (integers or strings, one a row) with its probability, else the largest of each row."""
    import numpy as np

    arrays = [value for value in outputs.values() if isinstance(value, np.ndarray) and len(value) == count]
    scores = next((a for a in arrays if a.dtype.kind == "f" and a.ndim == 2 and a.shape[1] > 1), None)
    named = next((a for a in arrays if a.dtype.kind in "iuOSU" and a.size == count), None)
    if scores is None and named is None:
        binary = next((a for a in arrays if a.dtype.kind == "f" and a.size == count), None)
        if binary is None:
            raise ModelUnavailable(
                "The model's outputs are neither labels nor scores of classes.", "Say its task: --task."
            )
        high = binary.reshape(count).astype(np.float64)
        inside = bool(((high >= 0) & (high <= 1)).all())
        return [
            Prediction(int(p > 0.5), float(max(p, 1 - p)), np.array([1 - p, p]) if inside else None)
            for p in high
        ]
    best = np.full(count, np.nan) if scores is None else scores.max(axis=1)
    if named is None and scores is not None:
        shares = _shares(scores, len(labels))
        return [
            Prediction(int(i), float(p), x)
            for i, p, x in zip(scores.argmax(axis=1), best, shares, strict=True)
        ]
    places = {label: i for i, label in enumerate(labels)}
    answers = [str(value) for value in (named.reshape(count) if named is not None else ())]
    confidence = best if scores is not None else np.ones(count)
    shares = [None] * count if scores is None or not own else _shares(scores, len(labels), only=True)
    return [
        Prediction(_place(x, places), float(p), share)
        for x, p, share in zip(answers, confidence, shares, strict=True)
    ]


def _shares(
    scores: "NDArray[np.generic]", labels: int, *, only: bool = False
) -> "Sequence[NDArray[np.float64] | None]":
    """The probabilities that scores of shape (rows, outputs) are, as they are or by softmax; None for other widths.

    With `only`, scores that are no probabilities stay none: margins of a classifier with labels of its own.
    """
    import numpy as np

    values = scores.astype(np.float64)
    if labels and values.shape[1] != labels:
        return [None] * len(values)
    if ((values >= 0) & (values <= 1)).all() and np.allclose(values.sum(axis=1), 1, atol=1e-3):
        return list(values)
    if only:
        return [None] * len(values)
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return list(raised / raised.sum(axis=1, keepdims=True))


def _place(label: str, places: dict[str, int]) -> int:
    if label in places:
        return places[label]
    if label.isdecimal():
        return int(label)
    raise ModelUnavailable(
        f"The model answers {label[:60]!r}, which is none of its labels.", "Add the model's own config.json."
    )
