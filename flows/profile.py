"""The profile of a model on somebody's rows: pins both, looks at them, and profiles in the sandbox."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from claims.errors import DataError, ModelUnavailable, UsageError
from claims.records import ModelFile, Pair, Record, Source
from claims.records.profile import Profile
from flows.fetched import FetchedSource, fetch, fetch_weights
from flows.measure_steps import MEASURING_MB, media_of
from flows.progress import Say
from flows.sandbox import Isolation, Level, Limits, level_in_force, probe, run
from flows.settings import Settings as Where
from flows.survey_step import SURVEYING, beside_data
from flows.targets import Target, target_of
from reproducers.lab.orders import Settings, Survey, SurveyOrder
from reproducers.lab.profiling.order import ProfileOrder
from reproducers.lab.refusal import SAY_WHICH

if TYPE_CHECKING:
    from claims.records import Model, Slice

COMPANION_FILES = (
    "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "preprocessor_config.json", "vocab.txt", "vocab.json", "merges.txt", "spiece.model", "tokenizer.model",
    "sentencepiece.bpe.model", "README.md",
)  # fmt: skip
"""Files that belong to a model's file beside which they lie."""


class ProfileOptions(Record):
    """What is profiled, and how."""

    data: str
    """The team's rows."""
    columns: tuple[Pair, ...] = ()
    """Role to column."""
    task: str | None = None
    """What the model does, where its files do not say it."""
    device: Literal["cpu", "cuda"] = "cpu"
    """Where the model runs."""
    batch: int = 1
    """Rows in a pass."""
    passes: int = 20
    """Passes under the profiler, at most."""
    seed: int = 0
    """Seed of the order of rows."""
    budget: float = 180.0
    """Seconds that the profiling may take."""


def profile(text: str, options: ProfileOptions, where: Where, say: Say, files: Path | None) -> Profile:
    """The profile of a model's file, folder or Hub repository; its trace files are left in `files`.

    Raises UsageError, SourceError, DataError and LabError.
    """
    fetched = fetched_model(target_of(text), where, say)
    isolation = probe(where.home / "isolation.json")
    say(f"Looking at {fetched.source.name} and {Path(options.data).name} …")
    surveyed = survey_of(
        fetched, options.data, options.columns, options.task, options.seed, isolation, inputs_only=True
    )
    model, rows = model_and_rows(surveyed, fetched)
    order = ProfileOrder(
        source=fetched.source,
        model_root=fetched.root,
        model=model,
        slice=rows,
        data=surveyed.data or options.data,
        batch=min(options.batch, max(rows.rows, 1)),
        passes=options.passes,
        settings=Settings(seed=options.seed, device=options.device, isolated=isolation.level is Level.FULL),
        notes=(*fetched.notes, *rows.notes),
    )
    say(f"Running {model.name} on {rows.name} …")
    limits = Limits(
        seconds=options.budget,
        memory_mb=MEASURING_MB,
        answer_mb=64,
        scratch_mb=4096,
        accelerator=options.device == "cuda",
    )
    done = run(
        "reproducers.lab.profiling.run:run_in_child",
        order.to_bytes(),
        read=[
            *readable_files(fetched),
            *map(Path, beside_data(options.data)),
            *map(Path, media_of(surveyed)),
        ],
        limits=limits,
        keep=files,
    )
    measured = Profile.from_bytes(done.body)
    level = str(level_in_force(done.layers))
    here = measured.machine and measured.machine.model_copy(update={"isolation": level})
    return measured.model_copy(update={"machine": here})


def fetched_model(target: Target, where: Where, say: Say) -> FetchedSource:
    """The model with its weights; raises UsageError for a paper, SourceError where it cannot be had."""
    if target.kind == "arxiv":
        raise UsageError(
            f"{target.name} is a paper, not a model.", "Give a model's file, folder or org/model."
        )
    if target.kind == "path" and target.path and Path(target.path).is_file():
        return _file(Path(target.path))
    fetched = fetch(target, where, say)
    return fetch_weights(fetched, fetched.missing, where, say) if fetched.missing else fetched


def _file(path: Path) -> FetchedSource:
    """A model's file with what belongs to it in the same folder."""
    from extractors.sources import folder

    source, root, own = folder.pin(path, path.name)
    near = [root / name for name in COMPANION_FILES] + sorted(root.glob(f"{path.name}[._]*"))
    files: tuple[ModelFile, ...] = own
    for other in near:
        if other.is_file() and other != path:
            files += folder.manifest(other).files
    pinned = Source(kind="folder", name=path.name, revision=source.revision, sha256=source.sha256)
    return FetchedSource(source=pinned, root=str(root), files=files)


def readable_files(fetched: FetchedSource) -> list[Path]:
    """The folder, or the model's file and its neighbours where one was named."""
    root = Path(fetched.root)
    alone = any(fetched.source.name == file.path for file in fetched.files)
    return [root / file.path for file in fetched.files] if alone else [root]


def survey_of(
    fetched: FetchedSource,
    data: str,
    columns: tuple[Pair, ...],
    task: str | None,
    seed: int,
    isolation: Isolation,
    *,
    inputs_only: bool = False,
) -> Survey:
    """What model and rows are, before anything is run."""
    order = SurveyOrder(
        model_root=fetched.root,
        model_name=fetched.source.name,
        files=fetched.files,
        isolated=isolation.level is Level.FULL,
        data=data,
        columns=columns,
        task=task,
        seed=seed,
        inputs_only=inputs_only,
    )
    read = [*readable_files(fetched), *map(Path, beside_data(data))]
    done = run("reproducers.lab.survey.survey:run_in_child", order.to_bytes(), read=read, limits=SURVEYING)
    return Survey.from_bytes(done.body)


def model_and_rows(surveyed: Survey, fetched: FetchedSource) -> "tuple[Model, Slice]":
    """Model and rows; raises DataError or ModelUnavailable with what the survey says is wrong with them."""
    if surveyed.model is None or surveyed.model.format == "none":
        raise ModelUnavailable(
            f"{fetched.source.name} holds no weights that are run here.",
            "`verify autopsy` says what is in it, without running it.",
        )
    if surveyed.model.refused is not None:
        says = surveyed.model.detail
        if says.endswith(SAY_WHICH):
            raise ModelUnavailable(
                says.removesuffix(SAY_WHICH).strip(), "Name the file itself, not its folder."
            )
        raise ModelUnavailable(says)
    if surveyed.slice is None or not surveyed.slice.columns:
        notes = surveyed.slice.notes if surveyed.slice else ()
        if notes:
            raise DataError(notes[0])
        raise DataError("The rows cannot be understood.", "Say which column is what: --columns text=….")
    return surveyed.model, surveyed.slice
