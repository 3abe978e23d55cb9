"""Whom a group of cells can be about: every candidate with the signs for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.catalog.name_index import squeeze
from extractors.language.model_names import is_model
from extractors.tables.candidates import Candidate, Group, Phrase
from extractors.tables.known_data import names_a_sort
from extractors.tables.label_meaning import read_label, without_citation
from extractors.tables.row_labels import continues

_NO_NAME = re.compile(r"^[\W\d_]*$|^[✓✗xX×√–—\-\s]*$")
LEAST_CHANCE = 0.03
"""How likely a phrase must at least name a system, to be asked."""
_PAIR = re.compile(r"[a-z]{2}\s?[;→>-]{1,2}\s?[a-z]{2}")
"""A pair of languages."""
_SIZE = re.compile(r"(?i)\W*\d+(?:\.\d+)?\s?[mb]\W*")


def subject_candidates(group: Group, parent: str) -> list[Candidate]:
    """The systems that a row's or column's numbers can be about, the document's own among them."""
    out: dict[str, Candidate] = {}
    sort = "paper" if group.context.document.is_paper else "card"
    for candidate in _subjects(group, parent):
        key = squeeze(candidate.name) or candidate.name
        first = out.get(key)
        also = (*first.signs, f"also:{candidate.signs[0]}") if first else candidate.signs
        length = f"words{min(len(candidate.name.split()) // 4, 5)}"
        candidate = replace(candidate, signs=(*candidate.signs, f"{candidate.signs[0]}|{sort}"))
        out[key] = Candidate(
            first.name if first else candidate.name, candidate.printed, also if first else (*also, length)
        )
    return list(out.values())


def _is_of_a_system(phrase: Phrase) -> bool:
    """Whether a phrase was read as a system, or as a metric though it is a model's name."""
    return phrase.role == "system" or (phrase.role == "metric" and is_model(phrase.text))


def _subjects(group: Group, parent: str) -> Iterator[Candidate]:
    systems = [
        phrase
        for phrase in group.phrases
        if _is_of_a_system(phrase) and not (_NO_NAME.match(phrase.text) or is_generic(phrase.text))
    ]
    columns = [system for system in systems if system.where.startswith("header")]
    rows = [system for system in systems if system.where.startswith("stub")]
    panels = [system for system in systems if system.where.startswith("panel")]
    count = f"r{min(len(rows), 3)}c{min(len(columns), 2)}p{min(len(panels), 1)}"
    for phrase in systems:
        yield _of_label(phrase, count, group)
    settings = [
        phrase
        for phrase in group.phrases
        if phrase.role in ("setting", "none") and not _NO_NAME.match(phrase.text)
    ]
    for phrase in settings:
        yield Candidate(
            phrase.text,
            phrase.text,
            (
                f"from=setting:{phrase.where}",
                f"setting{count}",
                f"model{is_model(phrase.text)}",
                f"setting{phrase.chance('system')}:{phrase.role}",
            ),
        )
    for phrase in group.phrases:
        if phrase.role in ("dataset", "metric", "split") and phrase not in systems and _may_name(phrase):
            signs = (
                f"from=other:{phrase.where[:5]}:{phrase.role}",
                f"other{phrase.chance('system')}:{count}",
                f"other:model{is_model(phrase.text)}",
                *(f"other:{sign}" for sign in phrase.level if sign.startswith("level:called")),
            )
            yield Candidate(without_citation(phrase.text), phrase.text, signs)
    yield from _joined(rows, columns, panels, settings, count, parent)
    own = group.context.document.subject
    of_others = group.context.is_of_others([phrase.text for phrase in group.phrases])
    for hint in group.hints:
        if hint.system and not (of_others and hint.system == own):
            signs = (f"from=hint-{hint.reader}", f"hint-{hint.reader}:{count}")
            yield Candidate(hint.system, hint.system, signs)
    if of_others and systems:
        return
    yield Candidate(own, own, ("from=own", f"own{count}", f"own:settings{min(len(settings), 2)}:{count}"))


def _may_name(phrase: Phrase) -> bool:
    """Whether a phrase that was read as something else could name a system."""
    return phrase.likely.get("system", 0.0) > LEAST_CHANCE and not (
        _NO_NAME.match(phrase.text) or is_generic(phrase.text)
    )


def is_generic(text: str) -> bool:
    """Whether a phrase names no system: a word such as "Result", a pair of languages, nothing."""
    return bool(not text or names_a_sort(text) or _PAIR.fullmatch(text))


def _of_label(phrase: Phrase, count: str, group: Group) -> Candidate:
    name = without_citation(phrase.text)
    use = (sign for sign in group.usage(phrase.text) if sign[:3] in ("use", "own", "fir"))
    signs = (f"from=one:{phrase.where}", *(f"{phrase.where[0]}:{sign}" for sign in use), f"one:{phrase.where[:5]}|{group.layout}", f"one:{phrase.where[:5]}:{count}", f"sure{round(4 * phrase.sure)}", f"chance{phrase.chance('system')}:{phrase.where[0]}",
             f"continues{continues(phrase.text)}", f"model{is_model(name)}", f"blank{read_label(name).blank}",
             *(f"{phrase.where[0]}:{sign}" for sign in phrase.level if sign.startswith(("level:model", "level:setting", "level:n", "level:plain", "level:called"))))  # fmt: skip
    return Candidate(name, phrase.text, signs)


def _joined(rows: Sequence[Phrase], columns: Sequence[Phrase], panels: Sequence[Phrase], settings: Sequence[Phrase], count: str, parent: str) -> Iterator[Candidate]:  # fmt: skip
    """Names put together from several phrases."""
    texts = [without_citation(phrase.text) for phrase in rows]
    if len(texts) > 1:
        known = "".join(str(is_model(text))[0] for text in texts[:3])
        yield Candidate(
            " ".join(dict.fromkeys(texts)), texts[0], ("from=rows", f"rows{count}", f"rows{known}")
        )
    for phrase in columns[:1]:
        if texts:
            both = f"both{is_model(texts[0])}{is_model(phrase.text)}"
            yield Candidate(
                f"{texts[0]} {phrase.text}", texts[0], ("from=row+column", f"row+column{count}", both)
            )
            yield Candidate(
                f"{phrase.text} {texts[0]}", texts[0], ("from=column+row", f"column+row{count}", both)
            )
    if len(columns) > 1:
        yield Candidate(
            f"{columns[1].text} {columns[0].text}", columns[0].text, ("from=columns", f"columns{count}")
        )
    for phrase in panels[:1]:
        if texts:
            known = f"panel{is_model(phrase.text)}{is_model(texts[0])}{continues(texts[0])}"
            yield Candidate(
                f"{phrase.text} {texts[0]}", texts[0], ("from=panel+row", f"panel+row{count}", known)
            )
    for phrase in settings[:3]:
        for base in (texts or [c.text for c in columns])[:1]:
            size = bool(_SIZE.fullmatch(phrase.text))
            yield Candidate(f"{base} {phrase.text}", base, ("from=with-setting", f"with:{phrase.where}:{count}", f"with-size{size}", f"with-model{is_model(phrase.text)}"))  # fmt: skip
    if texts and parent and continues(rows[0].text):
        yield Candidate(f"{parent} {texts[0]}", texts[0], ("from=parent", "parent+"))
