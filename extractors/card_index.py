"""Claims of the structured results: `model-index` in a card's front matter, and `.eval_results/*.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog, quantity
from claims.catalog.metrics import Metric
from claims.records import Claim, Document, Entry, Quantity
from extractors import extractor
from extractors.sense.data import Where
from extractors.sense.label import label
from extractors.sense.saying import say
from extractors.sense.who import names

READ_BY = "card-index@2"
_VALUE = re.compile(r"(model-index/\d{1,4})(/results/\d{1,5})(/metrics/\d{1,5})/value(/.{1,100})?")
_RESULT = re.compile(r"(\d{1,4})/value")


@dataclass(frozen=True)
class Leaf:
    """One value, and the fields that stand around it by their paths."""

    entry: Entry
    fields: dict[str, str]

    def said(self, *paths: str) -> str | None:
        """The first of these fields that says something."""
        return next((text for path in paths if (text := self.fields.get(path, "").strip())), None)


@extractor("card-index", version=2, reads="card")
def card_index(document: Document) -> Iterator[Claim]:
    """Reads every number of the model-index and of the evaluation results beside the card."""
    by_file: dict[str, dict[str, str]] = {}
    for entry in document.metadata:
        by_file.setdefault(entry.place.file, {}).setdefault(entry.path, entry.value)
    models = {e.path.split("/")[1] for e in document.metadata if e.path.startswith("model-index/")}
    for entry in document.metadata:
        leaf = Leaf(entry, by_file[entry.place.file])
        if found := _VALUE.fullmatch(entry.path):
            yield from _listed(leaf, found, document, several=len(models) > 1)
        elif entry.place.file.startswith(".eval_results/") and (found := _RESULT.fullmatch(entry.path)):
            yield from _evaluated(leaf, found[1], document)


def _listed(leaf: Leaf, found: re.Match[str], document: Document, *, several: bool) -> Iterator[Claim]:
    """One metric of a model-index."""
    stated = quantity.read(leaf.entry.value)
    if not isinstance(stated, Quantity):
        return
    model, result, metric = found[1], found[1] + found[2], found[1] + found[2] + found[3]
    task = leaf.said(f"{result}/task/type", f"{result}/task/name")
    printed = leaf.said(f"{metric}/name", f"{metric}/type") or "value"
    known, split = _metric(leaf, metric, task)
    named = leaf.said(f"{model}/name")
    subject = named if several and named and not names(document).own(named) else document.source.name
    config = leaf.said(f"{result}/dataset/config", f"{result}/dataset/args", f"{metric}/config")
    aside = [f"config {config}" if config else "", (found[4] or "").strip("/")]
    yield say(
        stated,
        leaf.entry.place,
        known,
        printed=printed,
        subject=subject,
        own=True,
        read_by=READ_BY,
        confidence=0.98,
        where=Where(
            leaf.said(f"{result}/dataset/name", f"{result}/dataset/type"),
            leaf.said(f"{result}/dataset/split") or split,
        ),
        task=task,
        conditions="; ".join(filter(None, aside)),
    )


def _metric(leaf: Leaf, path: str, task: str | None) -> tuple[Metric | None, str | None]:
    """The catalog's metric by name, else by type, and a split that the name carries."""
    name, sort = leaf.said(f"{path}/name"), leaf.said(f"{path}/type")
    by_name = label(name, task) if name else None
    if by_name and by_name.metric and not by_name.generic:
        return by_name.metric, by_name.where.split
    by_type = label(sort, task).metric if sort else None
    return by_type or (by_name.metric if by_name else None), by_name.where.split if by_name else None


def _evaluated(leaf: Leaf, at: str, document: Document) -> Iterator[Claim]:
    """One entry of an evaluation results file: the benchmark implies the metric, which is not named."""
    stated = quantity.read(leaf.entry.value)
    dataset = leaf.said(f"{at}/dataset/id")
    if not isinstance(stated, Quantity) or dataset is None:
        return
    task = leaf.said(f"{at}/dataset/task_id")
    yield say(
        stated,
        leaf.entry.place,
        catalog.metric("score"),
        printed="score",
        subject=document.source.name,
        own=True,
        read_by=READ_BY,
        confidence=0.95,
        where=Where(dataset),
        conditions="; ".join(filter(None, [f"task {task}" if task else "", leaf.said(f"{at}/notes") or ""]))[
            :300
        ],
    )
