"""Imports a library without a large package that it would import along and that nothing here asks it for."""

import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from types import ModuleType


def import_without(library: str, package: str) -> ModuleType:
    """The library; where a package is not imported yet, meanwhile it looks as if it were not installed."""
    absent = _Absent(package)
    sys.meta_path.insert(0, absent)
    try:
        return import_module(library)
    finally:
        sys.meta_path.remove(absent)


class _Absent(MetaPathFinder):
    """Finds a package missing."""

    def __init__(self, package: str) -> None:
        """Find this package missing, by its full name."""
        self.package = package

    def find_spec(self, fullname: str, *_: object) -> None:
        """Leave all other packages to the other finders."""
        if fullname == self.package:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
