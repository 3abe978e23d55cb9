"""How well the closeness of two sentences' vectors agrees with what people said of them."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.encoder import Encoder
from reproducers.lab.models.regressor import true_numbers
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.correlation import correlations
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a sentence encoder in safetensors, and pairs of texts with a number."""
    refusal = requirements.encodes(model)
    return refusal or requirements.missing_column(rows, "text", "text_pair", "label")


@reproducer("sentence-similarity", version=1, metrics={"pearson", "spearman"}, fits=fits, asks=("spearman",))
def sentence_similarity(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Correlate the cosine of each pair's vectors with its label."""
    import numpy as np

    started, true = bench.clock(), true_numbers(bench)
    encoder = Encoder(bench)
    first, second = encoder.encode(bench.rows.texts), encoder.encode(bench.rows.pairs)
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosine = (first * second).sum(axis=1) / np.maximum(lengths, 1e-12)
    digest = bench.keep_raw(
        {"row": n, "true": float(t), "cosine": round(float(c), 9)}
        for n, t, c in zip(bench.rows.numbers, true, cosine, strict=True)
    )
    run = Run(encoder.settings, bench.clock() - started, digest)
    by_metric = correlations(cosine, true, worth=rows_to_draw(bench), seed=bench.settings.seed)
    beside = {name: resampled.estimate for name, resampled in by_metric.items()}
    for name, near in (
        ("dot", (first * second).sum(axis=1)),
        ("euclidean", -np.linalg.norm(first - second, axis=1)),
    ):
        from scipy.stats import spearmanr

        beside[f"spearman_{name}"] = float(spearmanr(near, true).statistic)
    for question in questions:
        if question.metric not in by_metric:
            yield skipped(
                question,
                bench,
                "ambiguous",
                "The labels or the closeness do not vary: there is no correlation.",
            )
            continue
        neighbours = {name: value for name, value in beside.items() if name != question.metric}
        yield to_measurement(question, bench, run, by_metric[question.metric], beside=neighbours)
