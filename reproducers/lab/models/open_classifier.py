"""Opens the bench's classifier, whatever its format and input, and predicts the rows of the slice."""

from collections.abc import Iterable

from claims.errors import ModelUnavailable, ModelUnsafe
from reproducers.lab.bench import Bench, Classifier, Prediction, Predictions
from reproducers.lab.models.audio_classifier import open_audio_classifier
from reproducers.lab.models.image_classifier import OnnxImageClassifier, open_image_classifier
from reproducers.lab.models.known_rows import known_rows
from reproducers.lab.models.libraries import open_library_model
from reproducers.lab.models.one_by_one import without_the_batch
from reproducers.lab.models.onnx_session import OnnxClassifier, open_session
from reproducers.lab.models.torch_classifier import open_sequence_model


def open_classifier(bench: Bench) -> Classifier:
    """The model, opened; raises ModelUnsafe where the survey refused it, ModelUnavailable if it will not open."""
    if bench.model.refused is not None:
        raise ModelUnsafe(bench.model.detail)
    if bench.model.format == "library":
        return _of_library(bench)
    if bench.model.task == "image-classification":
        return open_image_classifier(bench)
    if bench.model.task == "audio-classification":
        return open_audio_classifier(bench)
    open_rows = open_session if bench.model.format == "onnx" else open_sequence_model
    return open_rows(bench.folder, bench.model, scratch=bench.scratch, settings=bench.settings)


def _of_library(bench: Bench) -> Classifier:
    opened = open_library_model(bench)
    if not isinstance(opened, Classifier):
        raise ModelUnavailable(
            f"The model gives no classes ({bench.model.architecture}).", "Say its task: --task."
        )
    return opened


def open_for_answers(bench: Bench) -> Classifier:
    """The model, opened for its answers and not for its speed: one row at a time where a batch changes them."""
    classifier = open_classifier(bench)
    if isinstance(classifier, OnnxClassifier) and not classifier.alone:
        return without_the_batch(classifier, classifier.graph, bench)
    if isinstance(classifier, OnnxImageClassifier):
        return without_the_batch(classifier, classifier.opened.graph, bench)
    return classifier


def predictions_of(bench: Bench) -> Predictions:
    """The class of each row; raises ModelUnavailable where an output is no number."""
    if bench.predicted is not None:
        return bench.predicted
    classifier, started = open_for_answers(bench), bench.clock()
    by_row: dict[int, Prediction] = {}
    for batch in bench.batches():
        by_row.update(zip(batch, classifier.classify(bench.rows, batch), strict=True))
    check_scores(by_row.values())
    seconds = bench.clock() - started
    rows = tuple(by_row[i] for i in range(len(bench.rows)))
    return Predictions(rows, (*classifier.settings, *known_rows(bench, classifier, by_row)), seconds)


def check_scores(predictions: Iterable[Prediction]) -> None:
    """Raise ModelUnavailable where a score is NaN."""
    if any(prediction.score != prediction.score for prediction in predictions):
        says = "The model's outputs are not numbers (NaN) for some rows."
        raise ModelUnavailable(says, "Its weights are damaged: download them again.")
