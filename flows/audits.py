"""The audit of a repository: bring it, list it, and have it looked at in an isolated child."""

import hashlib
from pathlib import Path

from claims.records import Source
from claims.records.maturity import Maturity
from flows.progress import Say
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.stock import bring
from flows.targets import Target, target_of

LOOKING = Limits(seconds=60, memory_mb=1024)


def audit(text: str, where: Settings, say: Say) -> Maturity:
    """How far a folder or a repository of the Hub is; raises UsageError and SourceError with what to do."""
    from extractors.repository.survey import SurveyOrder

    target = target_of(text)
    hub = target.kind == "hub"
    source, root, names = _brought(target, where, say) if hub else _folder(Path(target.path or target.name))
    here = tuple(name for name in names if (root / name).is_file())
    order = SurveyOrder(root=str(root), files=here, source=source)
    say(f"Looking at {len(here):,} files …")
    found = Maturity.from_bytes(
        run("extractors.repository.survey:answer", order.to_bytes(), read=[root], limits=LOOKING).body
    )
    notes = (
        ("Of a repository of the Hub only documents, settings and safe weights are looked at.",)
        if hub
        else ()
    )
    return found.model_copy(update={"notes": (*found.notes, *notes)})


def _brought(target: Target, where: Settings, say: Say) -> tuple[Source, Path, tuple[str, ...]]:
    """A repository of the Hub, as its door brings it."""
    stock = bring(target, where, say)
    return stock.source, Path(stock.root), tuple(file.path for file in stock.files)


def _folder(path: Path) -> tuple[Source, Path, tuple[str, ...]]:
    """A folder by the names and sizes in it: a repository may hold far more than a model's folder does."""
    from extractors.repository.listing import listing

    root = path.resolve()
    names = listing(root)
    ink = "".join(f"{name}\0{(root / name).stat().st_size}\n" for name in names)
    digest = hashlib.sha256(ink.encode("utf-8", "surrogateescape")).hexdigest()
    return Source(kind="folder", name=root.name, revision=digest[:40], sha256=digest), root, names
