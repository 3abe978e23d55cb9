"""A model's task on somebody's rows, whatever file of it runs: what goes in for a row, and what its outputs say."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.compression.box_quality import BoxQuality, answer_of
from reproducers.lab.compression.order import check_task
from reproducers.lab.compression.quality import ClassQuality, Quality

if TYPE_CHECKING:
    from collections.abc import Callable

    from reproducers.lab.compression.quality import Answer
    from reproducers.lab.compression.runners import Feeds, Outputs
    from reproducers.lab.models.image_classifier import OnnxImageClassifier
    from reproducers.lab.models.onnx_detector import OnnxDetector
    from reproducers.lab.models.onnx_session import OnnxClassifier

_CLASS_METRICS = ("accuracy", "f1_macro", "balanced_accuracy", "mcc")


class Subject(Protocol):
    """What is run, and how its answers are judged."""

    @property
    def file(self) -> Path:
        """The ONNX file of the original."""
        ...

    @property
    def quality(self) -> Quality:
        """How answers are judged."""
        ...

    @property
    def texts(self) -> bool:
        """Whether tokens go in."""
        ...

    def feeds(self, row: int) -> "Feeds":
        """What goes in for a row."""
        ...

    def answer(self, outputs: "Outputs", row: int) -> "Answer":
        """What the outputs for a row say."""
        ...


@dataclass(frozen=True)
class OpenedSubject:
    """A subject with what is to be told of its opening."""

    subject: Subject
    parity: float | None = None
    """The largest difference between the exported file's outputs and the model's own."""
    settings: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class RowClassifier:
    """A classifier of rows of text or numbers."""

    bench: Bench
    opened: "OnnxClassifier"
    file: Path
    quality: Quality

    @property
    def texts(self) -> bool:
        """Whether tokens go in."""
        return self.opened.tokenizer is not None

    def feeds(self, row: int) -> "Feeds":
        """What goes in for a row."""
        return self.opened.feeds(self.bench.rows, [row])

    def answer(self, outputs: "Outputs", row: int) -> "Answer":  # noqa: ARG002 - a detector needs it
        """The class that is given."""
        return _class_of(self.opened, outputs)


@dataclass(frozen=True)
class PictureClassifier:
    """A classifier of pictures."""

    opened: "OnnxImageClassifier"
    file: Path
    quality: Quality
    texts: bool = False

    def feeds(self, row: int) -> "Feeds":
        """The pixels of a row's picture."""
        return {self.opened.opened.graph.inputs[0].name: self.opened.pixels([row])}

    def answer(self, outputs: "Outputs", row: int) -> "Answer":  # noqa: ARG002 - a detector needs it
        """The class that is given."""
        return _class_of(self.opened.opened, outputs)


@dataclass(frozen=True)
class PictureDetector:
    """A detector of objects in pictures."""

    opened: "OnnxDetector"
    file: Path
    quality: Quality
    texts: bool = False

    def feeds(self, row: int) -> "Feeds":
        """The pixels of a row's picture."""
        return self.opened.feeds(row)

    def answer(self, outputs: "Outputs", row: int) -> "Answer":
        """The boxes that are found."""
        return answer_of(self.opened.boxes(outputs, row))


@dataclass(frozen=True)
class PairEncoder:
    """An encoder of sentences, on rows of two."""

    file: Path
    quality: Quality
    pairs: "Callable[[int], Feeds]"
    output: str
    texts: bool = True

    def feeds(self, row: int) -> "Feeds":
        """The tokens of both sentences of a row, as one batch."""
        return self.pairs(row)

    def answer(self, outputs: "Outputs", row: int) -> "Answer":  # noqa: ARG002 - a detector needs it
        """The two vectors."""
        import numpy as np

        return np.asarray(outputs[self.output], dtype=np.float64)


def open_subject(bench: Bench, metric: str | None) -> OpenedSubject:
    """The bench's model as an ONNX file with its task; raises ModelUnavailable or DataError where none can judge it."""
    task = bench.model.task
    check_task(task)
    if task == "sentence-similarity" and bench.model.format != "onnx":
        return _encoder(bench, metric)
    parity: float | None = None
    settings: tuple[Pair, ...] = ()
    if bench.model.format != "onnx":
        from reproducers.lab.compression.export import exported

        bench, parity, settings = exported(bench)
    file = bench.folder / bench.model.weights[0]
    return OpenedSubject(_subject(bench, file, metric), parity, settings)


def _subject(bench: Bench, file: Path, metric: str | None) -> Subject:
    bench = replace(bench, settings=bench.settings.model_copy(update={"threads": 1}))
    if bench.model.task == "sentence-similarity":
        raise ModelUnavailable(
            "Encoders of sentences are made cheaper from safetensors.", "Name the folder that holds them."
        )
    if bench.model.task == "object-detection":
        return _detector(bench, file, metric)
    if metric not in (None, *_CLASS_METRICS):
        raise DataError(
            f"--metric {metric} is none of a classifier.", f"Give one of {', '.join(_CLASS_METRICS)}."
        )
    quality = _class_quality(bench, metric or "accuracy")
    if bench.model.task == "image-classification":
        from reproducers.lab.models.image_classifier import OnnxImageClassifier, open_image_classifier

        pictures = open_image_classifier(bench)
        if not isinstance(pictures, OnnxImageClassifier):
            raise ModelUnavailable("The model is no ONNX file.", "Export it.")
        return PictureClassifier(pictures, file, quality)
    from reproducers.lab.models.onnx_session import open_session

    opened = open_session(bench.folder, bench.model, scratch=bench.scratch, settings=bench.settings)
    return RowClassifier(bench, opened, file, quality)


def _encoder(bench: Bench, metric: str | None) -> OpenedSubject:
    """An encoder of pairs of sentences, exported with its pooling."""
    from reproducers.lab.compression.encoder_export import export_encoder
    from reproducers.lab.compression.similarity_quality import quality_of

    quality = quality_of(bench, metric)
    encoder, parity, settings = export_encoder(bench)
    return OpenedSubject(PairEncoder(encoder.file, quality, encoder.feeds, encoder.output), parity, settings)


def _detector(bench: Bench, file: Path, metric: str | None) -> Subject:
    from reproducers.lab.models.detector import true_objects
    from reproducers.lab.models.onnx_detector import open_onnx_detector

    if metric not in (None, "ap", "map"):
        raise DataError(f"--metric {metric} is none of a detector.", "Leave it out: it is ap.")
    if "objects" not in bench.rows.by_role:
        raise DataError(
            f"{bench.slice.name if bench.slice else 'The data'} has no boxes to judge a detector by.",
            'Give each picture a column objects: {"bbox": [[x, y, width, height]], "category": ["cat"]}.',
        )
    true = true_objects(bench)
    if not any(true):
        raise DataError(
            "No picture has a true box, so that nothing can be found.", "Bring pictures with boxes."
        )
    return PictureDetector(open_onnx_detector(bench), file, BoxQuality(tuple(true)))


def _class_quality(bench: Bench, metric: str) -> ClassQuality:
    import numpy as np

    unmatched = bench.slice.unmatched if bench.slice else ()
    matched = bench.slice.labels if bench.slice else ()
    if unmatched and not matched:
        raise DataError(
            f"No label of the rows is one of the model's: {', '.join(unmatched[:3])} beside "
            f"{', '.join(bench.model.labels[:3])}.",
            "Write the model's own labels.",
        )
    return ClassQuality(metric, np.array(bench.truth.indices, dtype=np.int64))


def _class_of(opened: "OnnxClassifier", outputs: "Outputs") -> "Answer":
    """The class and its score; a label without any score has the score 1."""
    import numpy as np

    prediction = opened.predictions_of(outputs, 1)[0]
    return np.array([prediction.output, prediction.score], dtype=np.float64)
