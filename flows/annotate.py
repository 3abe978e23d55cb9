"""The paper or card of a run with every number marked: fetches the file and annotates it in the sandbox."""

from collections import Counter
from pathlib import Path

from claims.errors import SourceNotFound, UsageError
from claims.records import Dossier
from flows.fetched import fetch
from flows.progress import Say
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.targets import target_of
from reports.annotated.job import AnnotateOrder

ANNOTATING = Limits(seconds=120, memory_mb=2048, answer_mb=256)
ENDINGS = {"pdf": (".pdf",), "facsimile": (".pdf",), "card": (".md", ".markdown", ".mdx", ".txt")}
"""Files that each form can be written into."""


def annotate(dossier: Dossier, form: str, source: str | None, where: Settings, say: Say) -> bytes:
    """Annotate the file of a run; raises UsageError where no such file is known, SourceNotFound and ReadError.

    `source` is the file, or the folder that was verified; without it the same revision is fetched again.
    """
    given = Path(source) if source else None
    if given is not None and not given.exists():
        raise SourceNotFound(f"There is no file or folder {given}.", "Give the document with --source.")
    file = _file(dossier, form, given)
    path = (
        given
        if given is not None and given.is_file()
        else (given or _fetched_folder(dossier, where, say)) / file
    )
    if not path.is_file():
        raise SourceNotFound(f"There is no {file} in {path.parent}.", "Give the document with --source FILE.")
    order = AnnotateOrder(form=form, path=str(path.resolve()), file=file, dossier=dossier)
    return run("reports.annotated.job:run_in_child", order.to_bytes(), read=[path], limits=ANNOTATING).body


def _file(dossier: Dossier, form: str, given: Path | None) -> str:
    """The file with the most claims among those that the form can be written into."""
    claims_by_file = Counter(
        c.place.file for c in dossier.claims if c.place.file.lower().endswith(ENDINGS[form])
    )
    if claims_by_file:
        return claims_by_file.most_common(1)[0][0]
    if given is not None and given.is_file():
        return given.name
    raise UsageError(
        f"The form {form} is written into a {' or '.join(ENDINGS[form])} file, "
        f"and run {dossier.run} read no number from one.",
        "Give the document with --source FILE, or choose another form.",
    )


def _fetched_folder(dossier: Dossier, where: Settings, say: Say) -> Path:
    """The folder of the same revision, fetched again; the cache has it if it was verified here."""
    source = dossier.source
    names = {"hub": f"hf:{source.name}@{source.revision}", "arxiv": f"arxiv:{source.name}"}
    name = "example" if dossier.target == "example" else names.get(source.kind)
    if name is None:
        raise UsageError(
            f"{dossier.target} was read from a folder on this disk, whose path is not kept.",
            "Give it with --source FOLDER.",
        )
    fetched = fetch(target_of(name), where, say)
    if fetched.source.sha256 != source.sha256:
        raise UsageError(
            f"{dossier.target} has changed since run {dossier.run} read it.",
            "Give the version that was read with --source, or verify it again.",
        )
    return Path(fetched.root)
