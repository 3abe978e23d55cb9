"""Claims of the structured results: `model-index` in a card's front matter, and `.eval_results/*.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import catalog
from claims.catalog.metrics import Metric
from claims.quantities import quantity
from claims.records import Claim, Document, Entry, Quantity
from extractors import extractor
from extractors.language.datasets import EvaluationData, name_and_conditions
from extractors.language.make_claim import make_claim
from extractors.language.system_names import own_names_of
from extractors.tables.card.labels import label
from extractors.tables.printed_logs import NO_RESULT

READ_BY = "card-index@3"
_METRIC = r"(model[-_]index(?:/\d{1,4})?)(/results(?:/\d{1,5})?)(/metrics?(?:/\d{1,5})?)"
_VALUE = re.compile(rf"{_METRIC}/value(/.{{1,100}})?")
_KEYED = re.compile(
    rf"{_METRIC}/(?!type$|name$|value$|config$|args$|verified$|verifyToken$|revision$)([^/]{{2,40}})"
)
"""A metric whose name is the key of its number, against the specification: `- accuracy: 0.91`."""
_RESULT = re.compile(r"(?:(\d{1,4})/)?value")
_SUITES = re.compile(r"(?i)(?:nyu-mll/|aps/)?(?:super_?)?glue|xtreme|klue|clue|superb|tweet_?eval|big-?bench")
"""Suites of several data sets, which a config tells apart."""


@dataclass(frozen=True)
class IndexValue:
    """One value, and the fields that stand around it by their paths."""

    entry: Entry
    fields: dict[str, str]

    def first_field(self, *paths: str) -> str | None:
        """The first of these fields that says something."""
        return next((text for path in paths if (text := self.fields.get(path, "").strip())), None)


@extractor("card-index", version=3, reads="card")
def card_index(document: Document) -> Iterator[Claim]:
    """Reads every number of the model-index and of the evaluation results beside the card."""
    by_file: dict[str, dict[str, str]] = {}
    for entry in document.metadata:
        by_file.setdefault(entry.place.file, {}).setdefault(entry.path, entry.value)
    models = {e.path.split("/")[1] for e in document.metadata if re.match(r"model[-_]index/\d", e.path)}
    for entry in document.metadata:
        leaf = IndexValue(entry, by_file[entry.place.file])
        match = _VALUE.fullmatch(entry.path) or _KEYED.fullmatch(entry.path)
        if match and ("/value" in entry.path or label(match[4]).metric):
            yield from _model_index_claims(leaf, match, document, several=len(models) > 1)
        elif entry.place.file.startswith(".eval_results/") and (match := _RESULT.fullmatch(entry.path)):
            yield from _eval_results_claims(leaf, f"{match[1]}/" if match[1] else "", document)


def _model_index_claims(
    leaf: IndexValue, match: re.Match[str], document: Document, *, several: bool
) -> Iterator[Claim]:
    """One metric of a model-index."""
    stated = quantity.read(leaf.entry.value)
    if not isinstance(stated, Quantity):
        return
    model, result, metric = match[1], match[1] + match[2], match[1] + match[2] + match[3]
    task = leaf.first_field(f"{result}/task/type", f"{result}/task/name")
    inner = (match[4] or "").strip("/")
    printed = leaf.first_field(f"{metric}/name", f"{metric}/type") or inner or "value"
    several_values = (
        inner.isdigit() and f"{metric}/value/1" in leaf.fields
    )  # of classes or runs that nothing names
    names = (leaf.first_field(f"{metric}/name"), leaf.first_field(f"{metric}/type"), inner)
    if several_values or any(name and NO_RESULT.search(name) for name in names):
        return
    known, split = _metric(leaf, metric, task)
    keyed = inner.replace("/", " ")
    if inner and (by_key := label(f"{keyed} {printed}", task).metric or label(keyed, task).metric):
        known, printed = by_key, inner
    called = leaf.first_field(f"{model}/name")
    own = not several or not called or own_names_of(document).is_own(called)
    subject = document.source.name if own or not called else called
    config = leaf.first_field(f"{result}/dataset/config", f"{result}/dataset/args", f"{metric}/config")
    dataset = leaf.first_field(f"{result}/dataset/name", f"{result}/dataset/type") or ""
    named_data, described = _with_config(dataset, config)
    signed = "signed by the Hub" if leaf.first_field(f"{metric}/verifyToken") else ""
    aside = [described, f"config {config}" if config else "", inner if inner != printed else "", signed]
    yield make_claim(
        stated,
        leaf.entry.place,
        known,
        printed=printed,
        subject=subject,
        own=own,
        read_by=READ_BY,
        confidence=0.98,
        where=EvaluationData(
            named_data or None,
            leaf.first_field(f"{result}/dataset/split") or split,
        ),
        task=task,
        conditions="; ".join(filter(None, aside)),
    )


def _with_config(dataset: str, config: str | None) -> tuple[str, str]:
    """The data set's name, with the member of a suite that its configuration names, and the conditions in it."""
    name, conditions = name_and_conditions(dataset)
    is_member = config and config != "default" and re.fullmatch(r"[\w-]{2,24}", config)
    return (f"{name} {config}" if is_member and _SUITES.fullmatch(name) else name), conditions


def _metric(leaf: IndexValue, path: str, task: str | None) -> tuple[Metric | None, str | None]:
    """The catalog's metric by name, else by type, and a split that the name carries."""
    name, sort = leaf.first_field(f"{path}/name"), leaf.first_field(f"{path}/type")
    by_name = label(name, task) if name else None
    if by_name and by_name.metric and not by_name.generic:
        return by_name.metric, by_name.where.split
    by_type = label(sort, task).metric if sort else None
    return by_type or (by_name.metric if by_name else None), by_name.where.split if by_name else None


def _eval_results_claims(leaf: IndexValue, at: str, document: Document) -> Iterator[Claim]:
    """One entry of an evaluation results file: the benchmark implies the metric, which is not named."""
    stated = quantity.read(leaf.entry.value)
    dataset = leaf.first_field(f"{at}dataset/id")
    if not isinstance(stated, Quantity) or dataset is None:
        return
    task = leaf.first_field(f"{at}dataset/task_id")
    signed = "signed by the Hub" if leaf.first_field(f"{at}verifyToken") else ""
    yield make_claim(
        stated,
        leaf.entry.place,
        catalog.metric("score"),
        printed="score",
        subject=document.source.name,
        own=True,
        read_by=READ_BY,
        confidence=0.95,
        where=EvaluationData(dataset),
        conditions="; ".join(
            filter(None, [f"task {task}" if task else "", leaf.first_field(f"{at}notes") or "", signed])
        )[:300],
    )
