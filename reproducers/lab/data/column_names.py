"""Maps column names to roles (text, label, id …) by the names that columns usually have."""

import re
from collections.abc import Iterable

from claims.catalog.column_names import column_pairs, column_roles
from claims.errors import DataError
from claims.records import Pair


def role_of(columns: Iterable[str], role: str, given: tuple[Pair, ...], file: str) -> str | None:
    """The column that plays a role: as --columns says, else the one whose name fits; None if none does.

    Raises DataError where two fit, or where --columns names a column that is not there.
    """
    names = list(columns)
    for pair in given:
        if pair.name == role:
            return _column_named(pair, names, file)
    taken = {pair.value for pair in given}
    fitting = _fitting([name for name in names if name not in taken], role)
    if len(fitting) > 1:
        says = f"{file}: {_quoted_names(fitting)} could each be the {role} column."
        raise DataError(says, f"Say which: --columns {role}={fitting[0]}.")
    return fitting[0] if fitting else None


def candidates(columns: Iterable[str], role: str) -> list[str]:
    """The columns whose names fit a role: exactly, else by their ending."""
    return _fitting(list(columns), role)


def ranked(columns: Iterable[str], role: str) -> list[str]:
    """The columns whose names are exactly a role's, the most usual name first."""
    plain: dict[str, str] = {}
    for name in columns:
        plain.setdefault(_plain(name), name)
    return [plain[word] for word in column_roles()[role].columns if word in plain]


def is_called(column: str, role: str) -> bool:
    """Whether a column's name is one of a role's, or ends in one."""
    return bool(_fitting([column], role))


def partner(columns: Iterable[str], first: str | None, given: tuple[Pair, ...], file: str) -> str | None:
    """The second text of a pair, where the first is one of a known pair or --columns names it."""
    names = list(columns)
    if any(pair.name == "text_pair" for pair in given):
        return role_of(names, "text_pair", given, file)
    pairs = {pair.first: pair.second for pair in column_pairs() if pair.completes}
    wanted = pairs.get(_plain(first or ""))
    return next((name for name in names if _plain(name) == wanted), None)


def known_pair(columns: Iterable[str]) -> tuple[str, str] | None:
    """The first two columns that are known to belong together."""
    plain = {_plain(name): name for name in columns}
    present = ((p.first, p.second) for p in column_pairs() if p.first in plain and p.second in plain)
    return next(((plain[first], plain[second]) for first, second in present), None)


def known_roles() -> tuple[str, ...]:
    """The roles that --columns may name."""
    return (*column_roles(), "feature")


def _column_named(pair: Pair, names: list[str], file: str) -> str:
    if pair.value in names:
        return pair.value
    fold = [name for name in names if name.casefold() == pair.value.casefold()]
    if len(fold) == 1:
        return fold[0]
    raise DataError(f"{file} has no column {pair.value!r}.", f"It has {_quoted_names(names)}.")


def _fitting(names: list[str], role: str) -> list[str]:
    """Columns of exactly such a name; else those that end in one, such as review_text."""
    words = column_roles()[role].columns
    exact = [name for name in names if _plain(name) in words]
    if role == "text" and len(exact) > 1:  # a pair is not a doubt
        exact = [name for name in exact if _plain(name) not in column_roles()["text_pair"].columns]
    ends = tuple(f"_{word}" for word in words if len(word) > 2)
    return exact or [name for name in names if role != "id" and _plain(name).endswith(ends)]


def _plain(name: str) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()[:100])
    return re.sub(r"[\s\-.]+", "_", snake).casefold()


def _quoted_names(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names[:20]) + (" and more" if len(names) > 20 else "")
