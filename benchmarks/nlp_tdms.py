"""Leaderboard tuples from tables that another parser saw (NLP-TDMS), within a given taxonomy.

`python benchmarks/nlp_tdms.py --tables DIR --taxonomy FILE --out FILE` reads DIR/<paper>.json, writes {paper: tuples}.
FILE of the taxonomy is a list of {task, dataset, metric}, or {paper: tuples} as the gold, of which only the triples are
taken. A triple is told in a table where the words of its data set, metric and task stand in headers and caption; its
score is the cell that is bold, in the paper's own row, or best. No model is trained or asked.
"""

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractors.sense.paper.lexicon import named

BOLD, OWN, OTHER = 1.0, 0.8, 1.0
LEAST = 5.0
"""The evidence below which a triple is not told."""
_OURS = re.compile(r"(?i)\bours?\b|\bthis (?:work|paper)\b|\bproposed\b(?! by)")
_RERUN = re.compile(r"(?i)\bour (?:re-?)?\s?impl|\bceiling|\boracle|\bbaseline|\breimpl")
_CITED = re.compile(r"(?i)\bet al\b|\b(?:19|20)\d\d\b|\[ ?[A-Z]\w{1,6}\d\d ?\]|\[ ?\d+ ?\]")
_IDLE = frozenset(
    [
        "the",
        "of",
        "on",
        "and",
        "for",
        "in",
        "a",
        "task",
        "shared",
        "dataset",
        "data",
        "set",
        "corpus",
        "version",
        "benchmark",
        "test",
    ]
)
_CALLED = {
    "penn treebank": ("PTB", "WSJ", "Wall Street"),
    "cnn / daily mail": ("CNN/DM", "CNN/DailyMail", "CNNDM"),
    "hutter prize": ("enwik8",),
    "yelp binary": ("Yelp P", "Yelp polarity"),
    "wsj0": ("WSJ0",),
    "1b words": ("One Billion", "Billion Word", "1B Word"),
}
"""What papers call data sets that the taxonomy calls otherwise."""
_LOOSE = frozenset(
    [
        "english",
        "german",
        "spanish",
        "dutch",
        "chinese",
        "vietnamese",
        "ner",
        "pos",
        "tagging",
        "dependency",
        "treebank",
        "dialogue",
        "task",
        "anonymized",
        "nonanonymized",
        "non",
        "benchmark",
        "news",
        "discourse",
        "sentiment",
        "domain",
        "accuracy",
        "full",
        "v",
    ]
)
_SPELLINGS = {
    "rouge1": ("r1", "rg1", "rouge1", "1"),
    "rouge2": ("r2", "rg2", "rouge2", "2"),
    "rougel": ("rl", "rgl", "rougel", "l"),
    "f1": ("f1", "f", "fscore", "fmeasure", "f1score"),
    "accuracy": ("accuracy", "acc"),
    "error": ("error", "err", "errors"),
    "em": ("em", "exact", "exactmatch"),
    "smatch": ("smatch",),
    "testperplexity": ("test", "perplexity", "ppl"),
    "validationperplexity": ("dev", "valid", "validation", "val"),
    "bitpercharacterbpc": ("bpc",),
    "pos": ("pos",),
}


@dataclass(frozen=True)
class Triple:
    """A task, a data set and a metric of the taxonomy."""

    task: str
    dataset: str
    metric: str


@dataclass(frozen=True)
class Cell:
    """A number of a table, and the words about it."""

    number: str
    bold: bool
    heads: tuple[str, ...]
    rows: tuple[str, ...]
    caption: str
    table: int
    at: int


@lru_cache(maxsize=65536)
def closed(text: str) -> str:
    """A text whose hyphens and indices stand without the blanks that the other parser put around them."""
    ink = re.sub(r"\s?-\s?(?=\w)", "-", text)
    ink = re.sub(r"(?i)\b(rouge|bleu|hits?|p|r|rg)\s?([@-])\s?", r"\1\2", ink)
    return re.sub(r"\bF\s?-?\s?1\b", "F1", ink)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, with letters and digits kept together and hyphens dropped."""
    return tuple(re.findall(r"[a-z]+\d*|\d+", re.sub(r"(?<=\w)-(?=[a-z\d])", "", closed(text).lower())))


@lru_cache(maxsize=65536)
def bag(text: str) -> frozenset[str]:
    """The words of a text, each once, a compound with its parts."""
    return frozenset((*words(text), *re.findall(r"[a-z]+|\d+", text.lower())))


def cells(tables: Sequence[dict[str, Any]]) -> Iterator[Cell]:
    """All numbers of a paper's tables."""
    for index, table in enumerate(tables):
        for at, cell in enumerate(table.get("numberCells", ())):
            heads = (*cell.get("associatedColumns", ()), *cell.get("associatedMergedColumns", ()))
            yield Cell(
                cell["number"],
                bool(cell["isBolded"]),
                tuple(heads),
                tuple(cell.get("associatedRows", ())),
                table.get("caption", ""),
                index,
                at,
            )


@lru_cache(maxsize=4096)
def spellings(dataset: str) -> tuple[frozenset[str], ...]:
    """The names of a data set: whole, and each side of a slash that is a name of its own."""
    sides = [dataset, re.sub(r"\([^()]*\)", "", dataset), *re.findall(r"\(([^()]*)\)", dataset)[:1]]
    if " / " in dataset and len(dataset.split(" / ")) == 2 and "Daily" not in dataset:
        sides += dataset.split(" / ")
    kept = (frozenset(w for w in words(side) if w not in _IDLE) for side in sides[:2] + sides[3:])
    return tuple(dict.fromkeys(one for one in kept if one))


class Taxonomy:
    """The triples of a taxonomy, and how much each word tells one from another."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = tuple(dict.fromkeys(triples))
        count = Counter(word for name in {t.dataset for t in self.triples} for word in set(words(name)))
        self.weight = {word: 1 / (1 + math.log(n)) for word, n in count.items()}
        self.datasets = tuple(sorted({t.dataset for t in self.triples}))
        self.kinds = Counter(task for task, _ in {(t.task, t.dataset) for t in self.triples})

    def alone(self, triple: Triple) -> bool:
        """Whether a task has one data set in the taxonomy."""
        return self.kinds[triple.task] == 1

    @lru_cache(maxsize=1 << 20)  # noqa: B019
    def named_in(self, dataset: str, text: str) -> float:
        """How much of a data set's name a text has, from 0 to 1; none without its telling words."""
        said = bag(text)
        best = 0.0
        for key, names in _CALLED.items():
            if dataset.lower().startswith(key) and any(name in closed(text) for name in names):
                best = 0.9
        if len(squeezed := re.sub(r"\W", "", dataset)) < 4:
            return float(bool(re.search(rf"(?<!\w){re.escape(squeezed)}(?!\w)", text)))
        for name in spellings(dataset):
            telling = [word for word in name if word not in _LOOSE]
            telling = telling if any(word[0].isalpha() for word in telling) else list(name)
            if all(word in said for word in telling):
                whole = sum(self.weight.get(word, 1.0) for word in name)
                best = max(
                    best, 0.6 + 0.4 * sum(self.weight.get(word, 1.0) for word in name if word in said) / whole
                )
        return best

    @lru_cache(maxsize=1 << 20)  # noqa: B019
    def others(self, dataset: str, head: str, own_words: str) -> bool:
        """Whether headers, or the caption where they are silent, name another data set and not this one."""
        for text in (head, own_words):
            if self.named_in(dataset, text):
                return False
            if any(self.named_in(other, text) == 1 for other in self.datasets):
                return True
        return False

    def spoken(self, task: str, text: frozenset[str]) -> float:
        """How much of a task's name a paper's words have."""
        name = [word for word in words(task.replace("_", " ")) if word not in _IDLE]
        stems = {word[:6] for word in text}
        return sum(word[:6] in stems for word in name) / max(1, len(name))


@lru_cache(maxsize=65536)
def measures(metric: str, text: str) -> bool:
    """Whether a header names a metric."""
    key = "".join(words(metric))
    said = "".join(words(text))
    known = _SPELLINGS.get(key, (key,))
    if said in known or any(len(one) > 2 and one in words(text) for one in known) or key in words(text):
        return True
    one, other = named(metric).metric, named(text[:80]).metric
    return bool(one and other and one.id == other.id)


def evidence(
    triple: Triple, cell: Cell, taxonomy: Taxonomy, whole: str, spoken: float, metrics: frozenset[str]
) -> float:
    """How much speaks for a cell's being a triple's score."""
    head = " ".join((*cell.heads, *cell.rows))[:600]
    data, own_words = triple.dataset, caption(cell.caption)
    on = max(
        3.2 * taxonomy.named_in(data, head),
        2.9 * taxonomy.named_in(data, own_words),
        2.7 * taxonomy.named_in(data, f"{head} {own_words}"),
        2.2 * taxonomy.named_in(data, cell.caption),
        1.6 * taxonomy.named_in(data, whole),
        1.3 * (taxonomy.alone(triple) and spoken == 1),
    )
    if on == 0:
        return 0
    if any(measures(triple.metric, one) for one in cell.heads):
        by = 2.5
    elif any(measures(triple.metric, one) for one in cell.rows):
        by = 1.8
    elif any(named(one[:80]).metric for one in cell.heads):
        by = 0.0
    elif rare(triple.metric) and not any(measures(triple.metric, one) for one in metrics):
        by = -0.5
    else:
        by = 1.4 if measures(triple.metric, cell.caption) else 0.7
    row = " ".join(cell.rows)
    own = OWN * bool(_OURS.search(row)) - 0.5 * bool(_CITED.search(row)) - 0.7 * bool(_RERUN.search(row))
    dev, test = re.search(r"(?i)\b(?:dev|valid|validation|train)\b", head), re.search(r"(?i)\btest\b", head)
    wrong = test and not dev if "alid" in triple.metric else dev and not test
    other = OTHER * bool(taxonomy.others(triple.dataset, head, own_words))
    return on + by + 1.2 * spoken + BOLD * cell.bold + own - 0.8 * bool(wrong) - other


@lru_cache(maxsize=4096)
def caption(text: str) -> str:
    """The caption itself, of the text that the other parser took with it."""
    found = list(re.finditer(r"\bTable\s?\d+\s?[:.]", text))
    return text[found[-1].start() :] if found else text[-300:]


def rare(metric: str) -> bool:
    """Whether a metric is one that a table would name."""
    return metric.lower() not in ("accuracy", "f1", "error")


def told(tables: Sequence[dict[str, Any]], taxonomy: Taxonomy, least: float = LEAST) -> list[dict[str, str]]:
    """The tuples of one paper."""
    numbers = [cell for cell in cells(tables) if re.search(r"\d", cell.number)][:3000]
    whole = " ".join(
        f"{t.get('caption', '')} {' '.join(t.get('columns', ()))} {' '.join(t.get('rows', ()))}"
        for t in tables
    )
    said = bag(whole)
    heads = frozenset(head for cell in numbers for head in (*cell.heads, *cell.rows) if len(head) < 60)
    found: list[tuple[float, Triple, Cell]] = []
    for triple in taxonomy.triples:
        spoken = taxonomy.spoken(triple.task, said)
        if taxonomy.named_in(triple.dataset, whole) < 0.6 and not (taxonomy.alone(triple) and spoken == 1):
            continue
        if "perplex" in triple.metric and not re.search(r"(?i)perplex|\bppl", whole):
            continue
        scored = [(evidence(triple, cell, taxonomy, whole, spoken, heads), cell) for cell in numbers]
        top = max((score for score, _ in scored), default=0.0)
        if top >= least:
            near = [cell for score, cell in scored if score >= top - 0.01]
            found.append((top, triple, _best(triple.metric, near)))
    out: list[dict[str, str]] = []
    taken: set[tuple[int, int]] = set()
    for _, triple, cell in sorted(found, key=lambda one: (-one[0], -len(one[1].dataset))):
        if (cell.table, cell.at) not in taken:
            taken.add((cell.table, cell.at))
            out.append(
                {
                    "task": triple.task,
                    "dataset": triple.dataset,
                    "metric": triple.metric,
                    "score": cell.number,
                }
            )
    return out


def _best(metric: str, near: Sequence[Cell]) -> Cell:
    lower = re.search(r"(?i)error|perplex|bpc|bit per|\bwer\b", metric)
    return (min if lower else max)(near, key=_value)


def _value(cell: Cell) -> float:
    found = re.search(r"\d+(?:\.\d+)?|\.\d+", cell.number.replace(",", ""))
    return float(found[0]) if found else 0.0


def triples_in(path: Path) -> Iterator[Triple]:
    """The triples of a taxonomy's file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    rows = [row for rows in data.values() for row in rows] if isinstance(data, dict) else data
    for row in rows:
        triple = (row["task"], row["dataset"], row["metric"]) if isinstance(row, dict) else row[:3]
        yield Triple(*triple)


def main() -> None:
    """Reads the tables and writes the tuples."""
    parser = argparse.ArgumentParser(description="Leaderboard tuples from the tables of NLP-TDMS.")
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--taxonomy", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=float, default=LEAST)
    options = parser.parse_args()
    taxonomy = Taxonomy(triples_in(options.taxonomy))
    out = {
        path.name.removesuffix(".json"): told(
            json.loads(path.read_text(encoding="utf-8")), taxonomy, options.least
        )
        for path in sorted(options.tables.glob("*.json"))
    }
    options.out.write_text(json.dumps(out, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
