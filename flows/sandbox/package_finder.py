"""Finds our own packages for a child, and no other module that lies beside them."""

from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location


class PackageFinder:
    """Finds the top packages that a run may see, without a folder on sys.path that it may not list."""

    def __init__(self, folders: Iterable[str]) -> None:
        """Keep the folder of each package, by name."""
        self.folders = {folder.rpartition("/")[2]: folder for folder in folders}

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """The package of that name if it is one of ours, None for anything else."""
        if name not in self.folders:
            return None
        folder = self.folders[name]
        return spec_from_file_location(name, f"{folder}/__init__.py", submodule_search_locations=[folder])
