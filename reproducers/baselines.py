"""What the simplest of methods reach on the same rows: a model that does no better has learnt nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.errors import DataError
from claims.records import Attempt, Model, Pair, Question, Skipped, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench, Raw
from reproducers.lab.models.audio_inputs import waves
from reproducers.lab.models.image_inputs import pictures
from reproducers.lab.models.onnx_session import numbers
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.score import METRICS, Called, raw_calls, score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.pipeline import Pipeline

MAJORITY = "majority class"
WORDS = "TF-IDF + logistic regression (5-fold on these rows)"
PIXELS = "logistic regression on 16 × 16 pixels (5-fold on these rows)"
SOUNDS = "logistic regression on the spectrum (5-fold on these rows)"
COLUMNS = "logistic regression (5-fold on these rows)"
_FOLDS = 5
_SIDE = 16  # pixels
_RATE, _WINDOW, _BAND = 16_000, 512, 8  # Hz, samples, lines of the spectrum
_TASKS = ("text-classification", "tabular-classification", "image-classification", "audio-classification")
_TERMS = 30_000  # the most frequent ones of each sort


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """Rows with labels of classes are all that a baseline needs."""
    if model.format != "predictions" and model.refused is None and model.task not in (None, *_TASKS):
        return Refusal("no_reproducer", f"The baselines are classifiers; the model does {model.task}.")
    return requirements.labelled(rows)


def subjects(model: Model) -> tuple[str, ...]:
    """The baselines that there are for a model's task."""
    if model.format == "predictions":
        return (MAJORITY,)
    learnt = {
        "tabular-classification": COLUMNS,
        "image-classification": PIXELS,
        "audio-classification": SOUNDS,
    }
    return (MAJORITY, learnt.get(model.task or "", WORDS))


@reproducer(
    "baselines", version=2, metrics=METRICS, fits=fits, asks=("accuracy", "f1_macro"), subjects=subjects
)
def baselines(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Call every row by the commonest label, and by a linear model trained on the other rows."""
    found: list[Called] = []
    raw: list[Raw] = []
    for subject in dict.fromkeys(question.subject for question in questions):
        started = bench.clock()
        try:
            calls, settings = _majority(bench) if subject == MAJORITY else trained(bench)
        except DataError as error:
            yield from _left([q for q in questions if q.subject == subject], bench, str(error))
            continue
        found.append(Called(subject, calls, settings, bench.clock() - started))
        raw += raw_calls(bench, subject, calls)
    digest = bench.keep(raw)
    for called in found:
        asked = [question for question in questions if question.subject == called.subject]
        kept = Called(called.subject, called.calls, called.settings, called.seconds, digest)
        yield from score(asked, bench, kept)


def _left(questions: list[Question], bench: Bench, detail: str) -> Iterator[Attempt]:
    for asked in questions:
        yield Skipped(
            subject=asked.subject,
            metric=asked.metric,
            reason="no_data",
            detail=detail,
            reproducer=bench.stamp,
        )


def _majority(bench: Bench) -> tuple[list[int], tuple[Pair, ...]]:
    """The commonest label for every row; the first of equals in the model's order."""
    truth = bench.truth
    commonest, rows = min(Counter(truth.indices).items(), key=lambda item: (-item[1], item[0]))
    told = (Pair(name="class", value=truth.names[commonest]), Pair(name="rows of it", value=str(rows)))
    return [commonest] * len(truth.indices), told


def trained(bench: Bench) -> tuple[list[int], tuple[Pair, ...]]:
    """Each row called by a model that was trained on the four fifths of the rows without it."""
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

    truth = np.array(bench.truth.indices)
    if len(set(bench.truth.indices)) < 2:
        raise DataError("All rows have the same label: nothing can be learnt from them.")
    rarest = min(Counter(bench.truth.indices).values())
    seed = bench.settings.seed
    # a class with fewer rows than folds cannot be in each of them
    split = StratifiedKFold if rarest >= _FOLDS else KFold
    folds = split(n_splits=min(_FOLDS, len(truth)), shuffle=True, random_state=seed)
    called = cross_val_predict(_pipeline(bench), inputs_of(bench), truth, cv=folds)
    told = (
        Pair(name="folds", value=f"{folds.n_splits}, {'stratified' if rarest >= _FOLDS else 'plain'}"),
        Pair(name="features", value=_features(bench)),
        Pair(
            name="trained by", value="stochastic gradient descent on the log loss, one class against the rest"
        ),
    )
    return [int(index) for index in called], told


def _pipeline(bench: Bench) -> "Pipeline":
    """What is trained: weights of the terms (or the spread of the columns) from the training rows alone."""
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # logistic regression all the same, but fast for many classes
    linear = SGDClassifier(
        loss="log_loss", alpha=1e-5, max_iter=30, tol=1e-3, random_state=bench.settings.seed
    )
    if bench.rows.texts:
        return make_pipeline(TfidfTransformer(sublinear_tf=True), linear)
    return make_pipeline(SimpleImputer(), StandardScaler(), linear)


def inputs_of(bench: Bench) -> "csr_matrix | NDArray[np.float64]":
    """How often each term occurs, or the columns of numbers; of shape (rows, terms or columns).

    Terms are listed once for all rows: one that only occurs in the left-out fifth never gets a weight.
    """
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import CountVectorizer

    rows = bench.rows
    if "image" in rows.more:
        small = [p.convert("RGB").resize((_SIDE, _SIDE)) for p in pictures(bench, range(len(rows)))]
        return np.stack([np.asarray(one, dtype=np.float64).ravel() for one in small]) / 255
    if "audio" in rows.more:
        return np.stack([_bands(wave) for wave in waves(bench, range(len(rows)), _RATE)])
    if not rows.texts:
        every = range(len(rows))
        return np.stack([numbers(cells, every, name) for name, cells in rows.features.items()], axis=1)
    texts = [f"{a} {b}" for a, b in zip(rows.texts, rows.pairs or ("",) * len(rows), strict=True)]
    letters = CountVectorizer(analyzer="char_wb", ngram_range=(1, 3), max_features=_TERMS)
    words = CountVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), max_features=_TERMS)
    found = [letters.fit_transform(texts)]
    if any(character.isalnum() for text in texts for character in text):
        found.append(words.fit_transform(texts))
    return csr_matrix(hstack(found))


def _bands(wave: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """How loud each band of the spectrum is on average, and how much that varies, of shape (2 * bands,)."""
    import numpy as np

    short = np.pad(wave.astype(np.float64), (0, max(0, _WINDOW - len(wave))))
    frames = np.lib.stride_tricks.sliding_window_view(short, _WINDOW)[:: _WINDOW // 2]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)) ** 2
    loud = np.log(np.add.reduceat(power, np.arange(0, power.shape[1], _BAND), axis=1) + 1e-9)
    return np.concatenate([loud.mean(axis=0), loud.std(axis=0)])


def _features(bench: Bench) -> str:
    if "image" in bench.rows.more:
        return f"the picture, {_SIDE} × {_SIDE}, red, green and blue"
    if "audio" in bench.rows.more:
        return f"loudness of bands of {_BAND * _RATE // _WINDOW} Hz, its mean and spread"
    if bench.rows.texts:
        return "TF-IDF of words, pairs of words, and 1 to 3 letters"
    return f"{len(bench.rows.features)} columns, standardised"
