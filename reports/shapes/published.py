"""What of a run may be published beside a model: its measured scores, each with all that a number needs."""

from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.records import Dossier, Measurement, Slice
from reports.shapes import words
from reports.shapes.figures import plain
from reports.shapes.ink import visible
from reports.shapes.summary import machine_line


@dataclass(frozen=True)
class Entry:
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
    found: Measurement
    """All of it."""

    @property
    def notes(self) -> str:
        """What the number rests on, in a line."""
        run = self.found
        interval = f"{plain(run.low)} to {plain(run.high)} ({run.level:.0%}, {run.method})"
        seed = f", seed {run.seed}" if run.seed is not None else ""
        rows = f", rows sha256 {run.slice_sha256[:16]}" if run.slice_sha256 else ""
        return f"{self.name}, a share from 0 to 1: n = {run.n}, interval {interval}{seed}, {run.reproducer}{rows}"


def entries(dossier: Dossier) -> tuple[Entry, ...]:
    """Each score of the model once, in the order of the attempts; baselines and costs are left out."""
    if dossier.model is None:
        return ()
    slices = {one.sha256: one for one in dossier.slices}
    found: dict[tuple[str, str | None, str], Entry] = {}
    for attempt in dossier.attempts:
        if isinstance(attempt, Measurement) and attempt.subject == dossier.model.name:
            known, rows = catalog.metric(attempt.metric), slices.get(attempt.slice_sha256 or "")
            if known and known.kind == "quality" and rows is not None:
                average = next((p.value for p in attempt.settings if p.name == "average"), "")
                found.setdefault((attempt.metric, rows.sha256, average), _entry(dossier, attempt, rows))
    return tuple(found.values())


def hardware(dossier: Dossier) -> str:
    """The machine, as notes name it."""
    return machine_line(dossier.machine)


def _entry(dossier: Dossier, found: Measurement, rows: Slice) -> Entry:
    model = dossier.model
    return Entry(
        task=visible(model.task or "other") if model else "other",
        dataset=visible(rows.of_dataset or rows.name),
        public=rows.of_dataset is not None,
        split=visible(rows.split) if rows.split else None,
        metric=found.metric,
        name=words.metric_name(found.metric),
        value=found.observed.value,
        found=found,
    )
