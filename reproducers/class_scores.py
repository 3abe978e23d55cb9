"""ROC-AUC, PR-AUC, log loss, Brier score, calibration error, specificity and top-5 accuracy of a classifier."""

import re
from collections.abc import Iterator

from claims.records import Attempt, Model, Pair, Question, Slice
from claims.verdicts.matched import UNSAID
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.class_metrics import METRICS, Scored, scored
from reproducers.lab.scoring.class_probabilities import ClassProbabilities, probabilities_of
from reproducers.lab.scoring.label_alignment import misalignment
from reproducers.lab.scoring.score import confusion
from reproducers.lab.scoring.timing import CLASSIFIERS
from reproducers.lab.scoring.to_measurement import Run, skipped, to_measurement

_LOG_LOSS = re.compile(r"log|entropy|nll|likelihood|\bce\b", re.IGNORECASE)


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a classifier that may be opened or a file of its answers, and rows with labels."""
    if model.format != "predictions":
        return requirements.runs(model, *CLASSIFIERS) or requirements.labelled(rows)
    return requirements.labelled(rows)


@reproducer("class-scores", version=2, metrics=METRICS, fits=fits)
def class_scores(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare the probability of each class with the true one, resampled over the rows."""
    given = probabilities_of(bench)
    misaligned = misalignment(bench, confusion(bench.truth, given.called))
    digest = bench.keep_raw(_raw(bench, given))
    run = Run(given.settings, given.seconds, digest)
    for question in questions:
        result = misaligned or scored(question.metric, bench, given)
        if isinstance(result, str):
            yield skipped(question, bench, "ambiguous", result)
        elif (
            question.claim_id
            and question.metric == "log_loss"
            and not _LOG_LOSS.search(question.metric_as_written)
        ):
            says = "A loss may be weighted or smoothed, and the claim does not say which it is"
            yield skipped(
                question, bench, "ambiguous", f"{says}; the log loss here is {result.resampled.estimate:.4g}."
            )
        else:
            run_of_score = Run(
                (*run.settings, *_counting_settings(result)), run.seconds, run.raw_sha256, result.n
            )
            yield to_measurement(question, bench, run_of_score, result.resampled, beside=result.beside)


def _counting_settings(result: Scored) -> tuple[Pair, ...]:
    """How it was counted, whether the claim could mean another way, and what the shares of the classes give."""
    trivial = Pair(name="without a model", value=f"{result.trivial:.6g}: {result.trivially}")
    counted = Pair(name=UNSAID if result.open else "counted", value=result.counted)
    return (counted, trivial)


def _raw(bench: Bench, given: ClassProbabilities) -> Iterator[dict[str, int | float | str | None]]:
    """One line a row: the true class and the probability that it was given."""
    for place, (number, true) in enumerate(zip(bench.rows.numbers, bench.truth.indices, strict=True)):
        values = given.values
        share = None if values is None or true >= values.shape[1] else round(float(values[place, true]), 6)
        yield {"row": number, "label": bench.truth.names[true], "probability": share}
