"""The autopsy of a model: pins the file or folder, and has it read in the sandbox."""

import hashlib
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from claims.errors import SourceNotFound, SourceUnsafe, UsageError
from claims.records import Source
from claims.records.autopsy import Autopsy
from extractors.sources.file_digest import PATIENCE, file_digest, resolved_inside, why_not
from extractors.sources.folder import is_text, link_home
from flows.fetched import FetchedSource, fetch, fetch_weights
from flows.progress import Say
from flows.sandbox import Limits, level_in_force, run
from flows.settings import Settings
from flows.targets import Target, target_of
from reproducers.lab.autopsy.order import AutopsyOrder

LOOKING = Limits(seconds=180, memory_mb=2048)
MOST_FILES = 5_000
"""Files of a folder, beyond which it is refused."""
_BESIDE = (
    "config.json",
    "readme.md",
    "licence",
    "license",
    "copying",
    "model_index.json",
    "adapter_config.json",
)
_HEADERS = (".safetensors",)
"""Endings of weights whose header tells everything, so that the rest is not fetched."""


def autopsy(
    text: str, where: Settings, say: Say, devices: tuple[str, ...] = (), base: str | None = None
) -> Autopsy:
    """What a file, a folder or a model of the Hub is; raises UsageError, SourceError and ReadError."""
    return examine(pin(text, where, say), say, devices, base)


def pin(text: str, where: Settings, say: Say, *, whole: bool = False) -> AutopsyOrder:
    """The files of a target; with `whole`, weights are fetched even where their headers would do."""
    target = target_of(text)
    if target.kind == "arxiv":
        raise UsageError(
            f"{target.name} is a paper, not a model.", "Give a model's file, folder or org/model."
        )
    if target.kind == "hub":
        return _fetched(target, where, say, whole=whole)
    return _local(Path(target.path or target.name))


def examine(order: AutopsyOrder, say: Say, devices: tuple[str, ...] = (), base: str | None = None) -> Autopsy:
    """What the files of an order are, read in the sandbox."""
    known = _local(_existing(base)) if base else None
    order = order.model_copy(update={"devices": devices, "base": known})
    say(f"Reading {order.source.name} …")
    read = [*_readable(order), *map(Path, order.packages), *(_readable(known) if known else [])]
    function = "reproducers.lab.autopsy.examine:run_in_child"
    done = run(function, order.to_bytes(), read=read, limits=LOOKING)
    autopsy = Autopsy.from_bytes(done.body)
    level = str(level_in_force(done.layers))
    here = autopsy.machine and autopsy.machine.model_copy(update={"isolation": level})
    return autopsy.model_copy(update={"machine": here})


def _existing(base: str) -> Path:
    """The base model's file or folder on this disk."""
    path = Path(base)
    if not path.exists():
        raise SourceNotFound(f"There is no file or folder {base} to compare with.", "Give --base a path.")
    return path


def _fetched(target: Target, where: Settings, say: Say, *, whole: bool) -> AutopsyOrder:
    """A model of the Hub: by the headers of its weights where these tell everything, else with the weights."""
    fetched = fetch(target, where, say)
    other = tuple(path for path in fetched.missing if not path.endswith(_HEADERS))
    if fetched.glance and not other and not whole:
        note = "Only the headers of the weights were fetched, so that nothing is told of their numbers."
        return _order(fetched, fetched.glance, glimpse=True, notes=(*fetched.notes, note))
    if fetched.missing:
        fetched = fetch_weights(fetched, fetched.missing, where, say)
    return _order(fetched, fetched.root, glimpse=False, notes=fetched.notes)


def _order(fetched: FetchedSource, root: str, *, glimpse: bool, notes: tuple[str, ...]) -> AutopsyOrder:
    files = tuple(file for file in fetched.files if (Path(root) / file.path).exists())
    return AutopsyOrder(
        source=fetched.source,
        root=root,
        files=tuple(file.path for file in files),
        sizes=tuple(file.size for file in files),
        glimpse=glimpse,
        notes=notes,
    )


def _local(path: Path) -> AutopsyOrder:
    """A file with what belongs to it beside it, or a folder."""
    if path.is_file():
        root = path.resolve().parent
        files = tuple(sorted({path.name, *(file.name for file in _beside(path))}))
        main: str | None = path.resolve().name
        files = tuple(sorted({*files, path.resolve().name}))
    else:
        root, main = path.resolve(), None
        files = tuple(_files_of(root))
    if not files:
        raise SourceNotFound(f"{path.name} is empty.", "Give the folder or file that holds the model.")
    sizes = tuple((root / name).stat().st_size for name in files)
    whole = [main] if main else list(files)
    return AutopsyOrder(
        source=_source(path, root, whole),
        root=str(root),
        files=files,
        sizes=tuple(size for name, size in zip(files, sizes, strict=True) if main in (None, name)),
        main=main,
        packages=tuple(map(str, _packages(root))),
    )


def _files_of(root: Path) -> Iterator[str]:
    """Regular files of a folder that do not lead out of it, by name; raises SourceUnsafe where there are too many."""
    paths = list(islice(root.rglob("*"), MOST_FILES + 1))
    if len(paths) > MOST_FILES:
        says = f"{root.name or root} holds more than {MOST_FILES:,} files."
        raise SourceUnsafe(says, "Name the model's own folder.")
    for path in sorted(paths):
        name = path.relative_to(root).as_posix()
        if not resolved_inside(path, link_home(root)) or not path.is_file() or not is_text(name):
            continue
        if ".git" not in path.relative_to(root).parts and why_not(name, path.stat()) is None:
            yield name


def _beside(path: Path) -> Iterator[Path]:
    """Files that belong to a model's file: its settings, card and licence, and data that it names after itself."""
    for file in sorted(path.resolve().parent.iterdir()):
        name = file.name.lower()
        data = name.startswith(
            (path.name.lower() + ".", path.name.lower() + "_", path.stem.lower() + ".")
        ) and name.endswith(("data", ".weights", ".bin"))
        if file.is_file() and not file.is_symlink() and (data or name.startswith(_BESIDE)):
            yield file


def _source(path: Path, root: Path, names: list[str]) -> Source:
    """The source, pinned by the digest of every file."""
    lines, until = [], time.monotonic() + PATIENCE
    for name in names:
        lines.append(f"{name}\0{file_digest(root / name, until)}\n")
    whole = hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
    only = lines[0].split("\0")[1].strip() if len(lines) == 1 else whole
    return Source(kind="folder", name=path.name, revision=only[:40], sha256=only)


def _packages(root: Path) -> Iterator[Path]:
    """Metadata and licences of the Python package that a folder lies in, as an installer or an archive laid it out."""
    top = root
    for folder in (root, *list(root.parents)[:6]):
        if (folder / "PKG-INFO").is_file():
            yield folder / "PKG-INFO"
            return
        infos = sorted(folder.glob("*.dist-info"))
        named = [info for info in infos if _same_name(info.name, top.name)]
        for info in named or (infos if len(infos) == 1 else []):
            if (info / "METADATA").is_file():
                yield info / "METADATA"
                licences = [*info.glob("LICEN[CS]E*"), *(info / "licenses").rglob("LICEN[CS]E*")]
                yield from sorted(path for path in licences if path.is_file())
                return
        top = folder


def _same_name(info: str, package: str) -> bool:
    """Whether a folder of metadata belongs to a package, by its name."""

    def plain(name: str) -> str:
        return name.lower().replace("-", "_").replace(".", "_")

    return plain(info.partition("-")[0]) == plain(package)


def _readable(order: AutopsyOrder) -> list[Path]:
    """What the child may read: the folder, or the file with what belongs to it."""
    root = Path(order.root)
    if order.main is None:
        return [root, *{(root / name).resolve().parent for name in order.files if (root / name).is_symlink()}]
    return [root / name for name in order.files]
