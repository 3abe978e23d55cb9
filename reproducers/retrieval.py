"""How high the right passage stands when every passage of the slice is a candidate for every question."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.encoder import Encoder
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


_FEWEST = 10  # questions
METRICS = {
    "ndcg_at_10",
    "mrr",
    "mrr_at_10",
    "recall_at_1",
    "recall_at_5",
    "recall_at_10",
    "hits_at_1",
    "hits_at_10",
}


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a sentence encoder in safetensors, and questions with unrated passages."""
    refusal = requirements.encodes(model)
    refusal = refusal or requirements.missing_column(rows, "text", "text_pair")
    if refusal is None and requirements.missing_column(rows, "label") is None:
        return Refusal(
            "no_data", "The rows rate pairs: for retrieval bring questions with their right passages alone."
        )
    return refusal


@reproducer("retrieval", version=1, metrics=METRICS, fits=fits, asks=("ndcg_at_10", "recall_at_1"))
def retrieval(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Rank the slice's passages for each question by cosine; a smaller pool than the claim's is easier, and is said."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals

    started, encoder = bench.clock(), Encoder(bench)
    passages = tuple(dict.fromkeys(bench.rows.pairs))
    place = {passage: i for i, passage in enumerate(passages)}
    right: dict[str, set[int]] = {}
    for text, passage in zip(bench.rows.texts, bench.rows.pairs, strict=True):
        right.setdefault(text, set()).add(place[passage])
    asked = tuple(right)
    a, b = (_unit(encoder.encode(texts)) for texts in (asked, passages))
    ranks = [_ranks(b @ a[i], right[text]) for i, text in enumerate(asked)]
    scores = {name: np.array([_score(name, rank_list) for rank_list in ranks]) for name in METRICS}
    digest = bench.keep_raw({"question": i, "rank": rank_list[0]} for i, rank_list in enumerate(ranks))
    pool = (Pair(name="candidates", value=str(len(passages))), Pair(name="questions", value=str(len(asked))))
    run = Run((*encoder.settings, *pool), bench.clock() - started, digest, len(asked))
    for question in questions:
        if question.claim_id is not None:
            detail = (
                f"Here each question has {len(passages):,} candidates, {100 * scores[question.metric].mean():.1f} % on "
                "average: the claim was measured on another pool, so the two cannot be compared."
            )
            yield skipped(question, bench, "no_data", detail)
            continue
        if len(asked) < _FEWEST:
            yield skipped(
                question, bench, "no_data", f"{len(asked)} questions are too few. Bring at least {_FEWEST}."
            )
            continue
        rows = np.stack([scores[question.metric], np.ones(len(asked))], axis=1)
        resampled = resample_totals(ratio, rows, seed=bench.settings.seed, worth=rows_to_draw(bench))
        beside = {
            name: float(values.mean()) for name, values in sorted(scores.items()) if name != question.metric
        }
        yield to_measurement(question, bench, run, resampled, beside=beside)


def _unit(vectors: "Floats") -> "Floats":
    import numpy as np

    scaled: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return scaled


def _ranks(closeness: "Floats", right: set[int]) -> list[int]:
    """The ranks of the right passages, from 1; a tie counts against them."""
    sorted_ranks = sorted(int((closeness >= closeness[i]).sum()) for i in right)
    return [max(rank, i + 1) for i, rank in enumerate(sorted_ranks)]


def _score(name: str, ranks: list[int]) -> float:
    """One question's score; nDCG with gains of 0 and 1 (Järvelin and Kekäläinen, 2002)."""
    if name.startswith("mrr"):
        return 1 / ranks[0] if name == "mrr" or ranks[0] <= 10 else 0.0
    k = int(name.rpartition("_")[2])
    if name.startswith("hits"):
        return float(ranks[0] <= k)
    if name.startswith("recall"):
        return sum(rank <= k for rank in ranks) / len(ranks)
    ideal = sum(1 / math.log2(i + 2) for i in range(min(k, len(ranks))))
    return sum(1 / math.log2(rank + 1) for rank in ranks if rank <= k) / ideal
