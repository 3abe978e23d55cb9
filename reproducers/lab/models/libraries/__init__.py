"""Models of other libraries than transformers and ONNX Runtime; each file opens one kind and runs no code of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from claims.errors import ModelUnavailable, ModelUnsafe
from claims.records import ModelFile, Pair
from claims.registry import Plugin, Registry
from reproducers.lab.bench import Bench, Classifier
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.install_hint import install_command
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


class ModelFacts(NamedTuple):
    """What the files of a model say of it, read as data."""

    task: str
    """In the Hub's words."""
    labels: tuple[str, ...] = ()
    """The names of its classes in the order of its outputs; empty where it only numbers them."""
    classes: int = 0
    """How many classes it has; 0 where it has none, or that is not known."""
    features: tuple[str, ...] = ()
    """The columns that it takes, in its own order; empty where it does not name them."""
    width: int = 0
    """How many columns it takes; 0 for texts, pictures, or where that is not known."""
    architecture: str = ""
    """What it is, in a few words."""
    refusal: Refusal | None = None
    """Why it is not opened, though it is of the kind."""


@runtime_checkable
class NumberModel(Protocol):
    """An opened model that gives each row a number."""

    @property
    def settings(self) -> tuple[Pair, ...]:
        """How it is run."""
        ...

    def numbers(self, rows: Rows, positions: Sequence[int]) -> "Floats":
        """The number of each of these rows, of shape (len(which),)."""
        ...


@runtime_checkable
class TextEncoder(Protocol):
    """An opened model that gives each text a vector."""

    @property
    def settings(self) -> tuple[Pair, ...]:
        """How it is run."""
        ...

    def encode(self, texts: Sequence[str]) -> "Floats":
        """The vector of each text, of shape (texts, dimension)."""
        ...


@runtime_checkable
class WordTagger(Protocol):
    """An opened model that gives each word of a sentence a tag."""

    @property
    def settings(self) -> tuple[Pair, ...]:
        """How it is run."""
        ...

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The tags of sentences that are cut into words."""
        ...


LibraryModel = Classifier | NumberModel | TextEncoder | WordTagger
Fits = Callable[[Path, Sequence[ModelFile]], tuple[ModelFile, ...]]
ReadFacts = Callable[[Path, tuple[ModelFile, ...]], ModelFacts]
Open = Callable[[Bench], LibraryModel]


@dataclass(frozen=True)
class ModelLibrary:
    """How a kind of model is known, what its files say, and how it is opened in an isolated child."""

    fits: Fits
    """The files that hold a model of the kind, told by their content; empty for none."""
    read: ReadFacts
    """What those files say, nothing of them run; raises ReadError for damaged ones."""
    open: Open
    packages: tuple[str, ...] = ()
    """What it imports; part of the extra of the same name in pyproject.toml."""
    extra: str = ""
    convert: str = ""
    """The way from "{file}" to ONNX, as the library's own documentation gives it."""
    by_settings: bool = False
    """Whether a settings file tells the kind, so that it comes before what the weights alone look like."""


registry: Registry[ModelLibrary] = Registry("reproducers.lab.models.libraries", "model library")


def model_library(
    name: str,
    *,
    version: int,
    fits: Fits,
    read: ReadFacts,
    packages: tuple[str, ...] = (),
    extra: str = "",
    convert: str = "",
    by_settings: bool = False,
) -> Callable[[Open], Open]:
    """Make a function that opens the bench's model the opener of a kind."""

    def keep(opener: Open) -> Open:
        library = ModelLibrary(fits, read, opener, packages, extra, convert, by_settings)
        registry.add(name, version, does=opener.__doc__)(library)
        return opener

    return keep


def library_of(root: Path, files: Sequence[ModelFile], *, by_settings: bool) -> Plugin[ModelLibrary] | None:
    """The first kind that the files are of, among those that a settings file tells or those that weights tell."""
    kinds = (plugin for plugin in registry if plugin.call.by_settings is by_settings)
    return next((plugin for plugin in kinds if plugin.call.fits(root, files)), None)


def missing_packages(plugin: Plugin[ModelLibrary], file: str) -> Refusal | None:
    """The refusal where a package that the kind needs is not installed, with the command that installs it."""
    lacking = [name for name in plugin.call.packages if find_spec(name) is None]
    if not lacking:
        return None
    says = f"{file} is a model of {plugin.name}, which needs the package {' and '.join(lacking)}"
    ways = [f"run {install_command(plugin.call.extra, plugin.call.packages)}"]
    if plugin.call.convert:
        ways.append(f"convert it to ONNX: {plugin.call.convert.format(file=file)}")
    return Refusal("no_reproducer", f"{says}: {'; or '.join(ways)}; or {BRING_ANSWERS}")


def open_library_model(bench: Bench) -> LibraryModel:
    """The bench's model by its own library; raises ModelUnsafe where it was refused, ModelUnavailable if it fails."""
    if bench.model.refused is not None:
        raise ModelUnsafe(bench.model.detail)
    files = bench.model.files
    plugin = library_of(bench.folder, files, by_settings=True) or library_of(
        bench.folder, files, by_settings=False
    )
    if plugin is not None:
        return plugin.call.open(bench)
    raise ModelUnavailable("The model's files have changed since they were looked at.", "Run it again.")
