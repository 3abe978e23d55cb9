"""The audit of a repository: fetch it, list its files, and examine them in the sandbox."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from claims.errors import SourceNotFound
from claims.records import Source
from claims.records.maturity import Maturity
from flows.progress import Say
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.targets import Target, target_of

LOOKING = Limits(seconds=60, memory_mb=1024)


def audit(text: str, assume: Sequence[str], where: Settings, say: Say) -> Maturity:
    """How mature a folder or repository of the Hub is, and how to redesign it; raises UsageError and SourceError."""
    from claims.redesign.assumptions import assumed_for_plan
    from claims.redesign.plan import redesigned
    from extractors.repository.survey import AuditOrder

    assumptions = assumed_for_plan(assume)
    target = target_of(text)
    hub = target.kind == "hub"
    source, root, names = (
        _fetch_repository(target, where, say) if hub else _list_folder(Path(target.path or target.name))
    )
    order = AuditOrder(root=str(root), files=names, source=source)
    say(f"Looking at {len(names):,} files …")
    maturity = Maturity.from_bytes(
        run("extractors.repository.survey:run_in_child", order.to_bytes(), read=[root], limits=LOOKING).body
    )
    notes = (
        (
            "Of a repository of the Hub, documents, settings and code up to 400 kB are read; weights count by name.",
        )
        if hub
        else ()
    )
    noted = maturity.model_copy(update={"notes": (*maturity.notes, *notes)})
    return redesigned(noted, assumptions)


def _fetch_repository(target: Target, where: Settings, say: Say) -> tuple[Source, Path, tuple[str, ...]]:
    """A repository of the Hub at a commit, with its code; weights are not fetched."""
    from extractors.sources import hub

    pinned = hub.pin(target.name, target.revision, cache=where.home)
    code = tuple(file.path for file in pinned.listing.code)
    if code and not pinned.offline:
        say(f"Fetching {len(code)} files of code …")
        hub.complete(pinned, code)
    return pinned.source, pinned.root, tuple(sorted({*(file.path for file in pinned.listing.files), *code}))


def _list_folder(path: Path) -> tuple[Source, Path, tuple[str, ...]]:
    """A folder identified by names and sizes only: a repository may be far larger than a model's folder."""
    from extractors.repository.files import list_files

    root = path.resolve()
    names = list_files(root)
    if not names:
        raise SourceNotFound(
            f"There is nothing in {path.name} to look at.", "Name a repository's folder, or org/model."
        )
    listing_text = "".join(f"{name}\0{(root / name).stat().st_size}\n" for name in names)
    digest = hashlib.sha256(listing_text.encode("utf-8", "surrogateescape")).hexdigest()
    return Source(kind="folder", name=root.name, revision=digest[:40], sha256=digest), root, names
