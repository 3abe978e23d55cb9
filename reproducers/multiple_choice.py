"""Accuracy of a causal language model on questions with choices, by the likelihood of each."""

import json
import re
from collections.abc import Iterator

from claims.errors import DataError
from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.causal import CausalModel
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, mean_over_rows, skipped, to_measurement

_ZERO = re.compile(r"\b(0|zero)[ -]?shot", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJ"


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a causal model in safetensors, and rows of question, choices and the right one."""
    refusal = requirements.runs_in_torch(model, "text-generation")
    return refusal or requirements.missing_column(rows, "text", "choices", "label")


@reproducer(
    "multiple-choice",
    version=1,
    metrics={"accuracy", "acc_norm", "acc_bytes"},
    fits=fits,
    asks=("accuracy", "acc_norm"),
)
def multiple_choice(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Choose by the sum of log-likelihoods (acc), or by the sum over the characters (acc_norm) or bytes (acc_bytes)."""
    import numpy as np

    started, causal = bench.clock(), CausalModel(bench)
    labels = from_zero(bench)
    right: dict[str, list[bool]] = {"accuracy": [], "acc_norm": [], "acc_bytes": []}
    for text, cell, label in zip(bench.rows.texts, bench.rows.by_role["choices"], labels, strict=True):
        choices = choices_of(cell)
        true = place_of(label, choices)
        nats = np.array([causal.answer(text, f" {choice.lstrip()}").nats for choice in choices])
        for name, size in (
            ("accuracy", None),
            ("acc_norm", len),
            ("acc_bytes", lambda choice: len(choice.encode())),
        ):
            lengths = np.array([1 if size is None else max(1, size(choice)) for choice in choices])
            right[name].append(int((nats / lengths).argmin()) == true)
    digest = bench.keep_raw(
        {"row": n, **{name: int(values[i]) for name, values in right.items()}}
        for i, n in enumerate(bench.rows.numbers)
    )
    run = Run(causal.settings, bench.clock() - started, digest)
    for question in questions:
        if question.claim_id is not None and not _ZERO.search(
            f"{question.metric_as_written} {question.conditions or ''}"
        ):
            detail = (
                f"The claim does not say its prompt; with the bare question the model gets "
                f"{100 * float(np.mean(right[question.metric])):.1f} % of {len(bench.rows):,} rows right."
            )
            yield skipped(question, bench, "ambiguous", detail)
            continue
        beside = {name: float(np.mean(v)) for name, v in right.items() if name != question.metric}
        mean = mean_over_rows(bench, right[question.metric])
        yield to_measurement(question, bench, run, mean, beside=beside, successes=sum(right[question.metric]))


def choices_of(cell: str) -> list[str]:
    """The choices of a row: a JSON list, or a table with a "text" list as ARC writes it."""
    try:
        value = json.loads(cell)
    except ValueError:
        value = None
    listed = value.get("text") if isinstance(value, dict) else value
    if not isinstance(listed, list) or len(listed) < 2:
        raise DataError(f"A row's choices are no list: {cell[:60]!r}.", 'Write them as JSON: ["one", "two"].')
    return [str(choice) for choice in listed]


def from_zero(bench: Bench) -> list[str]:
    """The labels; numbers that run from 1 are lowered to run from 0."""
    labels = [label.removesuffix(".0") for label in bench.rows.labels]
    if not all(label.isdecimal() for label in labels):
        return labels
    sizes = [len(choices_of(cell)) for cell in bench.rows.by_role["choices"]]
    from_one = any(int(label) == n for label, n in zip(labels, sizes, strict=True)) and "0" not in labels
    return [str(int(label) - 1) for label in labels] if from_one else labels


def place_of(label: str, choices: list[str]) -> int:
    """Which choice is right: its number from 0, its letter, or its text; raises DataError for anything else."""
    if label in choices:
        return choices.index(label)
    if label.isdecimal() and int(label) < len(choices):
        return int(label)
    if len(label) == 1 and label.upper() in _LETTERS[: len(choices)]:
        return _LETTERS.index(label.upper())
    raise DataError(f"{label[:40]!r} is none of the choices.", "Write the number of the right one, from 0.")
