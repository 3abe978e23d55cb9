"""Tells a graph that reads a line of text in a picture: a low picture of any width in, a sequence of letters out."""

from claims.records.autopsy import Reason, TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.exporter_notes import alphabet

_HIGHEST = 96
"""Pixels of a line; recognisers are made for 32, 48 or 64."""
_LETTERS = 30
"""Letters and digits that a reader tells apart at least."""


def read_line(contents: Contents) -> Reason | None:
    """What says that a graph reads lines of text; None where nothing does."""
    given = next((port.shape for port in contents.inputs if len(port.shape) == 4), ())
    if not given or not (given[2].isdigit() and int(given[2]) <= _HIGHEST and not given[3].isdigit()):
        return None
    listed = alphabet(contents)
    letters = f"; its metadata list {listed:,} letters" if listed else ""
    if not listed and not any(_is_sequence(port) for port in contents.outputs):
        return None
    says = f"Pictures are {given[2]} pixels high and of any width, the output is a sequence{letters}: it reads text."
    return Reason(kind="graph", says=says)


def _is_sequence(port: TensorPort) -> bool:
    """Scores of many letters for each place, or the numbers of letters themselves."""
    if len(port.shape) == 3:
        return port.shape[2].isdigit() and int(port.shape[2]) >= _LETTERS
    return len(port.shape) == 2 and not port.shape[1].isdigit()
