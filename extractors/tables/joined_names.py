"""The names of several numbers in one cell, from one label over them."""

import re

from extractors.tables.label_meaning import read_label


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
