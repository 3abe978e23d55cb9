"""A linear model on the slice itself, cross-validated: the trained baseline, and the test whether rows fit labels."""

from collections import Counter
from typing import TYPE_CHECKING

from claims.errors import DataError
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.data.references import is_reference
from reproducers.lab.models.audio_inputs import recordings_of
from reproducers.lab.models.image_inputs import images_of
from reproducers.lab.models.library_tables import number_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.pipeline import Pipeline

_FOLDS = 5
_SIDE = 16  # pixels
_RATE, _WINDOW, _BAND = 16_000, 512, 8  # Hz, samples, lines of the spectrum
_TERMS = 30_000  # the most frequent ones of each sort


def cross_predicted(bench: Bench) -> tuple[list[int], tuple[Pair, ...]]:
    """The class of each row by a linear model that was trained on the four fifths of the rows without it.

    Raises DataError where all rows have the same label.
    """
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

    truth = np.array(bench.truth.indices)
    if len(set(bench.truth.indices)) < 2:
        raise DataError(
            "All rows have the same label: nothing can be learnt from them.", "Bring rows with other labels."
        )
    rarest = min(Counter(bench.truth.indices).values())
    seed = bench.settings.seed
    # a class with fewer rows than folds cannot be in each of them
    split = StratifiedKFold if rarest >= _FOLDS else KFold
    folds = split(n_splits=min(_FOLDS, len(truth)), shuffle=True, random_state=seed)
    predicted = cross_val_predict(_pipeline(bench), features_of(bench), truth, cv=folds)
    settings = (
        Pair(name="folds", value=f"{folds.n_splits}, {'stratified' if rarest >= _FOLDS else 'plain'}"),
        Pair(name="features", value=_described(bench)),
        Pair(
            name="trained by", value="stochastic gradient descent on the log loss, one class against the rest"
        ),
    )
    return [int(index) for index in predicted], settings


def _pipeline(bench: Bench) -> "Pipeline":
    """The linear model with its preprocessing, which is fitted on the training rows alone."""
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


def features_of(bench: Bench) -> "csr_matrix | NDArray[np.float64]":
    """How often each term occurs, or the columns of numbers; of shape (rows, terms or columns).

    Terms are listed once for all rows: one that only occurs in the left-out fifth never gets a weight.
    """
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import CountVectorizer

    rows = bench.rows
    if "image" in rows.by_role:
        small = [p.convert("RGB").resize((_SIDE, _SIDE)) for p in images_of(bench, range(len(rows)))]
        return np.stack([np.asarray(picture, dtype=np.float64).ravel() for picture in small]) / 255
    if "audio" in rows.by_role:
        return np.stack([_bands(wave) for wave in recordings_of(bench, range(len(rows)), _RATE)])
    if not rows.texts:
        inputs = {name: cells for name, cells in rows.features.items() if not is_reference(name, cells)}
        if not inputs:
            raise DataError("The columns only name the rows: nothing can be learnt from them.")
        return number_table(inputs, range(len(rows)))
    texts = [f"{a} {b}" for a, b in zip(rows.texts, rows.pairs or ("",) * len(rows), strict=True)]
    letters = CountVectorizer(analyzer="char_wb", ngram_range=(1, 3), max_features=_TERMS)
    words = CountVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), max_features=_TERMS)
    counts = [letters.fit_transform(texts)]
    if any(character.isalnum() for text in texts for character in text):
        counts.append(words.fit_transform(texts))
    return csr_matrix(hstack(counts))


def _bands(wave: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """How loud each band of the spectrum is on average, and how much that varies, of shape (2 * bands,)."""
    import numpy as np

    short = np.pad(wave.astype(np.float64), (0, max(0, _WINDOW - len(wave))))
    frames = np.lib.stride_tricks.sliding_window_view(short, _WINDOW)[:: _WINDOW // 2]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)) ** 2
    loud = np.log(np.add.reduceat(power, np.arange(0, power.shape[1], _BAND), axis=1) + 1e-9)
    return np.concatenate([loud.mean(axis=0), loud.std(axis=0)])


def _described(bench: Bench) -> str:
    """The features in words, as a setting of the measurement."""
    if "image" in bench.rows.by_role:
        return f"the picture, {_SIDE} × {_SIDE}, red, green and blue"
    if "audio" in bench.rows.by_role:
        return f"loudness of bands of {_BAND * _RATE // _WINDOW} Hz, its mean and spread"
    if bench.rows.texts:
        return "TF-IDF of words, pairs of words, and 1 to 3 letters"
    return f"{len(bench.rows.features)} columns, standardised"
