"""The library that opens a PDF, without the layout model that it would load beside it."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

from claims.errors import ReadError

_UNUSED = ("pymupdf.layout", "pymupdf4llm")
"""A neural model of page layouts and its user, which `import pymupdf` loads where they are installed: half a second and
50 MB for what nothing here calls."""


def engine() -> Any:  # pymupdf has no types
    """Pymupdf, silent and without its layout model."""
    if "pymupdf" not in sys.modules:
        absent = [name for name in _UNUSED if name not in sys.modules]
        sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # None is how to say: not to be had
        try:
            import pymupdf
        finally:
            for name in absent:
                del sys.modules[name]
    import pymupdf

    tools: Any = pymupdf.TOOLS
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    tools.unset_quad_corrections(True)  # boxes as the fonts give them; a module left out would have set this
    return pymupdf


def complaints() -> str:
    """What the library found wrong with the file that was opened last, a line each."""
    return str(engine().TOOLS.mupdf_warnings(reset=False))


@contextmanager
def open_pdf(path: "Path", name: str) -> "Iterator[Any]":
    """The PDF at a path; raises ReadError where it is none, is damaged beyond repair, or is locked."""
    pymupdf = engine()
    with path.open("rb") as stream:
        if b"%PDF-" not in stream.read(4096):
            raise ReadError(f"{name} is no PDF.", "Name the paper's PDF or its LaTeX source.")
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        document = pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError, OSError):
        raise ReadError(f"{name} is damaged: it cannot be opened.", "Fetch it again.") from None
    with document:
        if document.needs_pass:
            raise ReadError(f"{name} is encrypted.", "Give a copy that opens without a password.")
        yield document
