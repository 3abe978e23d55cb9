"""The ink that a claim of a run was read from: finds the file again, and has it shown in the sandbox."""

from pathlib import Path

from claims.errors import SourceNotFound, UsageError
from claims.records import Claim, Dossier, Source
from extractors.readers.source_view import SourceView, SourceViewOrder
from flows.fetched import Say, Stock, bring, remembered
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.targets import Target, target_of

SHOWING = Limits(seconds=60, memory_mb=1024)


def shown(dossier: Dossier, claim: Claim, source: str | None, where: Settings, say: Say) -> SourceView:
    """What a claim was read from; raises UsageError where its source is not at hand, and ReadError.

    `source` is the file or folder that was verified; without it the door is asked for the same revision.
    """
    stock = again(dossier, source, where, say)
    order = SourceViewOrder(root=stock.root, files=stock.paths, claim=claim)
    body = run(
        "extractors.readers.source_view:run_in_child",
        order.to_bytes(),
        read=[Path(stock.root)],
        limits=SHOWING,
    ).body
    return SourceView.from_bytes(body)


def again(dossier: Dossier, source: str | None, where: Settings, say: Say) -> Stock:
    """What a run read, brought once more; raises UsageError where it is not the same any more, or not to be found."""
    if source is not None and not Path(source).exists():
        raise SourceNotFound(f"There is no file or folder {source}.", "Give what was verified with --source.")
    stock = bring(_target(dossier, source, where), where, say)
    if stock.source.sha256 != dossier.source.sha256:
        raise UsageError(
            f"{source or dossier.target} is no longer what run {dossier.run} read.",
            "Give what was verified with --source.",
        )
    return stock


def _target(dossier: Dossier, source: str | None, where: Settings) -> Target:
    if source is not None:
        return Target("path", Path(source).name, path=str(Path(source).resolve()))
    pinned: Source = dossier.source
    names = {"hub": f"hf:{pinned.name}@{pinned.revision}", "arxiv": f"arxiv:{pinned.name}{pinned.revision}"}
    if dossier.target == "example":
        return target_of(dossier.target)
    if pinned.kind == "folder" and (path := remembered(pinned.sha256, where)) is not None:
        return Target("path", dossier.target, path=str(path))
    if pinned.kind in names:
        return target_of(names[pinned.kind])
    raise UsageError(f"{dossier.target} was a folder of this disk.", "Say where it is with --source FOLDER.")
