"""Whose a result is: the row's label, completed by the rows and columns around it."""

import re
from collections.abc import Sequence

from extractors.language.plain_label import plain_label
from extractors.tables.paper.labels import without_citation
from extractors.tables.paper.part import continues
from extractors.tables.paper.roles import Axes

_CHECK = re.compile(r"^[✓✗xX×√–—\-\s]*$")


def row_subjects(axes: Axes) -> list[tuple[str, tuple[str, ...]]]:
    """For each row, its method's name and what else its labels say."""
    part, roles = axes.part, axes.label_roles
    columns = [at for at, role in roles.items() if role == "subject"]
    more = [at for at, role in roles.items() if role == "setting"] + sorted(axes.settings)
    out: list[tuple[str, tuple[str, ...]]] = []
    parent = ""
    for row in part.rows:
        names = [without_citation(cell.text) for at in columns if (cell := row[at]) and cell.text.strip()]
        name = " / ".join(dict.fromkeys(part for part in names if part and not _CHECK.match(part)))
        raw = next((cell.text for at in columns if (cell := row[at]) and cell.text.strip()), "")
        if name and continues(raw) and parent:
            stem = re.sub(r"\s?\([^()]*\)$", "", parent)
            name = f"{stem} / {name}"
        elif name:
            parent = name
        extra = tuple(
            _setting(plain_label(" ".join(part.over(at))), cell.text)
            for at in more
            if (cell := row[at]) and cell.text.strip()
        )
        out.append((name, tuple(filter(None, extra))))
    return _told_apart(out)


def _setting(head: str, text: str) -> str:
    label = plain_label(text)
    if not label or label in "-–—":
        return ""
    if _CHECK.match(label):
        return head if label in "✓√" else ""
    return f"{head}={label}" if re.fullmatch(r"[\d.,eE\-+KMBk%]{1,12}", label) and head else label


def _told_apart(rows: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    """Names that several rows share, told apart by a short setting of theirs, as "LLaMA / 700M"."""
    count: dict[str, int] = {}
    for name, _ in rows:
        count[name] = count.get(name, 0) + 1
    out = []
    for name, extra in rows:
        sizes = [label for label in extra if re.search(r"(?:^|=)\d+(?:\.\d+)?\s?[MB]$", label)]
        if not name and extra:
            names = [label for label in extra if not re.search(r"=[\d+,.]+$", label)] or extra
            out.append((", ".join(names)[:120], extra))
        elif count[name] > 1 and sizes and name:
            out.append((f"{name} / {sizes[0].rpartition('=')[2]}", extra))
        else:
            out.append((name, extra))
    return out
