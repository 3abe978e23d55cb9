"""Models of columns: the cells of rows as a library takes them, and its answers as predictions."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.models.pretrained import WRONG_INPUTS, first_line

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats

T = TypeVar("T")
_TRUTHS = {"true": "1", "false": "0"}


@dataclass(frozen=True)
class ProbabilityModel:
    """A classifier that is known by the probabilities that it gives, or by the classes that it names itself."""

    probabilities: "Callable[[Rows, Sequence[int]], Floats]"
    """Of shape (rows, classes)."""
    settings: tuple[Pair, ...]
    called: "Callable[[Rows, Sequence[int]], Sequence[int]] | None" = None
    """The places of the classes that the library itself answers; None: the likeliest."""

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The class of each row with its probability."""
        shares = guarded(self.probabilities, rows, positions)
        called = shares.argmax(axis=1) if self.called is None else guarded(self.called, rows, positions)
        return [Prediction(int(c), float(row[int(c)]), row) for c, row in zip(called, shares, strict=True)]


@dataclass(frozen=True)
class ClassModel:
    """A classifier that names classes and gives no probabilities."""

    called: "Callable[[Rows, Sequence[int]], Sequence[int]]"
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The class of each row; it gives no score."""
        return [Prediction(int(place), 1.0) for place in guarded(self.called, rows, positions)]


@dataclass(frozen=True)
class Regressor:
    """A model that gives each row a number."""

    predict: "Callable[[Rows, Sequence[int]], Floats]"
    settings: tuple[Pair, ...]

    def numbers(self, rows: Rows, positions: Sequence[int]) -> "Floats":
        """The number of each of these rows."""
        import numpy as np

        return np.asarray(guarded(self.predict, rows, positions), dtype=np.float64).reshape(len(positions))


def guarded(function: Callable[[Rows, Sequence[int]], T], rows: Rows, positions: Sequence[int]) -> T:
    """What the function answers; raises ModelUnavailable with the library's own words where it fails."""
    try:
        return function(rows, positions)
    except (DataError, ModelUnavailable):
        raise
    except Exception as error:  # libraries have no common class of errors
        raise ModelUnavailable(f"The model fails on the rows: {first_line(error)}", WRONG_INPUTS) from None


def settings_of(bench: Bench, library: str, version: str, *more: tuple[str, str]) -> tuple[Pair, ...]:
    """How a library's model is run, for the measurement."""
    pairs = (("runtime", f"{library} {version}"), ("threads", str(bench.settings.threads)))
    return tuple(
        Pair(name=name, value=value) for name, value in (*pairs, ("batch", str(bench.settings.batch)), *more)
    )


def columns_for(rows: Rows, names: Sequence[str], width: int = 0) -> dict[str, tuple[str | None, ...]]:
    """The data's columns in the model's order: by name where all names are there, else as many as it takes.

    Raises DataError where neither fits.
    """
    own = {name.casefold().strip(): cells for name, cells in rows.features.items()}
    if names and all(name.casefold().strip() in own for name in names):
        return {name: own[name.casefold().strip()] for name in names}
    wanted = len(names) or width
    if wanted in (0, len(rows.features)):
        return dict(zip(names or rows.features, rows.features.values(), strict=True))
    listed = f" ({', '.join(names[:8])}{', …' if len(names) > 8 else ''})" if names else ""
    says = f"The model takes {wanted} columns a row{listed}, the data has {len(rows.features)}."
    raise DataError(says, "Name them in the model's order: --columns feature=A,feature=B.")


def number_table(
    columns: dict[str, tuple[str | None, ...]], positions: Sequence[int]
) -> "NDArray[np.float64]":
    """The cells as numbers of shape (rows, columns); an empty cell is NaN. Raises DataError for words."""
    import numpy as np

    return np.stack([numbers_in(name, cells, positions) for name, cells in columns.items()], axis=1)


def numbers_in(name: str, cells: Sequence[str | None], positions: Sequence[int]) -> "NDArray[np.float64]":
    """The cells of a column as numbers, true and false as 1 and 0; raises DataError for other words."""
    import numpy as np

    with suppress(TypeError, ValueError):  # nearly all columns hold nothing but numbers
        return np.array([float(cells[i]) for i in positions], dtype=np.float64)  # type: ignore[arg-type]
    try:
        return np.array([float(_plain(cells[i])) for i in positions], dtype=np.float64)
    except ValueError:
        says = f"The column {name!r} holds something that is not a number."
        raise DataError(says, "Name the model's inputs: --columns feature=A,feature=B.") from None


def frame_of(
    columns: dict[str, tuple[str | None, ...]], positions: Sequence[int], words: Collection[str]
) -> "pd.DataFrame":
    """The cells as a data frame: the columns in `words` as they are written, the others as numbers."""
    import numpy as np
    import pandas as pd

    made: dict[str, object] = {}
    for name, cells in columns.items():
        if name in words:
            taken = [np.nan if cells[i] is None else cells[i] for i in positions]
            made[name] = np.array(taken, dtype=object)
        else:
            made[name] = numbers_in(name, cells, positions)
    return pd.DataFrame(made, columns=list(columns))


def both_classes(second: "NDArray[np.floating]") -> "Floats":
    """The probabilities of both classes from those of the second."""
    import numpy as np

    share = np.asarray(second, dtype=np.float64).reshape(-1)
    return np.stack([1 - share, share], axis=1)


def label_text(label: object) -> str:
    """A class's name as data write it: whole numbers without a point."""
    text = str(label)
    return text[:-2] if text.endswith(".0") and text[:-2].lstrip("-").isdigit() else text


def _plain(cell: str | None) -> str:
    text = (cell or "nan").strip()
    return _TRUTHS.get(text.casefold(), text)
