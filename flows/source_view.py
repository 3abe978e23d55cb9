"""The source lines or page crop that a claim was read from: fetches the file again and renders it in the sandbox."""

from pathlib import Path

from claims.errors import SourceNotFound, UsageError
from claims.records import Claim, Dossier, Source
from extractors.pipeline.reading import ExplainOrder
from extractors.readers.source_view import SourceView, SourceViewOrder
from extractors.tables.reading_reasons import ReadingReasons
from flows.fetched import FetchedSource, fetch, remembered_path
from flows.progress import Say
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.targets import Target, target_of

SHOWING = Limits(seconds=60, memory_mb=1024)
EXPLAINING = Limits(seconds=120, memory_mb=2048)


def view_source(dossier: Dossier, claim: Claim, source: str | None, where: Settings, say: Say) -> SourceView:
    """The lines or crop that a claim was read from; raises UsageError for a missing source, and ReadError.

    `source` is the file or folder that was verified; without it the same revision is fetched again.
    """
    fetched = fetch_again(dossier, source, where, say)
    order = SourceViewOrder(root=fetched.root, files=fetched.paths, claim=claim)
    child, folder = "extractors.readers.source_view:run_in_child", Path(fetched.root)
    return SourceView.from_bytes(run(child, order.to_bytes(), read=[folder], limits=SHOWING).body)


def reading_reasons(
    dossier: Dossier, claim: Claim, source: str | None, where: Settings, say: Say
) -> ReadingReasons:
    """Why a claim of a table was read so; raises as `view_source` does."""
    fetched = fetch_again(dossier, source, where, say)
    order = ExplainOrder(root=fetched.root, files=fetched.paths, source=fetched.source, claim=claim)
    child, folder = "extractors.pipeline.explain:run_in_child", Path(fetched.root)
    return ReadingReasons.from_bytes(run(child, order.to_bytes(), read=[folder], limits=EXPLAINING).body)


def fetch_again(dossier: Dossier, source: str | None, where: Settings, say: Say) -> FetchedSource:
    """The source of a run, fetched again; raises UsageError where it is not the same any more, or not to be found."""
    if source is not None and not Path(source).exists():
        raise SourceNotFound(f"There is no file or folder {source}.", "Give what was verified with --source.")
    fetched = fetch(_target(dossier, source, where), where, say)
    if fetched.source.sha256 != dossier.source.sha256:
        raise UsageError(
            f"{source or dossier.target} has changed since run {dossier.run} read it.",
            "Give the version that was read with --source, or verify it again.",
        )
    return fetched


def _target(dossier: Dossier, source: str | None, where: Settings) -> Target:
    if source is not None:
        return Target("path", Path(source).name, path=str(Path(source).resolve()))
    pinned: Source = dossier.source
    names = {"hub": f"hf:{pinned.name}@{pinned.revision}", "arxiv": f"arxiv:{pinned.name}{pinned.revision}"}
    if dossier.target == "example":
        return target_of(dossier.target)
    if pinned.kind == "folder" and (path := remembered_path(pinned.sha256, where)) is not None:
        return Target("path", dossier.target, path=str(path))
    if pinned.kind in names:
        return target_of(names[pinned.kind])
    raise UsageError(
        f"{dossier.target} was read from a folder that is no longer where it was.",
        "Give it with --source FOLDER.",
    )
