"""Annotates one file in the isolated child process and returns its bytes."""

from pathlib import Path

from claims.records import Dossier, Record
from reports.annotated import registry


class AnnotateOrder(Record):
    """One file to be annotated."""

    form: str
    """The annotated report's name."""
    path: str
    """Where the file lies on this machine."""
    file: str
    """Its path in the source, as places name it."""
    dossier: Dossier
    """The run."""


def run_in_child(request: bytes) -> bytes:
    """The annotated file that an order asks for; raises ReadError where the file is not what it says it is."""
    order = AnnotateOrder.from_bytes(request)
    body = Path(order.path).read_bytes()
    return registry[order.form].call(order.dossier, body, order.file)
