"""A paper: its PDF, its LaTeX source, or both, as one document."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from claims.errors import ReadError
from claims.records import Document, Source
from extractors.readers import archive
from extractors.readers.decimal_commas import with_decimal_points

_TEX = (".tex", ".ltx", ".latex")
_ARCHIVES = (".gz", ".tgz", ".tar", ".zip", ".bz2", ".xz")
_BESIDE = (*_TEX, ".bbl", ".sty", ".cls", ".txt", ".tab", ".table", ".inc")
LARGEST_PDF = 300 << 20


def is_paper(files: Sequence[str]) -> bool:
    """Whether files look like a paper: a PDF, LaTeX, or an archive of its source, and no model card beside them.

    Where a folder holds a configuration, which is no card, a PDF at its top is what there is to read.
    """
    top = {name.lower() for name in files if "/" not in name}
    if "readme.md" in top or ("config.json" in top and not any(name.endswith(".pdf") for name in top)):
        return False
    return any(name.lower().endswith((".pdf", *_TEX, *_ARCHIVES)) or _is_source(name) for name in files)


def read(root: Path, files: Sequence[str], source: Source) -> Document:
    """The document of a paper; raises ReadError where neither form can be read."""
    pdf = _pdf(files)
    warnings: list[str] = []
    documents: list[Document] = []
    failed: list[ReadError] = []
    for form in (_from_tex, _from_pdf):
        try:
            document = form(root, files, pdf, source)
        except ReadError as error:
            failed.append(error)
            warnings.append(str(error))
        else:
            pointed = {"tables": with_decimal_points(document.tables)} if document else {}
            documents += [document.model_copy(update=pointed)] if document else []
    if not documents:
        raise (
            failed[0] if failed else ReadError("There is no paper here.", "Name its PDF or its LaTeX source.")
        )
    if len(documents) == 1:
        return documents[0].model_copy(update={"warnings": (*documents[0].warnings, *warnings)})
    from extractors.readers.merge_tex_pdf import merge

    return merge(documents[0], documents[1])


def _pdf(files: Sequence[str]) -> str | None:
    """The paper among the PDFs: paper.pdf, else the one at the top; figures lie in folders."""
    names = [name for name in files if name.lower().endswith(".pdf")]
    named = [name for name in names if PurePosixPath(name).stem.lower() in ("paper", "main", "article")]
    top = [name for name in names if "/" not in name]
    tex = any(name.lower().endswith(_TEX) for name in files)
    if named:
        return named[0]
    return (
        top[0]
        if len(top) == 1 and (not tex or len(names) == 1)
        else names[0]
        if len(names) == 1 and not tex
        else None
    )


def _from_pdf(root: Path, files: Sequence[str], pdf: str | None, source: Source) -> Document | None:
    if pdf is None or pdf not in files:
        return None
    from extractors.readers.pdf import paper

    if (root / pdf).stat().st_size > LARGEST_PDF:
        raise ReadError(f"{pdf} is larger than {LARGEST_PDF >> 20} MiB.", "Give a smaller copy.")
    return paper.read(root / pdf, pdf, source)


def _from_tex(root: Path, files: Sequence[str], pdf: str | None, source: Source) -> Document | None:
    from extractors.readers.latex import paper

    loose = {name: (root / name).read_bytes() for name in files if name.lower().endswith(_BESIDE)}
    warnings: list[str] = []
    if not any(name.lower().endswith(_TEX) for name in loose):
        packed = next((name for name in files if _is_source(name)), None)
        if packed is None:
            return None
        opened = archive.unpacked((root / packed).read_bytes(), packed)
        warnings += opened.warnings
        if not any(name.lower().endswith(_TEX) for name in opened.files):
            if opened.empty and pdf is None:
                says = f"{packed} holds no source: nothing in it can be read, which is not the same as nothing claimed."
                return Document(source=source, warnings=(says,))
            if pdf is None:
                raise ReadError(f"{packed} holds no LaTeX.", "Name the paper's PDF.")
            return None
        loose = opened.files
    document = paper.read(loose, source)
    return document.model_copy(update={"warnings": (*warnings, *document.warnings)})


def _is_source(name: str) -> bool:
    path = PurePosixPath(name.lower())
    return path.name.endswith(_ARCHIVES) or path.name in ("source", "src", "e-print")


__all__ = ["is_paper", "read"]
