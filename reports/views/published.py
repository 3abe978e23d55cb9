"""What of a run may be published beside a model: its measured scores, each with all that a number needs."""

import re
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.catalog.hub_ids import HubId, hub_id
from claims.records import Dossier, Measurement, Slice
from claims.verdicts.reservations import doubts, supplied_answers
from reports.views import vocabulary
from reports.views.number_format import plain
from reports.views.safe_text import visible
from reports.views.summary import machine_line

_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,95}", re.ASCII)
"""What a data set on the Hub can be called."""
_OLD = re.compile(r"(glue|super_glue|tweet_eval|ai2_arc|wikiann|conll2002|race|superb|xnli|xtreme|wmt\d\d)/")
"""Beginnings that look like an owner's name, and are data sets with a part from before they had owners."""


@dataclass(frozen=True)
class PublishedScore:
    """One measured score of the model itself."""

    task: str
    """The task, in the Hub's words."""
    dataset: str
    """The data set that the rows are a sample of, else the name of the file of rows."""
    public: bool
    """Whether the rows are of a data set that has a name, not the team's own."""
    split: str | None
    """The split, where it is known."""
    metric: str
    """The catalog's id."""
    name: str
    """The metric's name."""
    value: Decimal
    """The value, in base units: a share from 0 to 1."""
    measurement: Measurement
    """All of it."""

    @property
    def notes(self) -> str:
        """What the number rests on, in a line."""
        run = self.measurement
        interval = f"{plain(run.low)} to {plain(run.high)} ({run.level:.0%}, {run.method})"
        seed = f", seed {run.seed}" if run.seed is not None else ""
        rows = f", rows sha256 {run.slice_sha256[:16]}" if run.slice_sha256 else ""
        answers = f", answers {self.answers}" if self.answers else ""
        drawn = f"n = {run.n}, interval {interval}{seed}"
        return f"{self.name}, a share from 0 to 1: {drawn}, {run.reproducer}{rows}{answers}"

    @property
    def answers(self) -> str:
        """Which file the answers come from, where somebody supplied them and no model was run; else empty."""
        return visible(supplied_answers(self.measurement))


def published_scores(dossier: Dossier) -> tuple[PublishedScore, ...]:
    """Each score of the model once, in the order of the attempts.

    Baselines and costs are left out, and scores of answers that prove nothing.
    """
    if dossier.model is None:
        return ()
    slices = {data_slice.sha256: data_slice for data_slice in dossier.slices}
    scores: dict[tuple[str, str | None, str], PublishedScore] = {}
    for attempt in dossier.attempts:
        if isinstance(attempt, Measurement) and attempt.subject == dossier.model.name:
            known, rows = catalog.metric(attempt.metric), slices.get(attempt.slice_sha256 or "")
            if known and known.kind == "quality" and rows is not None and not doubts(attempt):
                average = next((p.value for p in attempt.settings if p.name == "average"), "")
                scores.setdefault((attempt.metric, rows.sha256, average), _entry(dossier, attempt, rows))
    return tuple(scores.values())


@dataclass(frozen=True)
class BenchmarkScore:
    """One score as a benchmark of the Hub lists it: one for each benchmark, with the others beside it in its notes."""

    at: HubId
    """The benchmark."""
    entry: PublishedScore
    """The score that stands for the model."""
    beside: tuple[PublishedScore, ...]
    """The others on the same rows."""

    @property
    def notes(self) -> str:
        """What the number rests on, and the other scores on the same rows."""
        more = ", ".join(f"{score.name} {plain(score.value)}" for score in self.beside)
        return f"{self.entry.notes}{f'; on the same rows {more}' if more else ''}"


def benchmark_scores(dossier: Dossier) -> tuple[BenchmarkScore, ...]:
    """The scores that a benchmark of the Hub can list; those whose benchmark has no known id are not among them."""
    scores: dict[tuple[str, str], list[PublishedScore]] = {}
    ids: dict[tuple[str, str], HubId] = {}
    for score in published_scores(dossier):
        at = _hub_id(score) if score.public else None
        if at is not None:
            ids.setdefault((at.id, at.task), at)
            scores.setdefault((at.id, at.task), []).append(score)
    return tuple(BenchmarkScore(ids[key], group[0], tuple(group[1:])) for key, group in scores.items())


def unknown_benchmarks(dossier: Dossier) -> tuple[str, ...]:
    """The named data sets whose id on the Hub nobody knows, each once."""
    left = (score.dataset for score in published_scores(dossier) if score.public and _hub_id(score) is None)
    return tuple(dict.fromkeys(left))


def _hub_id(score: PublishedScore) -> HubId | None:
    """The id as the run has it, where it is one already, else the catalog's."""
    known = hub_id(score.dataset)
    if not _ID.fullmatch(score.dataset) or _OLD.match(score.dataset):
        return known
    return known if known and known.id == score.dataset else HubId(benchmark=score.dataset, id=score.dataset)


def hardware_line(dossier: Dossier) -> str:
    """The machine, as notes name it."""
    return machine_line(dossier.machine)


def _entry(dossier: Dossier, measurement: Measurement, rows: Slice) -> PublishedScore:
    model = dossier.model
    return PublishedScore(
        task=visible(model.task or "other") if model else "other",
        dataset=visible(rows.of_dataset or rows.name),
        public=rows.of_dataset is not None,
        split=visible(rows.split) if rows.split else None,
        metric=measurement.metric,
        name=vocabulary.metric_name(measurement.metric),
        value=measurement.observed.value,
        measurement=measurement,
    )
