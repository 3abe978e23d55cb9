"""Whom a group of cells can be about: every candidate with the signs for it."""

import re
from collections.abc import Iterator, Sequence

from claims.catalog.name_index import squeeze
from extractors.tables.candidates import Candidate, Group, Phrase
from extractors.tables.dataset_candidates import GENERIC
from extractors.tables.paper.labels import is_model, named, without_citation
from extractors.tables.paper.part import continues

_NO_NAME = re.compile(r"^[\W\d_]*$|^[✓✗xX×√–—\-\s]*$")
_PAIR = re.compile(r"[a-z]{2}\s?[;→>-]{1,2}\s?[a-z]{2}")
"""A pair of languages."""
_SIZE = re.compile(r"(?i)\W*\d+(?:\.\d+)?\s?[mb]\W*")


def subject_candidates(group: Group, parent: str) -> list[Candidate]:
    """The systems that a row's or column's numbers can be about, the document's own among them."""
    out: dict[str, Candidate] = {}
    for one in _subjects(group, parent):
        key = squeeze(one.name) or one.name
        first = out.get(key)
        also = (*first.signs, f"also:{one.signs[0]}") if first else one.signs
        length = f"words{min(len(one.name.split()) // 4, 5)}"
        out[key] = Candidate(
            first.name if first else one.name, one.printed, also if first else (*also, length)
        )
    return list(out.values())


def _subjects(group: Group, parent: str) -> Iterator[Candidate]:
    systems = [one for one in group.phrases if one.role == "system" and can_be_name(one.text)]
    columns = [one for one in systems if one.where.startswith("header")]
    rows = [one for one in systems if one.where.startswith("stub")]
    panels = [one for one in systems if one.where.startswith("panel")]
    count = f"r{min(len(rows), 3)}c{min(len(columns), 2)}p{min(len(panels), 1)}"
    for one in systems:
        yield _one(one, count, group)
    settings = [
        one for one in group.phrases if one.role in ("setting", "none") and not _NO_NAME.match(one.text)
    ]
    for one in settings:
        yield Candidate(
            one.text, one.text, (f"from=setting:{one.where}", f"setting{count}", f"model{is_model(one.text)}")
        )
    yield from _joined(rows, columns, panels, settings, count, parent)
    for who, name, *_ in group.hints:
        if name:
            yield Candidate(name, name, (f"from=hint-{who}", f"hint-{who}:{count}"))
    own = group.context.document.subject
    yield Candidate(own, own, ("from=own", f"own{count}", f"own:settings{min(len(settings), 2)}:{count}"))


def can_be_name(text: str) -> bool:
    """Whether a phrase can be a system's name: letters in it, and no word such as "Result"."""
    return not (_NO_NAME.match(text) or GENERIC.fullmatch(text) or _PAIR.fullmatch(text))


def _one(phrase: Phrase, count: str, group: Group) -> Candidate:
    name = without_citation(phrase.text)
    use = (sign for sign in group.usage(phrase.text) if sign[:3] in ("use", "own", "fir"))
    signs = (f"from=one:{phrase.where}", *(f"{phrase.where[0]}:{sign}" for sign in use), f"one:{phrase.where[:5]}|{group.layout}", f"one:{phrase.where[:5]}:{count}", f"sure{round(4 * phrase.sure)}",
             f"continues{continues(phrase.text)}", f"model{is_model(name)}", f"blank{named(name).blank}")  # fmt: skip
    return Candidate(name, phrase.text, signs)


def _joined(rows: Sequence[Phrase], columns: Sequence[Phrase], panels: Sequence[Phrase], settings: Sequence[Phrase], count: str, parent: str) -> Iterator[Candidate]:  # fmt: skip
    """Names put together from several phrases."""
    told = [without_citation(one.text) for one in rows]
    if len(told) > 1:
        known = "".join(str(is_model(text))[0] for text in told[:3])
        yield Candidate(" ".join(dict.fromkeys(told)), told[0], ("from=rows", f"rows{count}", f"rows{known}"))
    for one in columns[:1]:
        if told:
            both = f"both{is_model(told[0])}{is_model(one.text)}"
            yield Candidate(f"{told[0]} {one.text}", told[0], ("from=row+column", f"row+column{count}", both))
            yield Candidate(f"{one.text} {told[0]}", told[0], ("from=column+row", f"column+row{count}", both))
    if len(columns) > 1:
        yield Candidate(
            f"{columns[1].text} {columns[0].text}", columns[0].text, ("from=columns", f"columns{count}")
        )
    for one in panels[:1]:
        if told:
            known = f"panel{is_model(one.text)}{is_model(told[0])}{continues(told[0])}"
            yield Candidate(f"{one.text} {told[0]}", told[0], ("from=panel+row", f"panel+row{count}", known))
    for one in settings[:3]:
        for base in (told or [c.text for c in columns])[:1]:
            size = bool(_SIZE.fullmatch(one.text))
            yield Candidate(f"{base} {one.text}", base, ("from=with-setting", f"with:{one.where}:{count}", f"with-size{size}", f"with-model{is_model(one.text)}"))  # fmt: skip
    if told and parent and continues(rows[0].text):
        yield Candidate(f"{parent} {told[0]}", told[0], ("from=parent", "parent+"))
