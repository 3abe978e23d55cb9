"""Writes the folder of a recommended variant: its file, what belongs to the model, its recipe, and a card."""

import json
from pathlib import Path
from shutil import copyfile, rmtree

from claims.errors import StoreError, UsageError
from claims.records.optimization import Optimization
from extractors.sources.write_whole import new_name
from flows.fetched import FetchedSource
from flows.profile import COMPANION_FILES
from reports import optimization as forms
from reports.optimization.card import card

RESULT = "optimization.json"
"""The file with the search's result as a record."""
_CARD = "README.md"
_ENCODER_FILES = ("modules.json", "sentence_bert_config.json", "config_sentence_transformers.json")
_MODULE = "[0-9]_*/config.json"
"""Settings of the parts that modules.json names, as sentence-transformers calls their folders."""


def check_place(folder: Path, fetched_root: Path | None = None) -> None:
    """Raise UsageError where the folder holds something already: nothing is overwritten, least of all the original."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} holds something already.", "Give --out a folder that is not there yet.")
    if fetched_root is not None and folder.resolve().is_relative_to(fetched_root.resolve()):
        raise UsageError(f"{folder} lies in the model's own folder.", "Give --out another place.")


def write_folder(of: Optimization, fetched: FetchedSource, files: Path, folder: Path) -> None:
    """The reports, and where something is recommended the variant in `model/`; all of it or nothing.

    Raises StoreError where the disk is full or the place cannot be written.
    """
    part = new_name(folder.parent, f".{folder.name}.")
    try:
        part.mkdir(0o755, parents=True)
        for plugin in forms.registry:
            (part / f"optimization{min(plugin.traits)}").write_bytes(plugin.call(of))
        if of.chosen is not None:
            _write_model(of, fetched, files, part / "model")
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be written: {error.strerror}.", "Free space, or give --out another place."
        ) from None
    finally:
        rmtree(part, ignore_errors=True)


def _write_model(of: Optimization, fetched: FetchedSource, files: Path, model: Path) -> None:
    """The variant's file with the tokenizer and settings of the original, its card and its recipe."""
    model.mkdir()
    for file in files.iterdir():
        copyfile(file, model / file.name)
    root = Path(fetched.root)
    beside = [root / name for name in (*COMPANION_FILES, *_ENCODER_FILES) if name != _CARD]
    for file in (*beside, *root.glob(_MODULE)):
        target = model / file.relative_to(root)
        if file.is_file() and not target.exists():  # settings that the variant brings are its own
            target.parent.mkdir(exist_ok=True)
            copyfile(file, target)
    (model / _CARD).write_bytes(card(of))
    recipe = {"made_of": of.source.model_dump(mode="json"), "variant": of.recommended}
    steps = {pair.name: pair.value for pair in of.chosen.recipe} if of.chosen else {}
    (model / "recipe.json").write_text(json.dumps({**recipe, "recipe": steps}, indent=1) + "\n")
