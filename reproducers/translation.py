"""BLEU, chrF and TER of a translating model, by sacreBLEU."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.seq2seq import Writer
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.bleu import corpus_scores
from reproducers.lab.scoring.to_measurement import Run, measured, worth_of

_TASKS = ("translation", "text2text-generation")


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A sequence-to-sequence model in safetensors, and texts with their translations."""
    refusal = requirements.opened(model) or requirements.does(model, *_TASKS) or requirements.in_torch(model)
    return refusal or requirements.has(rows, "text", "target")


@reproducer(
    "translation", version=1, metrics={"bleu", "chrf", "chrf_pp", "ter"}, fits=fits, asks=("bleu", "chrf")
)
def translation(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Translate each row and compare with its reference; corpus scores, resampled over the rows."""
    started, writer = bench.clock(), Writer(bench)
    made = writer.write(bench.rows.texts)
    scores = corpus_scores(made, bench.rows.more["target"], worth=worth_of(bench), seed=bench.settings.seed)
    digest = bench.keep(
        {"row": n, "characters": len(text)} for n, text in zip(bench.rows.numbers, made, strict=True)
    )
    for question in questions:
        one = scores[question.metric]
        run = Run((*writer.settings, *one.settings), bench.clock() - started, digest)
        beside = {name: other.found.estimate for name, other in scores.items() if name != question.metric}
        yield measured(question, bench, run, one.found, beside=beside | one.beside)
