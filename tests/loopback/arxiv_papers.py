"""Small papers of our own for the loopback arXiv."""

import gzip
import json
from pathlib import Path

from tests.loopback.arxiv_shelf import tarred

TEX = b"\\documentclass{article}\\begin{document}We reach 91.2 on our test set.\\end{document}\n"
PDF = (
    b"%PDF-1.5\n1 0 obj<</Type/Catalog>>endobj\n"
    + b"% ninety-one point two\n" * 40
    + b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def shelve(
    root: Path, ref: str, *, pdf: bytes | None = PDF, source: bytes | None = None, **meta: object
) -> Path:
    """Put one version of a paper on the shelf: "1706.03762v2"; source.gz of a small text unless told otherwise."""
    folder = root / ref.replace("/", "_")
    folder.mkdir(parents=True)
    if pdf is not None:
        (folder / "paper.pdf").write_bytes(pdf)
    if source is not None:
        name = "source.gz" if source.startswith(b"\x1f\x8b") else "source.bin"
        (folder / name).write_bytes(source)
    told = {
        "title": f"A paper called {ref}",
        "abstract": "We reach 91.2.",
        "authors": ["Ada L.", "Alan T."],
        **meta,
    }
    (folder / "arxiv.json").write_text(json.dumps(told), "utf-8")
    return folder


SINGLE = gzip.compress(TEX, mtime=0)
ARCHIVE = tarred({"main.tex": TEX, "table.tex": b"1 & 2 \\\\\n"})
