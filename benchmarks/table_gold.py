"""Annotated tables as lessons: each gold claim put on its cell, and what each phrase over or beside it then is."""

import functools
import importlib.util
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from claims.catalog.word_lists import counts
from claims.records import Document, Source
from extractors.readers import card, paper
from extractors.tables.card.claims import by_rules
from extractors.tables.context import DocumentContext, TableContext
from extractors.tables.grid import grids
from extractors.tables.label_meaning import read_label
from extractors.tables.phrases import HeaderLevel
from extractors.tables.roles import Numbered

Truth = Mapping[str, object]
Place = tuple[int, int, int]
"""Row, column, and which of a cell's numbers."""
ALIKE = 0.7
"""From how much likeness on two names are the same, as the scorer has it."""


@dataclass(frozen=True)
class Lesson:
    """One part of an annotated document's table."""

    document: str
    kind: str
    context: TableContext
    table: Numbered
    truths: Mapping[Place, Truth]
    covered: bool
    """Whether the annotation speaks of this table, so that a number without a claim is none."""


@functools.cache
def scorer(bench: Path) -> ModuleType:
    """The scorer that comes with the gold; its notion of the same name is used."""
    spec = importlib.util.spec_from_file_location("score_claims", bench / "score_claims.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sources(bench: Path) -> Iterator[tuple[str, Path, Path]]:
    """Kind, gold file and source of every annotated document."""
    for folder in ("cards", "cards2", "papers", "papers2"):
        for gold in sorted((bench / folder / "gold").glob("*.json")):
            base = bench / folder / gold.stem
            if folder.startswith("cards"):
                yield "card", gold, base
            else:
                yield from (
                    (kind, gold, base / name)
                    for kind, name in (("pdf", "paper.pdf"), ("tex", "tex"))
                    if (base / name).exists()
                )


def document_of(kind: str, path: Path) -> Document:
    """A source, read."""
    root = path if path.is_dir() else path.parent
    files = sorted(
        str(one.relative_to(root))
        for one in root.rglob("*")
        if one.is_file() and (path.is_dir() or one == path)
    )
    source = Source(kind="folder", name=root.name, revision="0", sha256="0")
    reader = card.read if kind == "card" else paper.read
    return reader(root, files, source)


@functools.cache
def unseen(bench: Path) -> frozenset[str] | None:
    """The documents that no word list was filled from, as unseen.txt lists them; None where there is no list."""
    file = bench / "unseen.txt"
    return frozenset(file.read_text("utf-8").split()) if file.exists() else None


def trusted(bench: Path, document: str) -> bool:
    """Whether what is read in a document says how well a new one is read."""
    listed = unseen(bench)
    return listed is None or document in listed


def lessons(bench: Path, kind: str, gold_file: Path, path: Path, *, as_used: bool = False) -> list[Lesson]:
    """The lessons of one document; `as_used` with what the rules for cards say, as where the reader is used."""
    gold = json.loads(gold_file.read_text("utf-8"))
    document = document_of(kind, path)
    earlier = tuple(by_rules(document)) if as_used and kind == "card" else ()
    whole = DocumentContext(document, kind != "card", earlier)
    parts = [
        (context, Numbered(grid, context.brackets))
        for context in (TableContext(table, whole) for table in whole.document.tables)
        for grid in grids(context.table)
    ]
    placed = _placed(bench, kind, gold["claims"], parts)
    return [
        Lesson(gold_file.stem, kind, context, table, placed.get(n, {}), _covered(bench, kind, gold, table))
        for n, (context, table) in enumerate(parts)
        if table.numbers and table.levels
    ]


def _covered(bench: Path, kind: str, gold: Mapping[str, list], table: Numbered) -> bool:  # type: ignore[type-arg]
    if kind == "card":
        lines = [cell.place.line for row in table.grid.rows for cell in row if cell and cell.place.line]
        return bool(lines) and any(first <= lines[0] <= last for first, last in gold["scope_lines"])
    key = functools.partial(_table_key, bench)
    empty = [one["label"] for one in gold.get("other_tables", []) if one.get("is_results") is False]
    mine = key(table.grid.table.label)
    return mine is not None and mine in map(key, [*gold["annotated_tables"], *empty])


def _table_key(bench: Path, label: object) -> str | None:
    """What tells one table's label from another's; Roman numbers as the others."""
    key: str | None = scorer(bench).table_key(label)
    romans = counts("number_words", "roman_numerals")
    return str(romans.get(key.upper(), key)) if key else None


def _placed(bench: Path, kind: str, claims: Sequence[Truth], parts: Sequence[tuple[TableContext, Numbered]]) -> dict[int, dict[Place, Truth]]:  # fmt: skip
    """Each gold claim on the cell that prints its value and whose phrases name it best, one to one."""
    found = []
    for g, truth in enumerate(claims):
        if truth.get("where", "table") != "table":
            continue
        for p, (_, table) in enumerate(parts):
            if kind != "card" and _table_key(bench, table.grid.table.label) != _table_key(bench, truth.get("table")):  # fmt: skip
                continue
            for n, at, k in _printing(bench, kind, truth, table):
                said = [matches(bench, text, truth) for _, text in over(table, n, at)]
                worth = sum(max(one.values(), default=0.0) + 0.3 * (len(one) > 1) for one in said)
                found.append((worth + 0.05 * (k == 0), g, p, n, at, k))
    used: set[int] = set()
    out: dict[int, dict[Place, Truth]] = defaultdict(dict)
    for _, g, p, n, at, k in sorted(found, key=lambda one: (-one[0], one[1:])):
        if g not in used and (n, at, k) not in out[p]:
            used.add(g)
            out[p][n, at, k] = claims[g]
    return out


def _printing(bench: Path, kind: str, truth: Truth, table: Numbered) -> Iterator[Place]:
    """The cells that print a claim's value at its place."""
    values = names_of(truth, "value")
    for (n, at), read in table.numbers.items():
        cell = table.grid.rows[n][at]
        if cell is None or (kind == "card" and cell.place.line != truth["line"]):
            continue
        for k, value in enumerate(read):
            if scorer(bench).same_value(str(value.stated.value), values):
                yield n, at, k


def over(table: Numbered, n: int, at: int) -> Iterator[tuple[HeaderLevel, str]]:
    """The phrases over and beside a cell."""
    for level in table.levels:
        text = level.texts.get(at if level.axis == "column" else n)
        if text is not None:
            yield level, text


def names_of(truth: Truth, key: str) -> tuple[str, ...]:
    """What a gold claim accepts; nothing where it names nothing."""
    first = truth.get(key)
    aliases = truth.get("aliases") or {}
    assert isinstance(aliases, dict)
    return tuple(str(one) for one in (first, *(aliases.get(key) or ())) if one) if first else ()


@functools.lru_cache(maxsize=1 << 18)
def like(bench: Path, text: str, accepted: tuple[str, ...]) -> float:
    """The best agreement of a name with any accepted one; names without Latin letters agree letter by letter."""
    score = scorer(bench)
    if text.strip().casefold() in (one.strip().casefold() for one in accepted):
        return 1.0
    return (
        max((score.alike(text, one) for one in accepted if score.squash(one)), default=0.0) if text else 0.0
    )


def matches(bench: Path, text: str, truth: Truth) -> dict[str, float]:
    """What of a gold claim a phrase names, and how well."""
    return _matches(bench, text, names_of(truth, "metric"), names_of(truth, "dataset"), names_of(truth, "subject"),
                    str(truth.get("conditions") or ""), str(truth.get("split") or ""))  # fmt: skip


@functools.lru_cache(maxsize=1 << 17)
def _matches(bench: Path, text: str, metrics: tuple[str, ...], datasets: tuple[str, ...], subjects: tuple[str, ...], conditions: str, split: str) -> dict[str, float]:  # fmt: skip
    label_meaning, squash = read_label(text), scorer(bench).squash
    spelled = [
        text,
        label_meaning.printed,
        *(
            (label_meaning.metric.name, label_meaning.metric.id.replace("_", " "))
            if label_meaning.metric
            else ()
        ),
    ]
    found = {
        "metric": max(like(bench, one, metrics) for one in spelled if one),
        "dataset": max(
            like(bench, text, datasets), 0.98 * like(bench, label_meaning.dataset or "", datasets)
        ),
        "system": like(bench, text, subjects),
    }
    out = {role: worth for role, worth in found.items() if worth >= ALIKE}
    if out:
        return out
    if _within(bench, text, subjects):
        return {"system": 0.6}
    if _within(bench, text, datasets):
        return {"dataset": 0.6}
    if split and squash(text) == squash(split):
        return {"split": 0.8}
    words = squash(text).split()
    return (
        {"setting": 0.7} if conditions and words and all(word in squash(conditions) for word in words) else {}
    )


def _within(bench: Path, text: str, names: tuple[str, ...]) -> bool:
    words_of = scorer(bench).words_of
    words = set(words_of(text)) - {"%"}
    return bool(words) and any(words <= set(words_of(name)) for name in names)


def roles_of(bench: Path, lesson: Lesson) -> dict[tuple[int, str], dict[str, float]]:
    """For each level's number and phrase, the shares of the roles that the claims show it to have."""
    votes: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    seen: Counter[tuple[int, str]] = Counter()
    table = lesson.table
    numbers = {id(level): n for n, level in enumerate(table.levels)}
    for (n, at, _), truth in lesson.truths.items():
        for level, text in over(table, n, at):
            key = (numbers[id(level)], text)
            seen[key] += 1
            said = matches(bench, text, truth)
            best = [role for role, worth in said.items() if worth >= max(said.values()) - 0.15]
            votes[key].update({role: 1 / len(best) for role in best})  # type: ignore[dict-item]
    out = {}
    for number, level in enumerate(table.levels):
        for text in level.phrases:
            share = _share(votes[number, text], seen[number, text])
            if share or not seen[number, text]:
                share = share or _nothing(lesson, level, text)
            if share:
                out[number, text] = share
    return out


def _share(votes: Counter[str], seen: int) -> dict[str, float]:
    """The shares of roles; a phrase over claims that names nothing of them is a setting."""
    whole = sum(votes.values())
    if seen and whole < 0.4 * seen:
        return {"setting": 1.0}
    return {role: vote / whole for role, vote in votes.items()} if whole else {}


def _nothing(lesson: Lesson, level: HeaderLevel, text: str) -> dict[str, float]:
    """A phrase over numbers of a covered table none of which is a claim ties them to nothing."""
    side = 1 if level.axis == "column" else 0
    places = {at for at, said in level.texts.items() if said == text}
    stated = any(key[side] in places for key in lesson.table.numbers)
    counts = level.axis == "column" or (level.where != "panel0" and not lesson.truths)
    return {"none": 1.0} if lesson.covered and stated and counts else {}
