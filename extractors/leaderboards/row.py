"""A figure as a row of a leaderboard: its task, data set and metric by the names used there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from claims.catalog.leaderboards import board
from claims.leaderboard import LeaderboardResult
from claims.records import Claim, Document
from extractors.language.name_usage import NameUsage
from extractors.leaderboards.dataset_name import DatasetNames
from extractors.leaderboards.figures import Figures
from extractors.leaderboards.metric_name import conditions_of, leaderboard_spelling, metric_name
from extractors.leaderboards.task_name import TaskNames

_SHOT = re.compile(r"(?i)\b(\d{1,2})[\s-]?shots?\b")
_WAY = re.compile(r"(?i)\b(\d{1,3})[\s-]?ways?\b")
_SHARE = re.compile(r"^\d{1,2}(?:\.\d{1,3})?\s?%$")


@dataclass(frozen=True)
class RowNames:
    """Names the figures of one paper."""

    figures: Figures

    @property
    def evidence(self) -> NameUsage:
        """The paper's text, asked about names."""
        return self.figures.usage

    @cached_property
    def data(self) -> DatasetNames:
        """The paper's data sets."""
        return DatasetNames(self.figures, self.evidence)

    @cached_property
    def tasks(self) -> TaskNames:
        """The paper's tasks."""
        return TaskNames(self.figures)

    def row(self, claim: Claim) -> LeaderboardResult:
        """The row of a leaderboard that a figure would make."""
        headed = self.tasks.heading_over(claim)
        dataset = self.full_dataset_name(claim) if headed else self.data.name_for(claim)
        metric = metric_name(self.figures, self.evidence, claim, dataset)
        if headed and headed.metric:
            metric = leaderboard_spelling(headed.metric)
        return LeaderboardResult(
            task=self.tasks.name_for(claim, dataset),
            dataset=self._dataset(claim, dataset)[:120],
            metric=metric,
            score=format(claim.stated.value, "f"),
            claim_id=claim.id,
        )

    def task_for(self, claim: Claim) -> str | None:
        """The task of a claim: the board's of its data set, else the paper's; None for what is no quality."""
        if claim.task or claim.kind != "quality":
            return claim.task
        dataset = claim.dataset or ""
        if claim.place in self.figures.tables:
            if headed := self.tasks.heading_over(claim):
                return headed.task
            dataset = dataset if self.tasks.listed(dataset) else self.data.name_for(claim)
        return self.tasks.listed(dataset) or self.tasks.main_task or None

    def full_dataset_name(self, claim: Claim) -> str:
        """The collection over whose tasks a table's columns run: what its caption names, else the paper's own name."""
        caption = self.figures.table(claim).caption or ""
        own = next((name for name in self.evidence.own_names if name in caption), "")
        return (
            own or next(iter(self.data.named_around(self.figures.table(claim))), "") or self.evidence.own_name
        )

    def _dataset(self, claim: Claim, dataset: str) -> str:
        """The data set by its leaderboard's name, with what makes a list of its own: shots, shares, classes, splits."""
        listed = board(dataset)
        name = dataset
        if listed and listed.validation:
            name = listed.validation if self._held_out(claim, dataset) else listed.name
        elif listed:
            name = listed.name
        heads = [*conditions_of(claim), *self.data.headers_over(claim)]
        shot = next((match for head in heads if (match := _SHOT.search(head))), None)
        way = next((match for head in heads if (match := _WAY.search(head))), None)
        if shot and way:
            return f"{name} {way[1]}-way ({shot[1]}-shot)"
        if shot and self._few_shot:
            return f"{name} ({shot[1]}-shot)"
        if share := [header for header in heads if _SHARE.match(header)]:
            return f"{name} ({share[0]})"
        if listed and listed.by_class:
            parts = [claim.dataset or "", *conditions_of(claim)]
            words = [
                part for part in parts if re.fullmatch(r"[A-Z][a-z]{2,12}\.?", part) and part not in name
            ]
            return " ".join([name, *dict.fromkeys(words)])
        return name

    def _held_out(self, claim: Claim, dataset: str) -> bool:
        """Whether a figure is of the validation split rather than of the test split."""
        around = f"{dataset} {claim.dataset or ''} {self.figures.table(claim).caption or ''}"
        if re.search(r"(?i)\btest\b", around):
            return False
        return (claim.split or "").startswith(("val", "dev")) or bool(
            re.search(r"(?i)\b(?:val|validation|minival|dev|val20\d\d)\b", around)
        )

    @cached_property
    def _few_shot(self) -> bool:
        """Whether the paper is about learning from few examples."""
        blocks = self.figures.document.blocks[:12]
        return bool(
            re.search(
                r"(?i)\bfew-?shot",
                " ".join([self.figures.document.title or "", *(block.text for block in blocks)]),
            )
        )


def with_tasks(claims: Sequence[Claim], document: Document) -> tuple[Claim, ...]:
    """The claims; those of a quality carry the task under which leaderboards would list them, where it is known."""
    naming = RowNames(Figures(tuple(claims), document))
    tasks = ((claim, naming.task_for(claim)) for claim in claims)
    return tuple(claim.model_copy(update={"task": task}) if task else claim for claim, task in tasks)
