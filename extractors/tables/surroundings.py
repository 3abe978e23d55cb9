"""A table and all that stands around it: what caption, headings and citing sentences say of its numbers."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from claims.catalog.datasets import find_dataset
from claims.catalog.metrics import Metric
from claims.records import Document, Table
from claims.text.sentences import split_sentences
from extractors.language.datasets import datasets_called_so
from extractors.language.model_names import is_model
from extractors.language.name_usage import NameUsage
from extractors.language.passage import PassageFacts, metrics_named, read_passage

_ON = re.compile(
    r"\b(?:on|to|for|of|from)\s(?:the\s)?([A-Z][\w+/-]*(?:\.\d\w*)?(?:[\s-][A-Z\d][\w+/-]*(?:\.\d\w*)?){0,2})"
)
_MEASURED_ON = re.compile(
    r"(?i:(?:\b(?:results?|performance|scores?|accurac(?:y|ies)|rates?|errors?|perplexity|evaluation)|\([a-z0-9]{1,8}\)))\s(?:on|for)\s(?:the\s)?([A-Z][a-z]*[\w-]+)(?=[\s.,;]|$)"
)
"""A caption that says on what its numbers were measured: "success rate (SR) on Webshop"."""
_RATIO = re.compile(
    r"(?i)\bspeed-?up|\bsaving|\bratio|\brelative to|\btimes (?:faster|smaller|less)|\bimprovement|\bfactor"
)
_SPREAD = re.compile(
    r"(?i)\bstandard (?:deviations?|errors?)|\bstd\.?\b|\bdeviation|\bvariance|\bconfidence interval|±|\bs\.d\."
)


@dataclass(frozen=True)
class Surroundings:
    """A table and all that stands around it."""

    table: Table
    evidence: NameUsage
    panel: tuple[int, int] | None = None
    """Which of several tables under one caption it is, from 0, and how many they are."""

    @cached_property
    def caption(self) -> PassageFacts:
        """What its caption tells."""
        text = self.evidence.in_usual_letters(self.table.caption or "")
        passage = self.without_methods(read_passage(text))
        more = (
            [
                name
                for name in _ON.findall(text[:1000])
                if self.evidence.dataset_or_method(name) > (1 if _distinct(name) else 2)
            ]
            or [
                match[1]
                for match in _MEASURED_ON.finditer(text[:200])
                if self.evidence.dataset_or_method(match[1]) >= 0 and not is_model(match[1])
            ]
            or [name for _, _, name in datasets_called_so(text[:400])]
        )
        return (
            replace(passage, datasets=tuple(dict.fromkeys((*passage.datasets, *more))))
            if more and not passage.datasets
            else passage
        )

    @cached_property
    def cited(self) -> tuple[PassageFacts, ...]:
        """What the sentences tell that speak of it, those that name it first."""
        number = re.escape(self.table.label.rpartition(" ")[2])
        out: list[str] = []
        for block in list(self.evidence.citing_paragraphs(self.table))[:6]:
            text = " ".join(block.text.split())[:6000]
            naming = [s for s in split_sentences(text) if re.search(rf"\bTab\w*\.?\s?{number}\b", s)]
            out += [" ".join(naming), text]
        return tuple(self.without_methods(read_passage(text)) for text in out if text)

    @cached_property
    def section(self) -> tuple[PassageFacts, ...]:
        """What the headings above tell, the nearest first."""
        return tuple(
            self.without_methods(read_passage(heading)) for heading in reversed(self.table.section[-3:])
        )

    def without_methods(self, passage: PassageFacts) -> PassageFacts:
        """The same without what the paper uses as a method's name: MCD may be a distortion or a method."""
        kept = tuple(
            mention
            for mention in passage.metrics
            if not (mention[1].isupper() and self.evidence.dataset_or_method(mention[1]) < -2)
        )
        return replace(passage, metrics=kept)

    @cached_property
    def brackets(self) -> str:
        """What numbers in brackets are in this table."""
        caption = self.table.caption or ""
        if _SPREAD.search(caption):
            return "spread"
        inner = [
            match[1]
            for cell in self.table.cells
            if (match := re.search(r"\d\s?\((\d[\d.]*)\)$", cell.text.strip()))
        ]
        if inner and (
            _RATIO.search(caption) or sum(text in ("1", "1.0", "1.00") for text in inner) * 8 >= len(inner)
        ):
            return "ratio"
        return "spread" if inner and len(inner) > 4 and all("." in text for text in inner) else "unknown"


def main_metric_of(document: Document, evidence: NameUsage) -> tuple[Metric, str] | None:
    """The quality metric that the document names most, captions and abstract first."""
    count: dict[str, int] = {}
    first: dict[str, tuple[Metric, str]] = {}
    for block in document.blocks[:1200]:
        weight = 3 if block.kind == "caption" or "Abstract" in block.section[:1] else 1
        for metric, printed in dict.fromkeys(metrics_named(block.text[:3000])):
            if (
                metric.kind == "quality"
                and not _of_one_benchmark(metric)
                and not (printed.isupper() and evidence.dataset_or_method(printed) < -2)
            ):
                count[metric.id] = count.get(metric.id, 0) + weight
                first.setdefault(metric.id, (metric, printed))
    best = max(count, key=lambda mention: count[mention], default=None)
    if best in ("precision", "recall") and "f1" in count:
        best = "f1"  # the two are told with what sums them up
    return first[best] if best else None


def _of_one_benchmark(metric: Metric) -> bool:
    """Whether a metric is called after one benchmark, so that no other is measured by it."""
    first = metric.name.split()[0]
    known = find_dataset(first) if first[:1].isupper() else None
    return known is not None and metric.id in known.usual_metrics


def _distinct(name: str) -> bool:
    """Whether a name has the capitals or digits of a proper one."""
    return sum(c.isupper() or c.isdigit() for c in name) > 1 and len(name) > 2
