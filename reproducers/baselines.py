"""Baselines on the same rows, the majority class and a linear model: what does no better has learnt nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from claims.errors import DataError
from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench, Raw
from reproducers.lab.data.label_leak import leak_in_columns, leak_in_texts
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.linear_model import cross_predicted
from reproducers.lab.scoring.score import METRICS, SystemPredictions, raw_predictions, score
from reproducers.lab.scoring.timing import CLASSIFIERS
from reproducers.lab.scoring.to_measurement import skipped

MAJORITY = "majority class"
WORDS = "TF-IDF + logistic regression (5-fold on these rows)"
PIXELS = "logistic regression on 16 × 16 pixels (5-fold on these rows)"
SOUNDS = "logistic regression on the spectrum (5-fold on these rows)"
COLUMNS = "logistic regression (5-fold on these rows)"


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but rows with class labels; the model is not needed."""
    if model.format != "predictions" and model.refused is None and model.task not in (None, *CLASSIFIERS):
        return Refusal("no_reproducer", f"The baselines are classifiers; the model does {model.task}.")
    return requirements.labelled(rows)


def subjects(model: Model) -> tuple[str, ...]:
    """The baselines that there are for a model's task."""
    if model.format == "predictions":
        return (MAJORITY,)
    learnt = {
        "tabular-classification": COLUMNS,
        "image-classification": PIXELS,
        "audio-classification": SOUNDS,
    }
    return (MAJORITY, learnt.get(model.task or "", WORDS))


@reproducer(
    "baselines", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), subjects=subjects
)
def baselines(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Call every row by the commonest label, and by a linear model trained on the other rows."""
    predicted: list[SystemPredictions] = []
    leak = _leak(bench)
    raw: list[Raw] = []
    for subject in dict.fromkeys(question.subject for question in questions):
        started = bench.clock()
        detail = leak or _lacking(subject, bench) if subject != MAJORITY else ""
        if detail:
            for question in (q for q in questions if q.subject == subject):
                yield skipped(question, bench, "no_data", detail)
            continue
        try:
            classes, settings = _majority(bench) if subject == MAJORITY else cross_predicted(bench)
        except DataError as error:
            for question in (q for q in questions if q.subject == subject):
                yield skipped(question, bench, "no_data", str(error))
            continue
        predicted.append(SystemPredictions(subject, classes, settings, bench.clock() - started))
        raw += raw_predictions(bench, subject, classes)
    digest = bench.keep_raw(raw)
    for predictions in predicted:
        asked = [question for question in questions if question.subject == predictions.subject]
        yield from score(asked, bench, replace(predictions, raw_sha256=digest))


def _leak(bench: Bench) -> str:
    """The sentence on labels that stand in their own inputs, or ""."""
    rows = bench.rows
    if rows.texts:
        return leak_in_texts(rows.texts, rows.labels)
    return leak_in_columns(rows.features, rows.labels)


def _lacking(subject: str, bench: Bench) -> str:
    """Why the rows hold nothing that a baseline of that name could learn from, or ""."""
    rows = bench.rows
    inputs = {
        WORDS: bool(rows.texts),
        PIXELS: "image" in rows.by_role,
        SOUNDS: "audio" in rows.by_role,
        COLUMNS: bool(rows.features),
    }
    return "" if inputs.get(subject, True) else "The rows hold nothing that it could learn from."


def _majority(bench: Bench) -> tuple[list[int], tuple[Pair, ...]]:
    """The commonest label for every row; the first of equals in the model's order."""
    truth = bench.truth
    commonest, rows = min(Counter(truth.indices).items(), key=lambda item: (-item[1], item[0]))
    settings = (Pair(name="class", value=truth.names[commonest]), Pair(name="rows of it", value=str(rows)))
    return [commonest] * len(truth.indices), settings
