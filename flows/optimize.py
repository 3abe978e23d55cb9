"""The search for a cheaper variant of a model on somebody's rows: pins both, looks at them, searches in the sandbox."""

from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import UsageError
from claims.records import Pair, Record
from claims.records.optimization import DropLimit, Optimization
from flows.measure_steps import MEASURING_MB, media_of
from flows.profile import fetched_model, model_and_rows, readable_files, survey_of
from flows.progress import Say
from flows.sandbox import Level, Limits, level_in_force, probe, run
from flows.settings import Settings as Where
from flows.survey_step import beside_data
from flows.targets import target_of
from reproducers.lab.compression.energy import counters
from reproducers.lab.compression.order import GivenVariant, OptimizeOrder, check_task
from reproducers.lab.orders import Settings

if TYPE_CHECKING:
    from flows.fetched import FetchedSource

_SPARE = 60.0
"""Seconds beyond the search's own budget: to start, to open the model, and to write the answer."""


class OptimizeOptions(Record):
    """What is made cheaper, and what may be given up."""

    data: str
    """The team's rows."""
    limit: DropLimit
    """What may be given up."""
    columns: tuple[Pair, ...] = ()
    """Role to column."""
    task: str | None = None
    """What the model does, where its files do not say it."""
    metric: str | None = None
    """By which quality is judged; none: the task's own."""
    candidates: tuple[str, ...] = ()
    """ONNX files that somebody made elsewhere."""
    only_candidates: bool = False
    """Whether no variants of our own are made."""
    seed: int = 0
    """Seed of the halves."""
    budget: float = 180.0
    """Seconds that the search may take."""


def optimize(
    text: str, options: OptimizeOptions, where: Where, say: Say, files: Path | None
) -> "tuple[Optimization, FetchedSource]":
    """The search's result and the pinned model; the recommended file is left in `files`.

    Raises UsageError, SourceError, DataError and LabError.
    """
    if options.task is not None:
        check_task(options.task)
    fetched = fetched_model(target_of(text), where, say)
    isolation = probe(where.home / "isolation.json")
    say(f"Looking at {fetched.source.name} and {Path(options.data).name} …")
    survey = survey_of(fetched, options.data, options.columns, options.task, options.seed, isolation)
    if survey.model is not None and survey.model.format != "none" and survey.model.refused is None:
        check_task(survey.model.task)
    model, rows = model_and_rows(survey, fetched)
    candidates = tuple(_candidate(path) for path in options.candidates)
    order = OptimizeOrder(
        source=fetched.source,
        model_root=fetched.root,
        model=model,
        slice=rows,
        data=survey.data or options.data,
        limit=options.limit,
        metric=options.metric,
        candidates=candidates,
        only_candidates=options.only_candidates,
        seconds=options.budget,
        settings=Settings(seed=options.seed, isolated=isolation.level is Level.FULL),
        notes=(*fetched.notes, *rows.notes),
    )
    say(f"Making variants of {model.name} and judging them on {rows.name} …")
    done = run(
        "reproducers.lab.compression.run:run_in_child",
        order.to_bytes(),
        read=[
            *readable_files(fetched),
            *map(Path, (*beside_data(options.data), *media_of(survey))),
            *(Path(candidate.path) for candidate in candidates),
            *counters(),
        ],
        limits=Limits(
            seconds=2 * options.budget + _SPARE, memory_mb=MEASURING_MB, answer_mb=64, scratch_mb=16_384
        ),
        keep=files,
    )
    result = Optimization.from_bytes(done.body)
    level = str(level_in_force(done.layers))
    here = result.machine and result.machine.model_copy(update={"isolation": level})
    return result.model_copy(update={"machine": here}), fetched


def _candidate(path: str) -> GivenVariant:
    file = Path(path)
    if not file.is_file() or file.suffix != ".onnx":
        raise UsageError(f"--candidate {path} is no ONNX file.", "Name a file that ends in .onnx.")
    return GivenVariant(name=file.stem, path=str(file.resolve()))
