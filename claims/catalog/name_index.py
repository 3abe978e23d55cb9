"""Names as documents spell them, and the index that finds a fact by any of them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

from claims.records.record import Record

R = TypeVar("R", bound=Record)
Rows = list[dict[str, str | bool | int | float | list[str]]]


_PUNCTUATION = re.compile(r"[^\w+^&]|_")
_REMARK = re.compile(r"\s{0,9}[(\[][^()\[\]]{0,60}[)\]]\s{0,9}$")


@lru_cache(maxsize=1 << 15)  # a paper asks for the same words thousands of times
def squeeze(name: str) -> str:
    """A name without case, spaces and punctuation; what tells names apart (+, ^, &) stays."""
    return _PUNCTUATION.sub("", name[:200].casefold())


def spellings(name: str) -> Iterator[str]:
    """A name, then the name without a last remark in brackets: "Latency (ms)", "Latency"."""
    yield name.strip()
    bare = _REMARK.sub("", name.strip()[:200])
    if bare and bare != name.strip():
        yield bare


class Index:
    """Which rows a spelling may mean: exactly as written first, then without case and punctuation."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Take (key, spellings) pairs; the key itself always means its own row."""
        self._keys: set[str] = set()
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._loose: dict[str, set[str]] = defaultdict(set)
        for key, names in named:
            self._keys.add(key)
            for name in (key, *names):
                self._exact[name].add(key)
                if squeezed := squeeze(name):
                    self._loose[squeezed].add(key)

    def find(self, name: str) -> frozenset[str]:
        """The keys that a spelling may mean: one, several where it is ambiguous, or none."""
        for spelled in spellings(name):
            if spelled in self._keys:
                return frozenset({spelled})
            if names := self._exact.get(spelled) or self._loose.get(squeeze(spelled)):
                return frozenset(names)
        return frozenset()


def records(file: str, table: str, kind: type[R]) -> tuple[R, ...]:
    """The rows of such a table as records."""
    return tuple(kind.model_validate(row) for row in rows(file, table))


def sourced_records(file: str, table: str, kind: type[R]) -> tuple[R, ...]:
    """The rows of a table as records, each with the one source that the file names for all."""
    read = tomllib.loads((files("claims.catalog") / file).read_text("utf-8"))
    return tuple(kind.model_validate({**row, "source": read["source"]}) for row in read[table])


def rows(file: str, table: str) -> Rows:
    """The rows of a table in one of the catalog's own TOML files."""
    entries: Rows = tomllib.loads((files("claims.catalog") / file).read_text("utf-8"))[table]
    return entries
