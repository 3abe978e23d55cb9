"""BLEU, chrF and TER of a translating model, by sacreBLEU."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.seq2seq import Seq2SeqModel
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.bleu import corpus_scores
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, to_measurement

_TASKS = ("translation", "text2text-generation")


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a sequence-to-sequence model in safetensors, and texts with their translations."""
    return requirements.runs_in_torch(model, *_TASKS) or requirements.missing_column(rows, "text", "target")


@reproducer(
    "translation", version=2, metrics={"bleu", "chrf", "chrf_pp", "ter"}, fits=fits, asks=("bleu", "chrf")
)
def translation(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Translate each row and compare with its reference; corpus scores, resampled over the rows."""
    started, writer = bench.clock(), Seq2SeqModel(bench)
    made = writer.write(bench.rows.texts)
    scores = corpus_scores(
        made, bench.rows.by_role["target"], worth=rows_to_draw(bench), seed=bench.settings.seed
    )
    digest = bench.keep_raw(
        {"row": n, "characters": len(text)} for n, text in zip(bench.rows.numbers, made, strict=True)
    )
    for question in questions:
        corpus = scores[question.metric]
        run = Run((*writer.settings, *corpus.settings), bench.clock() - started, digest)
        beside = {name: other.resampled.estimate for name, other in scores.items() if name != question.metric}
        yield to_measurement(question, bench, run, corpus.resampled, beside=beside | corpus.beside)
