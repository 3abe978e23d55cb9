"""A unigram baseline for language models: a model that does no better has learnt no language."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import Run, rows_to_draw, skipped, to_measurement

UNIGRAM = "unigrams of words (5-fold on these rows)"
_FOLDS = 5
_PIECES = re.compile(r"\s|[^\W_]{1,60}|[\W_]")
"""Words, single blanks and single signs: together they are the text to the last byte."""
_SYMBOLS = 257  # the bytes, and the end of a word


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but texts for a language model."""
    return requirements.does(model, "text-generation") or requirements.missing_column(rows, "text")


def subjects(_model: Model) -> tuple[str, ...]:
    """The one baseline that there is."""
    return (UNIGRAM,)


@reproducer("baselines-of-language", version=1, metrics={"bpb"}, fits=fits, asks=("bpb",), subjects=subjects)
def baselines_of_language(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Predict each text from how often words occur in the other folds; new words are spelled, byte by byte."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals

    started, texts = bench.clock(), bench.rows.texts
    bits = _crossed(texts, bench.settings.seed)
    rows = np.array([(b, len(t.encode())) for b, t in zip(bits, texts, strict=True) if t], dtype=np.float64)
    digest = bench.keep_raw(
        {"row": n, "bits": round(b, 6)} for n, b in zip(bench.rows.numbers, bits, strict=True)
    )
    settings = (
        Pair(name="folds", value=str(min(_FOLDS, len(texts)))),
        Pair(name="new words", value="by bytes"),
    )
    run = Run(settings, bench.clock() - started, digest)
    for question in questions:
        if len(rows) < 2:
            yield skipped(question, bench, "no_data", "Fewer than two texts have a byte.")
            continue
        resampled = resample_totals(
            ratio, rows, worth=rows_to_draw(bench), seed=bench.settings.seed, share=False
        )
        yield to_measurement(question, bench, run, resampled)


def _crossed(texts: Sequence[str], seed: int) -> list[float]:
    """Bits of each text by the counts of the folds without it."""
    import random

    order = random.Random(seed).sample(range(len(texts)), len(texts))  # noqa: S311 - folds, not a secret
    bits = [0.0] * len(texts)
    count = min(_FOLDS, len(texts))
    for fold in range(count):
        held = order[fold::count]
        out = set(held)
        counts = Counts()
        for i in range(len(texts)):
            if i not in out:
                counts.add(texts[i])
        for i in held:
            bits[i] = counts.bits(texts[i])
    return bits


@dataclass
class Counts:
    """How often words and bytes occur; words by Witten and Bell (1991), bytes with one added to each."""

    words: Counter[str] = field(default_factory=Counter)
    symbols: Counter[int] = field(default_factory=Counter)
    total: int = 0

    def add(self, text: str) -> None:
        """Count a text; each new word is spelled once."""
        for word in _PIECES.findall(text):
            if not self.words[word]:
                self.symbols.update([*word.encode(), 256])
            self.words[word] += 1
            self.total += 1

    def bits(self, text: str) -> float:
        """Bits that the text costs under these counts; the probabilities of all words sum to no more than one."""
        return sum(self._word(word) for word in _PIECES.findall(text))

    def _word(self, word: str) -> float:
        mass = self.total + len(self.words)
        if seen := self.words.get(word, 0):
            return -math.log2(seen / mass)
        spelled = self.symbols.total() + _SYMBOLS
        letters = sum(-math.log2((self.symbols[symbol] + 1) / spelled) for symbol in (*word.encode(), 256))
        return letters - (math.log2(len(self.words) / mass) if self.words else 0.0)
