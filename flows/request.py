"""What the command was asked for, pinned: everything that bears on the result, by content."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

from claims.errors import DataError, SourceNotFound, UsageError
from claims.records import Correction, ModelFile, Pair, Record, Source

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
"""What the name of a model on the Hub looks like."""
RECIPE = "1"
"""Raised when the corridor itself changes what comes out for the same input."""


class Options(Record):
    """The options that bear on the result."""

    data: str | None = None
    """The team's own rows."""
    predictions: str | None = None
    """Outputs that stand in for a closed model."""
    columns: tuple[Pair, ...] = ()
    """Role to column."""
    of_dataset: str | None = None
    """What the rows are a sample of."""
    margin: Decimal = Decimal(2)
    """Points by which a score may fall short."""
    seed: int = 0
    """Seed of everything drawn at random."""
    rows: int = 5_000
    """Rows used at most."""
    budget: float = 120.0
    """Seconds for each measuring child."""


class Request(Record):
    """A target, what it consists of, and the options, with the digests of all files."""

    target: str
    """As a person would name it."""
    root: str
    """The folder on this machine."""
    source: Source
    """The pinned source."""
    files: tuple[ModelFile, ...]
    """Its files."""
    model: bool
    """Whether the target is a model's folder, not a lone card."""
    data_sha256: str | None = None
    """Digest of the data."""
    predictions_sha256: str | None = None
    """Digest of the predictions."""
    options: Options
    """The options."""
    plugins: tuple[Pair, ...]
    """Every plugin and its version: another version may say something else."""
    corrections: tuple[Correction, ...] = ()
    """What people put right in earlier runs of the same target."""

    @property
    def inputs(self) -> str:
        """Digest of what is read and who reads it; steps of two runs that share it may share answers."""
        about = {"root", "options", "corrections"}
        return hashlib.sha256(self.model_dump_json(exclude=about).encode()).hexdigest()

    @property
    def run(self) -> str:
        """The run's id: the same input, options and plugins give the same."""
        local = {"root": "", "options": self.options.model_copy(update={"data": None, "predictions": None})}
        return self.model_copy(update=local).digest[:12]


def make_request(target: str, options: Options) -> Request:
    """Pin a target and its data; raises SourceNotFound, UsageError or DataError with what to do."""
    from extractors.sources import folder

    name, path = locate(target)
    source, root, files = folder.pin(path, name)
    return Request(
        target=name,
        root=str(root),
        source=source,
        files=files,
        model=path.is_dir(),
        data_sha256=_digest(options.data),
        predictions_sha256=_digest(options.predictions),
        options=options,
        plugins=plugins(),
    )


def locate(target: str) -> tuple[str, Path]:
    """The name and path of a target on this machine."""
    if target == "example":
        return "example", example() / "model"
    path = Path(target)
    if path.exists():
        return path.name if path.name else target, path.resolve()
    if target.startswith(("hf:", "arxiv:", "http:", "https:")) or REPOSITORY.fullmatch(target):
        raise SourceNotFound(
            f"There is no folder {target}, and this version does not fetch from the Hub or arXiv yet.",
            "Download it (`hf download ORG/MODEL --local-dir FOLDER`) and give the folder.",
        )
    raise SourceNotFound(f"There is no file or folder {target}.", "Give a model's folder or a card file.")


def example() -> Path:
    """The embedded example's folder, in a checkout or an installed wheel."""
    packed = Path(__file__).parent / "example"
    return packed if packed.exists() else Path(__file__).parents[1] / "examples" / "langid"


def columns(text: str | None) -> tuple[Pair, ...]:
    """Read "text=review,label=stars"; raises UsageError."""
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    if any(not (name.strip() and sign and value.strip()) for name, sign, value in pairs):
        raise UsageError(
            f"--columns {text!r} cannot be read.", "Write it as --columns text=review,label=stars."
        )
    return tuple(Pair(name=name.strip(), value=value.strip()) for name, _, value in pairs)


def plugins() -> tuple[Pair, ...]:
    """Every plugin that bears on the result, with its version."""
    import extractors
    import reproducers
    from claims import rules

    kinds = (extractors.registry, reproducers.registry, rules.registry)
    return tuple(Pair(name=one.name, value=str(one.version)) for kind in kinds for one in kind)


def _digest(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror}.", "Give --data a file that can be read."
        ) from None
