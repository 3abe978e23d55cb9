"""Parts of the rows that a classifier may fail on: by label, answer, length, script, column, and likeness."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from claims.records.failures import GroupKind
from reproducers.lab.data.references import is_reference
from reproducers.lab.data.table_file import Cells

if TYPE_CHECKING:
    from claims.statistics.arrays import Bools, Floats, Ints

_QUARTERS = ("shortest", "second shortest", "second longest", "longest")
_MOST_KINDS = 12  # different cells of a column whose rows are compared by cell
_MOST_COLUMNS = 20
_ALIKE = 0.8  # cosine of two texts' letter triples, above which they look alike
_MOST_COMPARED = 5_000  # texts


class RowGroup(NamedTuple):
    """Some of the rows, and what they have in common."""

    kind: GroupKind
    what: str
    rows: "Bools"


def by_word(kind: GroupKind, words: Sequence[str]) -> Iterator[RowGroup]:
    """A group for each label or answer."""
    import numpy as np

    held = np.array(words, dtype=object)
    named = sorted(set(words))
    if len(named) > 1:
        yield from (RowGroup(kind, f"{kind} {word}", held == word) for word in named)


def by_length(texts: Sequence[str]) -> Iterator[RowGroup]:
    """Quarters of the texts by their length in characters."""
    import numpy as np

    lengths = np.array([len(text) for text in texts])
    cuts = np.quantile(lengths, [0.25, 0.5, 0.75])
    for number, name in enumerate(_QUARTERS):
        rows = np.searchsorted(cuts, lengths, side="left") == number
        yield RowGroup("length", f"{name} quarter of the texts", rows)


def by_script(texts: Sequence[str]) -> Iterator[RowGroup]:
    """A group for each script that most letters of a text are of, where there are several."""
    import numpy as np

    scripts = np.array([script_of(text) for text in texts], dtype=object)
    named = sorted(set(scripts.tolist()))
    if len(named) > 1:
        yield from (RowGroup("script", f"texts in {name} letters", scripts == name) for name in named if name)


def script_of(text: str) -> str:
    """The script that most letters of a text are of, as Unicode calls it; "" for a text without letters."""
    seen = Counter(
        unicodedata.name(letter, "").partition(" ")[0] for letter in text[:2_000] if letter.isalpha()
    )
    return seen.most_common(1)[0][0].capitalize() if seen else ""


def by_column(columns: Mapping[str, Cells]) -> Iterator[RowGroup]:
    """A group for each cell of a column of few kinds; quarters of a column of numbers."""
    import numpy as np

    for name, cells in list(columns.items())[:_MOST_COLUMNS]:
        if is_reference(name, cells):
            continue
        words = np.array([(cell or "").strip() for cell in cells], dtype=object)
        kinds = sorted(set(words.tolist()))
        if 1 < len(kinds) <= _MOST_KINDS:
            yield from (RowGroup("column", f"{name} = {kind or 'empty'}", words == kind) for kind in kinds)
        elif (numbers := _numbers(cells)) is not None:
            yield from _quarters_of(name, numbers)


def _numbers(cells: Cells) -> "Floats | None":
    import numpy as np

    try:
        return np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return None


def _quarters_of(name: str, numbers: "Floats") -> Iterator[RowGroup]:
    import numpy as np

    present = np.isfinite(numbers)
    if len(set(numbers[present].tolist())) <= _MOST_KINDS:
        return
    cuts = np.quantile(numbers[present], [0.25, 0.75])
    yield RowGroup("column", f"{name} up to {cuts[0]:.4g}", present & (numbers <= cuts[0]))
    yield RowGroup("column", f"{name} above {cuts[1]:.4g}", present & (numbers > cuts[1]))
    if not present.all():
        yield RowGroup("column", f"{name} = empty", ~present)


def by_likeness(texts: Sequence[str], labels: Sequence[str]) -> Iterator[RowGroup]:
    """The texts that look like one of another label: letter triples whose cosine is 0.8 or more."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    if len(texts) > _MOST_COMPARED or not any(len(text) > 2 for text in texts):
        return
    triples = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), max_features=50_000)
    try:
        rows = triples.fit_transform(texts)
    except ValueError:  # no triple at all
        return
    places: Ints = np.unique(np.array(labels, dtype=object).astype(str), return_inverse=True)[1]
    alike = np.zeros(len(texts), dtype=bool)
    for start in range(0, len(texts), 500):
        near = (rows[start : start + 500] @ rows.T).toarray() >= _ALIKE
        alike[start : start + 500] = (near & (places[start : start + 500, None] != places[None])).any(axis=1)
    if alike.any():
        yield RowGroup("lookalike", "texts that look like one of another label", alike)
