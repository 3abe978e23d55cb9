"""The names of several numbers in one cell, from one label over them."""

import re

from extractors.tables.label_meaning import read_label

_ARROW = re.compile(
    r"(?P<stem>.*?)[\s(]{0,2}(?P<first>[\w.+-]{2,20})\s?(?:→|⟶|⇒|➔|➜|->|=>)\s?(?P<second>[\w.+-]{2,20})\)?"
)
"""What was before and what became of it, behind what was measured: "MMLU FP16→INT8"."""


def before_and_after(text: str) -> tuple[str, ...]:
    """The two systems of a label with an arrow: "FP16" and "INT8"."""
    match = _ARROW.fullmatch(text.strip())
    return (match["first"], match["second"]) if match else ()


def without_arrow(text: str) -> str:
    """A label without the two systems that its numbers go from and to."""
    match = _ARROW.fullmatch(text.strip())
    return (match["stem"].strip() if match else "") or text


def parted(text: str, count: int) -> tuple[str, ...]:
    """The names of a cell's several numbers, from a label such as "MNLI-(m/mm)", "EM / F1" or "MRPC (F1/Acc)"."""
    inner = re.search(
        r"^(?P<stem>.{2,40}?)[\s(-]{1,3}(?P<parts>[\w.+-]{1,16}(?:\s?[/|]\s?[\w.+-]{1,16})+)\)?$", text
    )
    names = re.split(r"\s?[/|]\s?", inner["parts"]) if inner else []
    if inner and len(names) == count:
        if all(read_label(name).metric for name in names):
            return tuple(names)
        stem = inner["stem"].strip(" -(")
        return tuple(f"{stem}-{name}" for name in names)
    whole = [part.strip(" ()") for part in re.split(r"\s?[/,&|]\s?", text)]
    return tuple(whole) if len(whole) == count and all(whole) else ()
