"""Chooses the reader of a target's format, and reads."""

from claims.errors import ReadError
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import registry
from reproducers.lab.autopsy.target import ModelTarget

_POINTER = b"version https://git-lfs"


def read_contents(target: ModelTarget) -> Contents:
    """What the target holds; raises ReadError where its format is not known or it is damaged."""
    if target.start.startswith(_POINTER):
        raise ReadError(
            f"{target.name} is a Git LFS pointer, not the model.", "Run `git lfs pull` in its folder."
        )
    if target.main and not target.start:
        raise ReadError(f"{target.name} is empty.", "Download it again.")
    fitting = [plugin.call for plugin in registry if plugin.call.fits(target)]
    if not fitting:
        known = ", ".join(plugin.name for plugin in registry)
        raise ReadError(f"{target.name} is in no model format that is known here.", f"Known are: {known}.")
    return max(fitting, key=lambda reader: reader.rank).read(target)
