"""Which groups of numbers state results or properties, rather than counts, settings and remarks."""

import re
from collections import Counter
from collections.abc import Iterator

from extractors.tables.candidates import Candidate, Group
from extractors.tables.groups import ReadTable
from extractors.tables.phrase_features import lookups
from extractors.tables.roles import ROLES

_LOGGED = frozenset(
    [
        "epoch",
        "step",
        "epochs",
        "steps",
        "loss",
        "training",
        "train",
        "batch",
        "lr",
        "tokens",
        "params",
        "samples",
        "examples",
        "size",
        "license",
        "date",
        "version",
        "layers",
        "hidden",
        "count",
    ]
)
"""Words of the headers of training logs, lists of settings and lists of files."""


def signs_of(read: ReadTable, group: Group, metric: Candidate) -> Iterator[str]:
    """What speaks for or against a group's numbers being claims."""
    kind = metric.metric.kind if metric.metric else "printed"
    yield "bias"
    yield f"kind:{kind}"
    yield f"src:{metric.signs[0]}"
    for phrase in group.phrases:
        yield f"{phrase.where}:{phrase.role}"
        yield f"{phrase.where[:5]}:{phrase.role}:{round(4 * phrase.sure)}"
        if phrase.where == "header0":
            yield from (f"h:{name}" for name in lookups(phrase.text))
    yield from group.shape
    yield from (f"{kind}&{name}" for name in group.shape[:3])
    if "keeping" not in read.signs:
        read.signs["keeping"] = tuple(_of_table(read))
    yield from read.signs["keeping"]


def _of_table(read: ReadTable) -> Iterator[str]:
    """What the table as a whole says."""
    phrases = [phrase for level in read.phrases for phrase in level.values()]
    roles = Counter(phrase.role for phrase in phrases)
    yield from (f"has:{role}{min(roles[role], 3)}" for role in ROLES)
    heads = [phrase for phrase in phrases if phrase.where == "header0"]
    yield f"headnone{round(4 * sum(phrase.role == 'none' for phrase in heads) / max(1, len(heads)))}"
    table = read.context.table
    for sort, text in (("cap", table.caption or ""), ("sec", " ".join(table.section[-2:]))):
        yield from (f"{sort}:{word}" for word in dict.fromkeys(re.findall(r"[a-z]+", text[:300].lower())))
    corner = read.corners[0] if read.corners else ""
    yield from (f"corner:{word}" for word in re.findall(r"[a-z]+", corner.lower())[:4])
    words = {word for phrase in heads for word in re.findall(r"[a-z]+", phrase.text.lower())}
    yield from (f"anyh:{word}" for word in sorted(words & _LOGGED))
    yield "paper" if read.context.document.is_paper else "card"
