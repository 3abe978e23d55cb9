"""What the survey says of a model that a library of its own opens."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from claims.errors import LabError, ReadError
from claims.records import Model, ModelFile, Pair
from claims.registry import Plugin
from reproducers.lab.data.table_file import DataTable
from reproducers.lab.files.weights import Weights
from reproducers.lab.models.libraries import ModelFacts, ModelLibrary, library_of, missing_packages
from reproducers.lab.refusal import SAY_WHICH, Refusal


class LibraryFind(NamedTuple):
    """A model of a library: its files, what they say, and why it is not opened where it is not."""

    files: tuple[ModelFile, ...]
    facts: ModelFacts
    refusal: Refusal | None


def find_library(
    root: Path, files: Sequence[ModelFile], weights: Weights | None, *, glimpse: bool, died: bool = False
) -> LibraryFind | None:
    """The model of a library in the folder, or None.

    `weights` None asks for kinds that a settings file tells, before the weights are looked at; else those that the
    weights' own first bytes tell, where nothing that was found may be opened.
    """
    if weights is not None and (weights.refusal is None or weights.format not in ("none", "pickle")):
        return None
    plugin = library_of(root, files, by_settings=weights is None)
    if plugin is None:
        return None
    return _not_read(root, files, plugin) if died else _read(root, files, plugin, glimpse)


def _not_read(root: Path, files: Sequence[ModelFile], plugin: Plugin[ModelLibrary]) -> LibraryFind:
    """A model that its own library does not survive."""
    held = plugin.call.fits(root, files)
    says = f"{held[0].path} ends {plugin.name} itself when it is read: it is damaged, or made to do that."
    refusal = Refusal("unsafe_weights", f"{says} Download it again.")
    return LibraryFind(held, ModelFacts("", architecture=plugin.name), refusal)


def _read(root: Path, files: Sequence[ModelFile], plugin: Plugin[ModelLibrary], glimpse: bool) -> LibraryFind:
    held = plugin.call.fits(root, files)
    bare = ModelFacts("", architecture=plugin.name)
    if len(held) > 1 and not plugin.call.by_settings:
        names = ", ".join(file.path for file in held[:5])
        says = f"The folder holds several models of {plugin.name} ({names}). {SAY_WHICH}"
        return LibraryFind(held, bare, Refusal("ambiguous_model", says))
    refusal = missing_packages(plugin, held[0].path)
    if refusal is not None or glimpse:
        return LibraryFind(held, bare, refusal)
    try:
        facts = plugin.call.read(root, held)
    except (ReadError, LabError) as error:
        return LibraryFind(held, bare, Refusal("unsafe_weights", str(error)))
    return LibraryFind(held, facts, facts.refusal)


def feature_pairs(
    given: tuple[Pair, ...], table: DataTable, model: Model | None, root: Path | None
) -> tuple[tuple[Pair, ...], str]:
    """--columns with the columns that a library's model names itself, and the note that says so."""
    if model is None or root is None or model.format != "library" or model.refused is not None:
        return given, ""
    if not (model.task or "").startswith("tabular-") or any(pair.name == "feature" for pair in given):
        return given, ""
    library = find_library(root, model.files, None, glimpse=False) or find_library(
        root, model.files, Weights("none", refusal=Refusal("no_model", "")), glimpse=False
    )
    if library is None:
        return given, ""
    own = {name.casefold().strip(): name for name in table.columns}
    spaced = {name.replace(" ", "_"): column for name, column in own.items()} | own
    named = [spaced.get(feature.casefold().strip(), "") for feature in library.facts.features]
    if named and all(named):
        pairs = tuple(Pair(name="feature", value=column) for column in named)
        return (*given, *pairs), f"The inputs are in the order of {library.files[0].path}."
    return given, ""
