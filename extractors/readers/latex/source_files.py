"""The files of a LaTeX source: which is the main one, and what may be read in."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractors.readers.latex.tokens import Token, tokens
from extractors.readers.latex.unsupported import check_lines

LARGEST = 20 << 20
"""Bytes of one file of LaTeX that are read."""
DEEPEST = 12
"""Files read in by files read in ..."""
_BEGINS = re.compile(rb"\\begin\s?\{document\}")
_CLASS = re.compile(rb"^[^%\n]{0,200}\\document(?:class|style)", re.MULTILINE)


def decoded(body: bytes) -> str:
    """The text of a file: UTF-8, else Latin-1, in which every byte is a letter."""
    body = body[:LARGEST].replace(b"\x00", b"")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def main_file(files: Mapping[str, bytes]) -> str | None:
    """The file that begins the document; of several, the one that is longest with what it reads in."""
    tex = {name: body for name, body in files.items() if name.lower().endswith((".tex", ".ltx", ".latex"))}
    whole = [name for name, body in tex.items() if _BEGINS.search(body) and _CLASS.search(body)]
    whole = whole or [name for name, body in tex.items() if _BEGINS.search(body)]
    if not whole:
        return max(tex, key=lambda name: (len(tex[name]), name), default=None)
    read_in = {other for name in whole for other in whole if other != name and _reads(tex[name], other)}
    ranked = [name for name in whole if name not in read_in] or whole
    return max(ranked, key=lambda name: (_size(name, tex), name.count("/") == 0, -len(name)))


def _reads(body: bytes, name: str) -> bool:
    stem = posixpath.basename(name).rpartition(".")[0].encode()
    return re.search(rb"\\(?:input|include|subfile)\s?\{[^}\n]{0,200}" + re.escape(stem), body) is not None


def _size(name: str, tex: Mapping[str, bytes]) -> int:
    """Bytes of a file and of the files whose names it reads in."""
    names = re.findall(rb"\\(?:input|include|subfile)\s?\{([^}\n]{1,200})\}", tex[name][:LARGEST])
    inner = {
        file
        for name_in_tex in names[:300]
        if (file := _find(name_in_tex.decode("utf-8", "replace"), name, tex))
    }
    return len(tex[name]) + sum(len(tex[file]) for file in inner if file != name)


@dataclass
class SourceFiles:
    """Opens the files of a source that are read in, each within its bounds."""

    files: Mapping[str, bytes]
    main: str
    names: list[str] = field(default_factory=list)
    """The files that were opened, in order: a token's `file` is an index into this."""
    warnings: list[str] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)

    def open(self, name: str) -> list[Token] | None:
        """The tokens of a file by the name it is read in with."""
        wanted = name.strip().strip('"').strip()
        file = _find(wanted, self.main, self.files, self.names)
        if file is None:
            shown = re.sub(r"[^\x20-\x7e]", "?", wanted)[:80]
            if not re.search(r"\.(?:sty|cls|bbl|pgf|tikz|clo|def)$", wanted) and shown:
                self._warn(f"\\input of {shown!r} is no file of this source and was passed over.")
            return None
        self.opened[file] = self.opened.get(file, 0) + 1
        if self.opened[file] > DEEPEST:
            self._warn(f"{file} reads itself in again and again; it was read {DEEPEST} times.")
            return None
        return self.take(file)

    def take(self, name: str) -> list[Token]:
        """The tokens of a file of this source."""
        if name not in self.names:
            self.names.append(name)
        check_lines(self.files[name][:LARGEST], name)
        if b"\x00" in self.files[name]:
            self._warn(f"{name} holds NUL bytes, which were left out.")
        return list(tokens(decoded(self.files[name]), self.names.index(name)))

    def _warn(self, says: str) -> None:
        if says not in self.warnings and len(self.warnings) < 50:
            self.warnings.append(says)


def _find(wanted: str, beside: str, files: Mapping[str, bytes], opened: Sequence[str] = ()) -> str | None:
    """The file of the source that a name means: beside the main file, at the top, or beside one read in; never outside."""
    if not wanted or wanted.startswith(("/", "~", "|")) or "\\" in wanted or len(wanted) > 300:
        return None
    for folder in dict.fromkeys(map(posixpath.dirname, (beside, "", *reversed(opened)))):
        path = posixpath.normpath(posixpath.join(folder, wanted))
        for name in (path, f"{path}.tex", f"{path}.ltx"):
            if name in files and name.lower().endswith(
                (".tex", ".ltx", ".latex", ".tab", ".table", ".inc", ".txt")
            ):
                return name
    return None
