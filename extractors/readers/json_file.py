"""JSON as data only: each leaf as it is written, with its line; read by hand, since a loader keeps no places."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from claims.records import Entry, Place
from extractors.readers.front_matter import Leaves

LARGEST = 8 << 20
"""Characters of JSON that are read."""
DEEPEST = 50
"""Levels of nesting that are read."""
MOST_LEAVES = 20_000
"""Leaves that are kept; a vocabulary is no claim."""
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(
    r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,9})?|true|false|null|NaN|-?Infinity"
)


def leaves(text: str, *, file: str) -> Leaves:
    """Every leaf of a JSON text, with its path, value and line; never raises."""
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST:
        return Leaves(warnings=(f"{file} is not read: it is longer than {LARGEST >> 20} MiB.",))
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    walk = _JsonWalk(text)
    entries: list[Entry] = []
    try:
        for path, value, at in walk.document():
            line = bisect_right(starts, at)
            quote = value if text.startswith(value, at) else text[at : at + 2000].partition("\n")[0]
            place = Place(file=file, line=line, quote=quote[:2000])
            entries.append(Entry(path=path, value=value, place=place))
            if len(entries) >= MOST_LEAVES:
                walk.warnings.append(f"only the first {MOST_LEAVES} values are read")
                break
    except (ValueError, IndexError):
        walk.warnings.append(f"it is no JSON from line {bisect_right(starts, walk.at)} on")
    return Leaves(tuple(entries), tuple(f"{file}: {warning}." for warning in walk.warnings))


class _JsonWalk:
    """A walk over a JSON text, value by value."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.warnings: list[str] = []

    def document(self) -> Iterator[tuple[str, str, int]]:
        """The leaves of the one value that the text is; raises ValueError where it is malformed."""
        yield from self._value("", 0)
        self._skip()
        if self.at != len(self.text):
            raise ValueError("something follows the value")

    def _skip(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self, path: str, depth: int) -> Iterator[tuple[str, str, int]]:
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        first, begin = self._skip(), self.at
        if first == "{":
            yield from self._members(path, depth)
        elif first == "[":
            yield from self._items(path, depth)
        elif first == '"':
            yield path, self._string(), begin + 1
        else:
            atom = _ATOM.match(self.text, begin)
            if not atom:
                raise ValueError("no value")
            self.at = atom.end()
            yield path, atom[0], begin

    def _string(self) -> str:
        """The string that begins here; half a surrogate pair becomes a question mark."""
        text, self.at = _DECODER.raw_decode(self.text, self.at)
        return str(text).encode("utf-8", "replace").decode()

    def _members(self, path: str, depth: int) -> Iterator[tuple[str, str, int]]:
        seen: set[str] = set()
        self.at += 1
        if self._skip() == "}":
            self.at += 1
            return
        while True:
            if self._skip() != '"':
                raise ValueError("no name")
            name = self._string()
            inner = f"{path}/{name[:200]}".lstrip("/")
            if name in seen:
                self.warnings.append(f"{json.dumps(inner)} stands twice; both are kept")
            seen.add(name)
            if self._skip() != ":":
                raise ValueError("no colon")
            self.at += 1
            yield from self._value(inner, depth + 1)
            if self._closed("}"):
                return

    def _items(self, path: str, depth: int) -> Iterator[tuple[str, str, int]]:
        self.at += 1
        if self._skip() == "]":
            self.at += 1
            return
        for index in range(len(self.text)):
            yield from self._value(f"{path}/{index}".lstrip("/"), depth + 1)
            if self._closed("]"):
                return

    def _closed(self, end: str) -> bool:
        """Step over what follows a member: its end (true) or a comma (false)."""
        closed = self._skip()
        if closed not in (end, ","):
            raise ValueError("no comma")
        self.at += 1
        return closed == end
