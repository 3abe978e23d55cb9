"""Exact match and F1 of a model that finds the answer in a passage, as SQuAD's own script counts them."""

import json
from collections.abc import Iterator, Sequence

from claims.errors import DataError
from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.extractive_qa import ExtractiveQA
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.squad_f1 import best_overlap, normal_answer
from reproducers.lab.scoring.to_measurement import Run, mean_over_rows, to_measurement


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a span model in safetensors, and rows of question, passage and answers."""
    refusal = requirements.runs_in_torch(model, "question-answering")
    return refusal or requirements.missing_column(rows, "question", "context", "answers")


@reproducer(
    "question-answering", version=1, metrics={"exact_match", "f1"}, fits=fits, asks=("exact_match", "f1")
)
def question_answering(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Take the likeliest span of each passage, and compare it with the nearest of the true answers."""
    import numpy as np

    started = bench.clock()
    true = [answers_of(cell) for cell in bench.rows.by_role["answers"]]
    spans = ExtractiveQA(bench)
    nothing = any(not answers for answers in true)  # SQuAD 2.0: some questions have no answer in the passage
    predicted = spans.answer(bench.rows.by_role["question"], bench.rows.by_role["context"], nothing=nothing)
    values = {
        "exact_match": np.array([_exact(a, t) for a, t in zip(predicted, true, strict=True)]),
        "f1": np.array([best_overlap(a, t) for a, t in zip(predicted, true, strict=True)]),
    }
    digest = bench.keep_raw(
        {"row": n, "exact": float(e), "f1": round(float(f), 9)}
        for n, e, f in zip(bench.rows.numbers, values["exact_match"], values["f1"], strict=True)
    )
    unanswerable = Pair(name="rows without an answer", value=str(sum(not answers for answers in true)))
    run = Run((*spans.settings, unanswerable), bench.clock() - started, digest)
    for question in questions:
        resampled = mean_over_rows(bench, values[question.metric])
        beside = {name: float(v.mean()) for name, v in values.items() if name != question.metric}
        raw = [float(a.strip() in t) if t else float(not a) for a, t in zip(predicted, true, strict=True)]
        yield to_measurement(
            question,
            bench,
            run,
            resampled,
            beside=beside | {"exact_match without normalising": float(np.mean(raw))},
        )


def answers_of(cell: str) -> tuple[str, ...]:
    """The true answers of a row: plain text, a JSON list, or SQuAD's table of texts; none where there is no answer."""
    start = cell.lstrip()[:1]
    if start not in ("{", "["):
        return (cell.strip(),)
    try:
        value = json.loads(cell)
    except ValueError:
        return (cell.strip(),)
    listed = value.get("text", []) if isinstance(value, dict) else value
    listed = [listed] if isinstance(listed, str) else listed
    if not isinstance(listed, list):
        raise DataError(
            f"A row's answers cannot be read: {cell[:60]!r}.", 'Write {"text": ["…"]} or the text itself.'
        )
    texts = (entry.get("text", "") if isinstance(entry, dict) else entry for entry in listed)
    return tuple(str(text) for text in texts if str(text).strip())


def _exact(answer: str, true: Sequence[str]) -> float:
    if not true:
        return float(not answer)
    return float(any(normal_answer(answer) == normal_answer(reference) for reference in true))
