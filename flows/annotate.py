"""The paper or card of a run with every number marked: finds the file, and has it annotated in the sandbox."""

from collections import Counter
from pathlib import Path

from claims.errors import SourceNotFound, UsageError
from claims.records import Dossier
from flows.fetched import Say, bring
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.targets import target_of
from reports.annotated.job import AnnotateOrder

ANNOTATING = Limits(seconds=120, memory_mb=2048, answer_mb=256)
ENDINGS = {"pdf": (".pdf",), "ink": (".pdf",), "card": (".md", ".markdown", ".mdx", ".txt")}
"""Files that each form can be written into."""


def annotate(dossier: Dossier, form: str, source: str | None, where: Settings, say: Say) -> bytes:
    """The annotated file; raises UsageError where no such file is known, SourceNotFound and ReadError.

    `source` is the file, or the folder that was verified; without it the door is asked for the same revision.
    """
    given = Path(source) if source else None
    if given is not None and not given.exists():
        raise SourceNotFound(f"There is no file or folder {given}.", "Give the document with --source.")
    file = _file(dossier, form, given)
    path = given if given is not None and given.is_file() else (given or _brought(dossier, where, say)) / file
    if not path.is_file():
        raise SourceNotFound(f"There is no {file} in {path.parent}.", "Give the document with --source FILE.")
    order = AnnotateOrder(form=form, path=str(path.resolve()), file=file, dossier=dossier)
    return run("reports.annotated.job:answer", order.to_bytes(), read=[path], limits=ANNOTATING).body


def _file(dossier: Dossier, form: str, given: Path | None) -> str:
    """The file that most claims stand in, of those that the form can be written into."""
    found = Counter(c.place.file for c in dossier.claims if c.place.file.lower().endswith(ENDINGS[form]))
    if found:
        return found.most_common(1)[0][0]
    if given is not None and given.is_file():
        return given.name
    raise UsageError(
        f"No number of run {dossier.run} stands in a {' or '.join(ENDINGS[form])} file.",
        "Give the document with --source FILE, or choose another form.",
    )


def _brought(dossier: Dossier, where: Settings, say: Say) -> Path:
    """The folder of the same revision, as its door brings it; it is at hand if it was verified here."""
    source = dossier.source
    names = {"hub": f"hf:{source.name}@{source.revision}", "arxiv": f"arxiv:{source.name}"}
    name = "example" if dossier.target == "example" else names.get(source.kind)
    if name is None:
        raise UsageError(
            f"{dossier.target} was a folder of this disk.", "Say where it is with --source FOLDER."
        )
    stock = bring(target_of(name), where, say)
    if stock.source.sha256 != source.sha256:
        raise UsageError(
            f"{dossier.target} is no longer what run {dossier.run} read.", "Give the document with --source."
        )
    return Path(stock.root)
