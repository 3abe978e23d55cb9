"""sacreBLEU's corpus scores as functions of sums over the sentences, so that they can be resampled."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from claims.records import Pair
from claims.verdicts.matched import UNSAID

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats
    from claims.statistics.resampled import Resampled


class Corpus(NamedTuple):
    """A corpus score, its neighbours, and how it was counted."""

    resampled: "Resampled"
    beside: dict[str, float]
    settings: tuple[Pair, ...]


def corpus_scores(
    made: Sequence[str], true: Sequence[str], *, worth: int | None, seed: int
) -> dict[str, Corpus]:
    """BLEU, chrF, chrF++ and TER, from 0 to 1 (TER may exceed 1), with sacreBLEU's signature as the setting."""
    from sacrebleu.metrics import BLEU, CHRF, TER

    from claims.statistics.sum_scores import resample_totals

    metrics = {"bleu": BLEU(), "chrf": CHRF(), "chrf_pp": CHRF(word_order=2), "ter": TER()}
    scores = {}
    for name, metric in metrics.items():
        rows = _statistics(metric, made, true)

        def value(sums: "Floats", metric: object = metric) -> "Floats":
            return _scored(metric, sums)

        resampled = resample_totals(value, rows, worth=worth, resamples=400, seed=seed, share=name != "ter")
        metric.corpus_score(list(made), [list(true)])  # so that it knows its signature
        settings = [Pair(name="signature", value=str(metric.get_signature()))]
        beside = {}
        if name == "bleu":
            low = BLEU(lowercase=True).corpus_score(list(made), [list(true)]).score
            raw = BLEU(tokenize="none", force=True).corpus_score(list(made), [list(true)]).score
            beside = {"bleu, lower case": low / 100, "bleu, as tokenized": raw / 100}
            settings.append(Pair(name=UNSAID, value="sacreBLEU, tokenizer 13a, mixed case"))
        scores[name] = Corpus(resampled, beside, tuple(settings))
    return scores


def _statistics(metric: object, made: Sequence[str], true: Sequence[str]) -> "Floats":
    """What each sentence contributes, of shape (sentences, k)."""
    import numpy as np

    extract = getattr(metric, "_extract_corpus_statistics")  # noqa: B009 - what sacreBLEU's own resampling sums
    return np.array(extract(list(made), [list(true)]), dtype=np.float64)


def _scored(metric: object, sums: "Floats") -> "Floats":
    """The score of each row of sums, from 0 to 1."""
    import numpy as np

    compute = getattr(metric, "_compute_score_from_stats")  # noqa: B009 - sums in, score out
    flat = sums.reshape(-1, sums.shape[-1])
    return np.array([compute(list(row)).score / 100 for row in flat]).reshape(sums.shape[:-1])
