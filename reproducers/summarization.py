"""ROUGE of a summarizing model."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Pair, Question, Slice
from claims.verdicts.matched import UNSAID
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.seq2seq import Seq2SeqModel
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, mean_over_rows, to_measurement

_KINDS = {"rouge_1": "rouge1", "rouge_2": "rouge2", "rouge_l": "rougeL", "rouge_lsum": "rougeLsum"}


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a sequence-to-sequence model in safetensors, and texts with their summaries."""
    refusal = requirements.runs_in_torch(model, "summarization", "text2text-generation")
    return refusal or requirements.missing_column(rows, "text", "target")


@reproducer("summarization", version=2, metrics=set(_KINDS), fits=fits, asks=("rouge_1", "rouge_l"))
def summarization(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Summarize each row and take the mean F-measure of ROUGE with stemming."""
    import numpy as np
    from rouge_score.rouge_scorer import RougeScorer

    started, writer = bench.clock(), Seq2SeqModel(bench)
    made, true = writer.write(bench.rows.texts), bench.rows.by_role["target"]
    values = {}
    for stemmed in (True, False):
        scorer = RougeScorer(list(_KINDS.values()), use_stemmer=stemmed)
        scored = [scorer.score(t, m) for t, m in zip(true, made, strict=True)]
        for name, kind in _KINDS.items():
            values[name, stemmed] = np.array([scores[kind].fmeasure for scores in scored])
    digest = bench.keep_raw(
        {"row": n, **{name: round(float(values[name, True][i]), 6) for name in _KINDS}}
        for i, n in enumerate(bench.rows.numbers)
    )
    settings = (Pair(name=UNSAID, value="mean F-measure, stemmed"),)
    run = Run((*writer.settings, *settings), bench.clock() - started, digest)
    for question in questions:
        resampled = mean_over_rows(bench, values[question.metric, True])
        beside = {name: float(values[name, True].mean()) for name in _KINDS if name != question.metric}
        plain = float(values[question.metric, False].mean())
        yield to_measurement(
            question, bench, run, resampled, beside=beside | {f"{question.metric}, not stemmed": plain}
        )
