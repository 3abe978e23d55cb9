"""What the rows and columns of a part of a table stand for: methods, data sets, metrics, or settings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from extractors.language.model_names import is_model
from extractors.language.name_usage import NameUsage
from extractors.language.plain_label import plain_label
from extractors.tables.paper.labels import Named, is_plain, named
from extractors.tables.paper.part import Part

Role = Literal["subject", "dataset", "metric", "split", "setting"]
_HEADS: tuple[tuple[Role, str], ...] = (
    ("dataset", r"(?:eval(?:uation)? |test )?(?:data ?sets?|benchmarks?|corp(?:us|ora)|test ?sets?|tasks?|subtasks?|domains?|categor(?:y|ies)|scenes?|sequences?|languages?|lang\.?|subsets?|class(?:es)?|environments?|games?|envs?)(?: names?)?"),
    ("metric", r"metrics?|measures?|criteri(?:on|a)|evaluation metrics?|indicators?"),
    ("split", r"splits?|sets?|partitions?"),
    ("subject", r"(?:base |pre-?trained |our |compared )?(?:models?|methods?|systems?|approach(?:es)?|networks?|algorithms?|architectures?|variants?|parsers?|encoders?|detectors?|architecture|self-attention"
                r"|model variants?|techniques?|ablations?|configurations?|config\.?|settings?|strateg(?:y|ies)|baselines?|losses|loss|names?|modules?|components?|frameworks?|agents?|backbones?|gec system|"
                r"\w+ (?:models?|methods?|systems?|approach(?:es)?|variants?|networks?|modules?))"),
)  # fmt: skip
_COMPARED = re.compile(
    r"(?i)^(?:ours?\b|our \w+|baselines?\b|proposed\b|w/o?\b|with(?:out)?\b|vanilla\b|original\b|no \w+|\+ ?\w|sota\b|previous\b)"
)
_LANGUAGES = re.compile(r"(?i)^[a-z]{2}\s?[-–→>↔/]{1,2}\s?[a-z]{2}$")
_PRECISION = re.compile(r"(?i)^(?:fp|bf|int|w)\d{1,2}(?:a\d{1,2})?(?:g\d+)?$|^\d{1,2}-?bits?$")


@dataclass(frozen=True)
class Axes:
    """The roles of a part's rows and columns."""

    part: Part
    evidence: NameUsage
    caption_dataset: str | None = None

    @cached_property
    def label_roles(self) -> dict[int, Role]:
        """What each column of labels holds."""
        return {at: self._label_role(at) for at in self.part.labels}

    @cached_property
    def settings(self) -> frozenset[int]:
        """The columns of numbers that were set, not measured."""
        known = [
            at
            for at in self.part.results
            if any(label.metric or label.printed or label.dataset for label in self.part.tops[at])
        ]
        first = min(known, default=None)
        out = set()
        for at in self.part.results:
            tops = self.part.tops[at]
            labelled = [label for label in tops if label.text]
            if (
                labelled
                and labelled[-1].setting
                and not any(label.metric for label in tops)
                and self._whole(at)
            ) or (
                first is not None
                and at < first
                and not any(label.metric or label.printed or label.dataset for label in tops)
                and self._whole(at)
            ):
                out.add(at)
        return frozenset(out) if len(out) < len(self.part.results) else frozenset(
            at for at in out if first is not None
        )  # fmt: skip

    def _whole(self, at: int) -> bool:
        """Whether a column's numbers are whole or sizes, as settings are."""
        texts = [cell.text for row in self.part.rows if (cell := row[at]) and re.search(r"\d", cell.text)]
        return all(
            re.fullmatch(
                r"\+?[\d,]{1,15}\s?[KMBk]?|[01]?\.\d{1,2}|\d+e-?\d+|\d{1,3}\.?\d?[KMB]", text.strip()
            )
            for text in texts
        )

    @cached_property
    def measured(self) -> tuple[int, ...]:
        """The columns of results."""
        return tuple(at for at in self.part.results if at not in self.settings)

    @cached_property
    def rows_are(self) -> Role:
        """What the rows' first labels are, by most of them."""
        roles = [role for at, role in self.label_roles.items() if role in ("metric", "dataset", "subject")]
        if "subject" in roles:
            return "subject"
        return roles[0] if roles else "subject"

    @cached_property
    def rows_are_methods(self) -> bool:
        """Whether what the rows' labels say are methods, by their names, their citations or the paper's use of them."""
        texts = [
            cell.text
            for row in self.part.rows
            for at in self.part.labels[:2]
            if (cell := row[at]) and cell.text.strip()
        ]
        names = list(dict.fromkeys(texts))[:30]
        votes = sum(
            is_model(t)
            or bool(re.search(r"et al|\bours?\b|\[\d", t, re.I))
            or self.evidence.dataset_or_method(t) < 0
            for t in names
        )
        return votes * 3 >= len(names)

    @cached_property
    def columns_are(self) -> Role:
        """What the texts over the columns are where nothing is known of them: subjects, data sets or settings."""
        unknown = self.unknown
        if not unknown:
            return "setting"
        if self.rows_are == "metric" and not any(role == "subject" for role in self.label_roles.values()):
            return "subject"
        if self.rows_are == "dataset" and "subject" not in self.label_roles.values():
            return "subject"
        if self.caption_dataset and any(label.split for at in self.measured for label in self.part.tops[at]):
            return "setting"
        if all(_PRECISION.match(text) or is_plain(text) for text in unknown):
            return "subject" if any(_PRECISION.match(text) for text in unknown) else "setting"
        if any(_COMPARED.match(text) for text in unknown):
            return "subject"
        votes = sum(
            -3 if is_model(text) else max(-3, min(3, self.evidence.dataset_or_method(text)))
            for text in unknown
        )
        known = sum(any(label.dataset for label in self.part.tops[at]) for at in self.measured)
        if votes + 2 * known < (-2 if self._heads_methods() else 0):
            return "subject"
        pairs = sum(bool(_LANGUAGES.match(text)) for text in unknown)
        if self.caption_dataset and votes + 2 * known + 2 * pairs <= 0:
            return "setting"  # classes, scenes or subsets of what the caption names
        return "dataset"

    @cached_property
    def corner(self) -> tuple[Named, ...]:
        """What stands over the labels where it names what no label is: the metric or the data set of all results."""
        heads = [named(text) for at in self.part.labels[:2] for text in self.part.over(at)]
        stating = [label for label in heads if label.metric or label.printed or label.dataset]
        return tuple(
            label for label in stating if not (label.metric and label.metric.id == "precision")
        )  # FP16, INT8

    def _heads_methods(self) -> bool:
        """Whether the rows' own header says that they are methods, so that the columns are hardly methods too."""
        return any(
            role == "subject" and named_head(" ".join(self.part.over(at))) == "subject"
            for at, role in self.label_roles.items()
        ) or any(label.metric for at in self.measured for label in self.part.tops[at])

    def _columns_name_data(self) -> bool:
        """Whether most columns of results stand under a known data set, so that the rows are something else."""
        return sum(any(label.dataset for label in self.part.tops[at]) for at in self.part.results) * 2 > len(
            self.part.results
        )

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """The texts over columns of results that name nothing known, each once."""
        unknown = [
            label.text for at in self.measured for label in self.part.tops[at]
            if label.blank and label.text and re.search(r"[^\W\d_]", label.text)
        ]  # fmt: skip
        return tuple(dict.fromkeys(unknown))

    def _grouped(self, at: int) -> Role | None:
        """The role of a first column whose few labels each span rows, and of the second, which names each row."""
        labels = self.part.labels
        if len(labels) < 2 or at not in labels[:2]:
            return None
        firsts = [cell for row in self.part.rows if (cell := row[labels[0]]) and cell.text.strip()]
        spans = {cell.row: cell.rows for cell in firsts}
        texts_below = [cell.text for row in self.part.rows if (cell := row[labels[1]]) and cell.text.strip()]
        inside = (
            len(texts_below) == len(self.part.rows) <= len(set(texts_below)) * len(spans)
            and len(set(texts_below)) > 1
        )
        if not (spans and inside and min(spans.values()) > 1):
            return None
        if at == labels[1]:
            return (
                "subject"
                if named_head(" ".join(self.part.over(at))) is None and not _counted(texts_below)
                else None
            )
        texts = list(dict.fromkeys(cell.text for cell in firsts))
        votes = sum(max(-2, min(2, self.evidence.dataset_or_method(text))) for text in texts)
        measured = any(label.metric or label.printed for label in map(named, texts))
        names = all(re.search(r"[A-Za-z]{2}", text) for text in texts) and not any(map(is_model, texts))
        return "dataset" if votes > 0 and names and not measured else None

    def _label_role(self, at: int) -> Role:
        head = plain_label(" ".join(self.part.over(at)))
        texts = [cell.text for row in self.part.rows if (cell := row[at]) and cell.text.strip()]
        labels = [named(text) for text in dict.fromkeys(texts)][:60]
        if labels and sum(
            bool(label.metric or label.printed) and label.dataset is None for label in labels
        ) * 2 > len(labels):
            return "metric"
        by_head = named_head(head)
        if by_head is None and (grouped := self._grouped(at)):
            return grouped
        if re.search(r"(?i)\b(?:pre-?)?train|\bbackbone|\bsupervision|\bextra\b|\binit", head):
            return "setting"
        sets = sum(label.dataset is not None and label.metric is None for label in labels)
        if sets * 2 > len(labels) and by_head in (None, "dataset"):
            return "dataset"
        if by_head == "dataset" and not sets and self._columns_name_data():
            return "subject"
        if by_head == "dataset" or by_head == "split" or by_head == "metric":
            return by_head
        if by_head == "subject" or at == min(self.part.labels, default=at):
            votes = sum(
                max(-2, min(2, self.evidence.dataset_or_method(text)))
                for text in list(dict.fromkeys(texts))[:12]
            )
            return "dataset" if by_head is None and votes > 3 and votes > len(labels) else "subject"
        splits = sum(label.split is not None and len(label.text) < 14 for label in labels)
        return "split" if labels and splits * 2 > len(labels) else "setting"


def _counted(texts: Sequence[str]) -> bool:
    """Whether labels are mostly numbers or single letters, which set something rather than name a method."""
    return sum(bool(re.fullmatch(r"[\W\d_]*[a-zA-Z]?[\W\d_]*", text)) for text in texts) * 2 > len(texts)


def named_head(text: str) -> Role | None:
    """The role that a header over labels gives them."""
    low = plain_label(text).casefold().strip(". ")
    return next((role for role, shape in _HEADS if re.fullmatch(shape, low)), None)


__all__ = ["Axes", "Named", "Role", "is_plain", "named_head"]
