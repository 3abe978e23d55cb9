"""Reads samples of our own, so that a process that children are forked from has imported all that reading needs."""

import importlib
from pathlib import Path

from claims.records import Source
from extractors.pipeline.read import read
from extractors.pipeline.reading import ReadOrder

SAMPLES = Path(__file__).with_name("samples")


def cards() -> None:
    """Read a card: extractors are listed, catalogs loaded, patterns compiled."""
    _read_sample("card.md")


def latex_papers() -> None:
    """Read a paper in LaTeX."""
    _read_sample("paper.tex")


def pdf_papers() -> None:
    """Read a paper in LaTeX, and import what opens a PDF."""
    latex_papers()
    importlib.import_module("extractors.readers.pdf.open_pdf").engine()
    importlib.import_module("extractors.readers.pdf.paper")


def _read_sample(name: str) -> None:
    """Read one sample."""
    source = Source(kind="folder", name="sample", revision="0", sha256="0")
    read(ReadOrder(root=str(SAMPLES), files=(name,), source=source))
