"""On which data a group of cells can be measured: what phrases, texts nearby, rules and the document say."""

import re
from collections.abc import Iterator

from claims.catalog.name_index import squeeze
from extractors.tables.candidates import Candidate, Group, Phrase, depth
from extractors.tables.paper.labels import is_plain, named

_GENERIC = re.compile(
    r"(?i)(?:(?:data ?)?sets?|datasets?|benchmarks?|tasks?|metrics?|scores?|results?|models?|methods?|values?"
    r"|categor(?:y|ies)|types?|languages?)\W*"
)
"""Headers that say of what sort the names beside or below them are."""


def dataset_candidates(group: Group) -> list[Candidate]:
    """The data sets that a group of cells can be measured on, none among them."""
    out: dict[str, Candidate] = {}
    for one in _datasets(group):
        first = out.get(squeeze(one.name))
        if first:
            signs = (*first.signs, f"also:{one.signs[0]}")
            one = Candidate(first.name, first.printed, signs, split=first.split or one.split)
        out[squeeze(one.name)] = one
    return list(out.values())


def _datasets(group: Group) -> Iterator[Candidate]:
    here = [one for one in group.phrases if (one.role == "dataset" or named(one.text).dataset) and not _GENERIC.fullmatch(one.text)]  # fmt: skip
    yield from (_one(one, here) for one in here)
    plain = [one for one in group.of("dataset") if not _GENERIC.fullmatch(one.text)]
    yield from _joined(plain)
    for corner in group.corners:
        said = named(corner)
        if said.dataset:
            yield Candidate(said.dataset, corner, ("from=corner",), split=said.split)
    yield from _nearby(group, [one for one in plain if not named(one.text).dataset])
    for who, _, _, dataset, _, _ in group.hints:
        yield Candidate(dataset, dataset, (f"from=hint-{who}{bool(dataset)}",))
    yield Candidate("", "", ("from=nothing", f"n{min(len(plain), 2)}"))


def _one(phrase: Phrase, here: list[Phrase]) -> Candidate:
    """A phrase over or beside the cells."""
    said = named(phrase.text)
    axis = "column" if phrase.where.startswith("header") else "row"
    beside = [one for one in here if one is not phrase and (one.where[0] == "h") == (phrase.where[0] == "h")]
    better = sum(bool(named(one.text).dataset) for one in beside)
    known, axes = bool(said.dataset), len({one.where[0] == "h" for one in here})
    signs = (f"from={axis}:{depth(phrase, beside)}:{phrase.role}", f"sure{round(4 * phrase.sure)}:{phrase.role}", f"known{known}:{axis}",
             f"rivals{min(better, 2)}:{known}", f"axes{axes}:{axis}:{known}:{phrase.role}",
             f"plain{is_plain(phrase.text)}:{axis}", f"words{min(len(phrase.text.split()) // 3, 4)}")  # fmt: skip
    return Candidate(said.dataset or phrase.text, phrase.text, signs, split=said.split)


def _joined(plain: list[Phrase]) -> Iterator[Candidate]:
    """Two phrases together: a data set and a part of it."""
    for outer in plain:
        for inner in plain:
            if outer is not inner and outer.text not in inner.text:
                known = f"{bool(named(outer.text).dataset)}{bool(named(inner.text).dataset)}"
                order = f"both:{outer.where}+{inner.where}"
                signs = (f"from=both:{known}", order, f"both:{known}:{min(len(inner.text) // 4, 4)}")
                yield Candidate(f"{outer.text} {inner.text}", inner.text, signs)


def _nearby(group: Group, parts: list[Phrase]) -> Iterator[Candidate]:
    """What caption, headings, citing sentences and the document name, alone or with a part of it."""
    for name, told in group.context.tellings:
        several = "+" if len(told.datasets) > 1 else ""
        for n, dataset in enumerate(told.datasets[:3]):
            yield Candidate(dataset, dataset, (f"from={name}.{n}{several}",), split=told.split)
            yield from (_part(dataset, part, f"{name}{several}") for part in parts[:2])
    document = group.context.document
    if not document.is_paper and (only := document.fields.only_dataset(group.context.table.section)):
        yield Candidate(only, only, ("from=only",))
        yield from (_part(only, part, "only") for part in parts[:2])
    for n, (spoken, _) in enumerate(document.spoken[:2]):
        yield Candidate(spoken, spoken, (f"from=spoken{n}",))


def _part(whole: str, part: Phrase, source: str) -> Candidate:
    signs = ("from=part-of", f"part-of:{source}", f"partlen{min(len(part.text) // 4, 4)}")
    return Candidate(f"{whole} {part.text}", part.text, signs)
