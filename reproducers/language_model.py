"""Perplexity of a causal language model on the team's texts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.causal import CausalModel
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats
    from claims.statistics.sum_scores import Statistic

METRICS = {"perplexity", "word_perplexity", "byte_perplexity", "bpb", "bpc", "log_loss"}


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a causal model in safetensors, and texts."""
    return requirements.runs_in_torch(model, "text-generation") or requirements.missing_column(rows, "text")


@reproducer("language-model", version=1, metrics=METRICS, fits=fits, asks=("perplexity", "bpb"))
def language_model(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Sum each text's log-likelihood, its first token left out, in windows that overlap by half."""
    import numpy as np

    from claims.statistics.sum_scores import exponential_of_ratio, ratio, resample_totals

    started, causal = bench.clock(), CausalModel(bench)
    texts = bench.rows.texts
    sums = [causal.text(text) for text in texts]
    sizes = [
        (s.nats, s.tokens, len(t.split()), len(t.encode()), len(t)) for s, t in zip(sums, texts, strict=True)
    ]
    digest = bench.keep_raw(
        {"row": n, "nats": round(a, 6), "tokens": b}
        for n, (a, b, *_) in zip(bench.rows.numbers, sizes, strict=True)
    )
    run, totals = Run(causal.settings, bench.clock() - started, digest), np.array(sizes, dtype=np.float64)
    totals = totals[totals[:, 1] > 0]
    bits = totals.copy()
    bits[:, 0] /= np.log(2)
    ways: dict[str, tuple[Statistic, Floats, int]] = {
        "perplexity": (exponential_of_ratio, totals, 1), "word_perplexity": (exponential_of_ratio, totals, 2),
        "byte_perplexity": (exponential_of_ratio, totals, 3), "bpb": (ratio, bits, 3), "bpc": (ratio, bits, 4),
        "log_loss": (ratio, totals, 1),
    }  # fmt: skip
    joined = causal.joined(texts) if len(texts) > 1 else None
    values = {name: float(way(rows[:, [0, under]].sum(axis=0))) for name, (way, rows, under) in ways.items()}
    for question in questions:
        way, rows, under = ways[question.metric]
        if len(rows) < 2:
            yield skipped(question, bench, "no_data", "Fewer than two texts have more than one token.")
            continue
        resampled = resample_totals(
            way, rows[:, [0, under]], worth=rows_to_draw(bench), seed=bench.settings.seed, share=False
        )
        beside = {name: value for name, value in values.items() if name != question.metric}
        if joined is not None and question.metric == "perplexity":
            beside["perplexity, texts joined"] = float(np.exp(joined.nats / joined.tokens))
            beside["perplexity, mean of the texts"] = float(np.exp(totals[:, 0] / totals[:, 1]).mean())
        yield to_measurement(question, bench, run, resampled, beside=beside)
