"""Plugins found by listing a folder: one file, one plugin, one name."""

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from claims.errors import UnknownName

T = TypeVar("T")


@dataclass(frozen=True)
class Plugin(Generic[T]):
    """A function under a name, with what its author declared about it."""

    name: str
    version: int
    does: str
    call: T
    traits: frozenset[str] = frozenset()

    @property
    def stamp(self) -> str:
        """Name and version as records keep them: "card-yaml@1"."""
        return f"{self.name}@{self.version}"


@dataclass
class Registry(Generic[T]):
    """All plugins of one kind: the modules at the top of one package."""

    package: str
    kind: str
    _found: dict[str, Plugin[T]] = field(default_factory=dict)
    _listed: bool = False

    def add(self, name: str, version: int, *traits: str, does: str | None = None) -> Callable[[T], T]:
        """Make what is decorated a plugin; a second one of the same name is a mistake."""

        def keep(call: T) -> T:
            if name in self._found:
                raise ValueError(f"two {self.kind}s are called {name!r}: rename one of them")
            line = (does or inspect.getdoc(call) or "").strip().partition("\n")[0]
            self._found[name] = Plugin(name, version, line, call, frozenset(traits))
            return call

        return keep

    def __iter__(self) -> Iterator[Plugin[T]]:
        """Every plugin, by name; the folder is listed the first time."""
        self._list()
        return iter(sorted(self._found.values(), key=lambda plugin: plugin.name))

    def __getitem__(self, name: str) -> Plugin[T]:
        """The plugin of that name; raises UnknownName with the nearest ones."""
        self._list()
        if name not in self._found:
            near = difflib.get_close_matches(name, self._found, n=3) or sorted(self._found)
            raise UnknownName(f"There is no {self.kind} called {name!r}.", f"Did you mean {', '.join(near)}?")
        return self._found[name]

    def _list(self) -> None:
        if not self._listed:
            self._listed = True
            room = importlib.import_module(self.package)
            for module in sorted(pkgutil.iter_modules(room.__path__), key=lambda m: m.name):
                if not module.ispkg:
                    importlib.import_module(f"{self.package}.{module.name}")
