"""Recordings of a slice: WAV files, made mono and brought to the rate that the model was trained with."""

from collections.abc import Sequence
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import DataError
from reproducers.lab.bench import Bench
from reproducers.lab.models.image_inputs import file_of_row
from reproducers.lab.models.preprocessor import preprocessor_of
from reproducers.lab.models.pretrained import first_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from transformers import FeatureExtractionMixin

    Wave = NDArray[np.float32]

_LONGEST = 600  # seconds of one recording


def recordings_of(bench: Bench, positions: Sequence[int], rate: int) -> "list[Wave]":
    """The recordings of these rows as shape (samples,), from -1 to 1, at that rate in Hz."""
    return [wave_of(file_of_row(bench, bench.rows.by_role["audio"][i]), rate) for i in positions]


def wave_of(path: Path, rate: int) -> "Wave":
    """One recording; raises DataError for anything but a WAV file of a bearable length."""
    import numpy as np
    from scipy.io import wavfile
    from scipy.signal import resample_poly

    try:
        own, samples = wavfile.read(path)
    except (ValueError, OSError, EOFError, IndexError, ZeroDivisionError) as error:
        raise DataError(
            f"{path.name} is no WAV file that can be read: {first_line(error)}", "Convert it to WAV."
        ) from None
    if own <= 0 or not 0 < len(samples) <= _LONGEST * own:
        raise DataError(
            f"{path.name} is empty or longer than {_LONGEST} seconds.", "Cut it, or leave it out."
        )
    wave = samples.astype(np.float64)
    if samples.dtype.kind in "iu":
        half = 2.0 ** (8 * samples.dtype.itemsize - 1)
        wave = (wave - half) / half if samples.dtype.kind == "u" else wave / half
    mono = wave.mean(axis=1) if wave.ndim == 2 else wave
    if own != rate:
        common = gcd(int(own), rate)
        mono = resample_poly(mono, rate // common, int(own) // common)
    return np.asarray(mono, dtype=np.float32)


def rate_of(path: Path) -> int:
    """The sampling rate of a WAV file in Hz; raises DataError for any other file."""
    import wave

    try:
        with wave.open(str(path), "rb") as opened:
            return opened.getframerate()
    except (wave.Error, EOFError, OSError) as error:
        raise DataError(
            f"{path.name} is no WAV file that can be read: {first_line(error)}", "Convert it to WAV."
        ) from None


def extractor_of(folder: Path) -> "FeatureExtractionMixin":
    """The feature extractor of preprocessor_config.json; raises ModelUnavailable where there is none."""
    from transformers import AutoFeatureExtractor

    return preprocessor_of(
        folder, AutoFeatureExtractor.from_pretrained, "Nothing says how sound is prepared for this model."
    )
