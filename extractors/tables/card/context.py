"""What the surroundings of a table or sentence say about all of its numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.metrics import Metric
from claims.comparisons.own_system import split_name
from claims.quantities.quantity import NumberInText
from claims.records import Document, Table
from claims.text.sentences import split_sentences
from extractors.language.datasets import (
    EvaluationData,
    datasets_called_so,
    datasets_in,
    private_dataset,
    split_in,
)
from extractors.language.footnotes import is_footnote
from extractors.language.metrics import metrics_in
from extractors.language.source_text import CardSentence
from extractors.language.system_names import OwnNames, own_names_of
from extractors.language.unit_metric import metric_of_unit

_DECLARED = re.compile(r"datasets(?:/\d{1,3})?|model[-_]index/\d{1,4}/results/\d{1,4}/dataset/(?:name|type)")
_LIST_OF_DATA = re.compile(r"datasets(?:/\d{1,3})?")
_NO_DATA = ("", "null", "none", "~", "n/a", "unknown")
"""What fields hold that name no data set."""
_LISTED = re.compile(
    r"[\s>*•·-]{0,8}(?i:(?:evaluation |test |downstream )?data ?set)[*_`]{0,3}:[*_`]{0,3}\s{1,3}([A-Z0-9][\w.+/-]*(?: [A-Z0-9][\w.+/-]*){0,4})"
)
"""A line that gives the data set by name."""
_NOT_HERE = frozenset({"score", "layers", "attention_heads"})
_REPORTS = re.compile(
    r"(?i)^.{0,60}\bresults?\b.{0,60}$"
    r"|\b(?:we|table|numbers|scores|results|values)\b.{0,60}\b(?:report|measure|show|are|is|use)\w*\b"
)
_MADE_OF = re.compile(
    r"(?i)\bpre-?train\w*\b|\btrained (?:from scratch )?(?:on|with|using)\b|\bcorp(?:us|ora)\b|\bdistill?ed\b|\bpre-?trained\b"
)
"""Words of a sentence that tells what a model was made of, rather than on what it was tested."""
_TRAINED = re.compile(r"(?i)\b(?:pre-?)?train(?:ed|s)? (?:[\w-]+ ){0,10}on\b")
"""What says of a table's lead-in that it tells of training."""
_TESTED = re.compile(
    r"(?i)\bfine-?tun\w*\b|\beval\w*\b|\btest\w*\b|\baccurac\w*\b|\bperforman\w*\b|\bresults?\b|\bscor\w*\b|\bbenchmark\w*\b"
)


@dataclass(frozen=True)
class Context:
    """A document and what its fields declare."""

    document: Document

    @cached_property
    def names(self) -> OwnNames:
        """What the document's own model is called."""
        return own_names_of(self.document)

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """The data sets that its fields declare, as written."""
        return tuple(dict.fromkeys(self._declared(_DECLARED)))

    def _declared(self, paths: re.Pattern[str]) -> list[str]:
        """What fields at such paths hold, where that is a name."""
        fields = (field for field in self.document.metadata if paths.fullmatch(field.path))
        return [field.value for field in fields if field.value.strip().casefold() not in _NO_DATA]

    def only_dataset(self, section: Sequence[str]) -> str | None:
        """The one data set that the card declares, or that its text names to a section, if there is one alone."""
        declared = self._declared(_LIST_OF_DATA)
        spoken = {name.casefold(): name for name, heads in self._spoken_of if not heads or heads & {*section}}
        named = declared or list(self.datasets) or list(spoken.values())
        return (
            named[0]
            if named and all(catalog.same_dataset(named[0], dataset) for dataset in named[1:])
            else None
        )

    def speaks_elsewhere(self, name: str, section: Sequence[str]) -> bool:
        """Whether the text names a data set, and only below headings of its own that are not above a section."""
        places = [heads for spoken, heads in self._spoken_of if catalog.same_dataset(spoken, name)]
        return bool(places) and all(heads and not heads & {*section} for heads in places)

    @cached_property
    def _spoken_of(self) -> list[tuple[str, frozenset[str]]]:
        """The data sets that the text names outside of sentences about pre-training, each with the headings that name
        one above it: what stands below "### NSMC" is of that section only.
        """
        names: list[tuple[str, frozenset[str]]] = []
        for block in self.document.blocks:
            if block.kind == "code" or re.search(
                r"(?i)citation|bibtex|reference", " ".join(block.section[-1:])
            ):
                continue
            above = (*block.section, block.text) if block.kind == "heading" else block.section
            heads = frozenset(text for text in above if datasets_in(text[:200]))
            for text in split_sentences(block.text[:20_000]):
                if not _MADE_OF.search(text) or _TESTED.search(text):
                    for _, _, name in (*datasets_in(text), *datasets_called_so(text)):
                        names.append((name, heads))
        return names or [(name, frozenset()) for name in self._declared_dataset]

    @property
    def _declared_dataset(self) -> list[str]:
        """The data set that a line of its own names: "Dataset: CONLL Corpora ES"."""
        for block in self.document.blocks:
            heading_and_text = " ".join([*block.section[-1:], block.text[:200]])
            match = _LISTED.match(block.text[:200]) if block.kind in ("list", "paragraph") else None
            if match and not re.search(
                r"(?i)pre-?train|training (?:data|set|details|procedure)", heading_and_text
            ):
                return [match[1].strip(" *_`")]
        return []

    @cached_property
    def task(self) -> str | None:
        """The task that its fields declare."""
        tasks = (e.value for e in self.document.metadata if e.path in ("pipeline_tag", "tags/0"))
        return next(tasks, None)

    @cached_property
    def summarises(self) -> bool:
        """Whether its fields declare a model that summarises."""
        return any(
            "summariz" in e.value.casefold()
            for e in self.document.metadata
            if e.path.split("/")[0] in ("tags", "pipeline_tag")
        )

    @cached_property
    def only_metric(self) -> Metric | None:
        """The one share (accuracy, F1 ...) among the metrics that its front matter declares."""
        metrics = [e.value for e in self.document.metadata if re.fullmatch(r"metrics(?:/\d{1,3})?", e.path)]
        known = [
            metric
            for metric_name in metrics
            if (metric := catalog.metric(metric_name)) and metric.scale == "share"
        ]
        return known[0] if len(known) == 1 else None

    def where(self, *texts: str | None) -> EvaluationData:
        """The data set and split that the first of these texts to name just one names."""
        where = EvaluationData()
        for at, text in enumerate(texts):
            if text:
                names = {name.casefold(): name for _, _, name in datasets_in(text, self.datasets)}
                names = names or {name.casefold(): name for _, _, name in datasets_called_so(text)}
                dataset = next(iter(names.values())) if _name_one_dataset(list(names.values())) else None
                if not names and at == 0 and not _MADE_OF.search(text):
                    dataset = private_dataset(text)
                split = split_in(text)  # "evaluation" alone says that something was tested, not on what
                where = where.or_else(EvaluationData(dataset, None if split == "eval" else split))
        return where

    def of_sentence(self, sentence: CardSentence) -> EvaluationData:
        """On which data: the sentence, what stands before it, the headings above, the card's only data set."""
        texts = [sentence.text, sentence.before, *reversed(sentence.block.section)]
        return self.where(*texts).or_else(EvaluationData(self.only_dataset(sentence.block.section)))

    def beside(self, text: str, number: NumberInText, numbers: Sequence[NumberInText]) -> EvaluationData:
        """The data set that a number's own clause names: behind it before the next number, else before it."""
        last = max(
            (other for other in numbers if other.end <= number.start),
            key=lambda other: other.end,
            default=None,
        )
        if last and re.fullmatch(r"\s?%?\s?(?:to|→|->|=>|➔)\s?", text[last.end : number.start]):
            return self.beside(text, last, [other for other in numbers if other is not number])
        until = min((other.start for other in numbers if other.start > number.start), default=len(text))
        since = last.end if last else 0
        called = re.search(r"(?<![\w-])([A-Z][\w-]*[A-Z][\w-]*) \((?:from )?$", text[since : number.start])
        if called and re.match(r"\s?%?\s?(?:to|→|->|=>|➔)\s?\d", text[number.end :]):
            return EvaluationData(called[1], split_in(text[since:until]))
        every = list(datasets_in(text, self.datasets)) or list(datasets_called_so(text))
        if len({name.casefold() for _, _, name in every}) < 2:
            return EvaluationData()
        cut = re.search(r"[;.,](?:\s|$)|\s(?:and|while|but)\s", text[number.end : until])
        until = number.end + cut.start() if cut else until
        behind = [name for start, _, name in every if number.end <= start < until]
        before = [name for start, _, name in every if since <= start < number.start]
        dataset = behind[0] if behind else before[-1] if before else None
        return EvaluationData(dataset, split_in(text[since:until])) if dataset else EvaluationData()

    def around(self, table: Table) -> EvaluationData:
        """The data set and split of a whole table, from its caption and the headings above."""
        return self.where(_tested(table.caption or ""), *reversed(table.section))

    def metric_around(self, table: Table) -> Metric | None:
        """The metric of a whole table whose header names none."""
        for text in (table.caption, *reversed(table.section[-2:])):
            metrics = [
                mention.metric for mention in metrics_in(text or "") if mention.metric.id not in _NOT_HERE
            ]
            quality = list(dict.fromkeys(metric.id for metric in metrics if metric.kind == "quality"))
            if len(quality) == 1:
                return catalog.metric(quality[0])
            if text and (timed := re.search(r"\((ms|s|fps|FPS|ms/\w{1,8})\)\W{0,3}$", text.strip())):
                return metric_of_unit(timed[1], text)
        return self.said_behind(table) or self.only_metric

    def said_behind(self, table: Table) -> Metric | None:
        """The metric that the paragraph right behind a table says it reports."""
        last = max((cell.place.line or 0 for cell in table.cells), default=0)
        for block in self.document.blocks:
            at = block.place.line or 0
            behind = last < at <= last + 3 and block.kind == "paragraph" and not is_footnote(block.text)
            if behind and _REPORTS.search(block.text[:400]):
                known = {
                    mention.metric.id
                    for mention in metrics_in(block.text[:400])
                    if mention.metric.kind == "quality"
                }
                return catalog.metric(known.pop()) if len(known) == 1 else None
        return None

    def told_by_name(self, name: str) -> str | None:
        """The one declared data set of which a model's name contains a word: bart-large-xsum, of xsum and cnn."""
        words = set(split_name(name)) - word_lists.words("dataset_words", "kinds")
        fits = [
            dataset
            for dataset in self.datasets
            if words & {word for word in split_name(dataset.rpartition("/")[2]) if len(word) > 2}
        ]
        return fits[0] if len(fits) == 1 and len(self.datasets) > 1 else None


def _tested(text: str) -> str:
    """A text without the sentences that tell what a model was made of."""
    sentences = split_sentences(text[:4000])
    return " ".join(
        sentence for sentence in sentences if not _TRAINED.search(sentence) or _TESTED.search(sentence)
    )


def _name_one_dataset(names: list[str]) -> bool:
    return bool(names) and all(catalog.same_dataset(names[0], name) for name in names[1:])
