"""What the Hub says of a model at one commit: its files with sizes and hashes, and the facts about it."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from claims.errors import SourceUnavailable, SourceUnsafe
from claims.records import Record
from extractors.sources.folder import ENDINGS
from extractors.sources.hub.access import Access
from extractors.sources.hub.repo_names import COMMIT, check_distinct, check_paths, is_model, shown

if TYPE_CHECKING:
    from huggingface_hub import ModelInfo
    from huggingface_hub.hf_api import RepoSibling

ROWS = {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".arrow", ".conll"}
"""Endings of files of rows, which are listed apart: they are only fetched to be compared with a user's rows."""
_PAPER = {".pdf", ".tex", ".bbl", ".sty", ".cls"}
KEPT = (ENDINGS | {".onnx_data"}) - ROWS - _PAPER
"""Endings of files that are listed: a model's repository is not read for data or papers."""
WEIGHTS = {
    ".safetensors", ".onnx", ".onnx_data", ".data", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".gguf", ".msgpack",
    ".index", ".keras", ".zip", ".npz", ".npy", ".skops", ".joblib", ".pickle", ".sav", ".ubj", ".bst", ".xgb", ".lgb",
    ".ftz", ".cbm", ".tflite", ".hdf5", ".mlmodel", ".pte", ".pt2", ".nemo", ".engine", ".pdmodel", ".pdiparams",
}  # fmt: skip
"""Endings of files that may be weights; they are fetched last, and only when asked for."""
_PLAIN = {"readme", "license", "licence", "notice", "license-model", "vocab", "merges"}
_CODE = re.compile(
    r"(?i)\.(?:py|sh|toml|lock|cfg|ini|dvc|ipynb|sha256|ya?ml|tf|r|jl)$|(^|/)(?:[^/]*Dockerfile[^/]*|Makefile|Jenkinsfile|Snakefile|MLmodel|copying)$"
)
CODE_SIZE, CODE_FILES = 400_000, 200
"""Bytes of one such file, and how many of them are listed."""
_HASH = r"^[0-9a-f]+$"


class ListedFile(Record):
    """A file as the Hub announces it."""

    path: str
    """Path inside the repository."""
    size: int = Field(ge=0)
    """Bytes."""
    sha1: Annotated[str, Field(pattern=_HASH, min_length=40, max_length=40)] | None = None
    """The object id in git: of the file, or of a pointer to it where it is kept by Git LFS."""
    sha256: Annotated[str, Field(pattern=_HASH, min_length=64, max_length=64)] | None = None
    """The digest that Git LFS keeps it by."""

    @property
    def heavy(self) -> bool:
        """Whether it is fetched only when asked for: weights that Git LFS keeps."""
        return self.sha256 is not None and PurePosixPath(self.path).suffix.lower() in WEIGHTS


class ModelListing(Record):
    """A model at a commit, as the Hub announces it."""

    name: str
    """org/model, as it is called now."""
    commit: str
    """The commit that the asked revision stood for."""
    files: tuple[ListedFile, ...]
    """The files that are of use here."""
    code: tuple[ListedFile, ...] = ()
    """Small files of code and settings, which are only fetched for an audit of the repository."""
    rows: tuple[ListedFile, ...] | None = None
    """Files of rows, which are only fetched to be compared with a user's rows; None where nobody looked for them."""
    others: int = 0
    """How many more there are: pictures, data, archives."""
    tags: tuple[str, ...] = ()
    """Its tags, those included that the Hub adds."""
    task: str | None = None
    """The pipeline tag: text-classification."""
    library: str | None = None
    """The library it is for."""
    gated: bool = False
    """Whether access must be asked for."""
    downloads: int | None = None
    """In the last thirty days."""
    last_modified: str | None = None
    """When the commit was made, ISO 8601."""
    fetched_at: str = ""
    """When this was asked first, ISO 8601 in UTC."""

    @property
    def papers(self) -> tuple[str, ...]:
        """Papers it is tagged with: arXiv ids."""
        return self.tagged("arxiv")

    @property
    def licence(self) -> str | None:
        """Its licence, in the Hub's words."""
        return next(iter(self.tagged("license")), None)

    def tagged(self, prefix: str) -> tuple[str, ...]:
        """What stands behind `prefix:` among the tags."""
        return tuple(tag.removeprefix(f"{prefix}:") for tag in self.tags if tag.startswith(f"{prefix}:"))


def listing_of(info: "ModelInfo", access: Access, fetched_at: str) -> ModelListing:
    """The answer of the Hub, checked.

    Raises SourceUnsafe for names and sizes that cannot be, and SourceUnavailable for what is no answer.
    """
    siblings = info.siblings
    if not isinstance(info.id, str) or not is_model(info.id) or not isinstance(siblings, list):
        raise unexpected(access, "the description of a model")
    if not isinstance(info.sha, str) or not COMMIT.fullmatch(info.sha):
        raise unexpected(access, "a commit of 40 hexadecimal digits")
    if len(siblings) > access.limits.files:
        raise SourceUnsafe(
            f"{info.id} lists {len(siblings)} files, more than {access.limits.files}.",
            "Download what is needed of it and give the folder.",
        )
    check_paths(str(sibling.rfilename) for sibling in siblings)
    kept = [_listed_file(sibling, access) for sibling in siblings if is_kept(sibling.rfilename)]
    rows = [_listed_file(sibling, access) for sibling in siblings if _holds_rows(sibling.rfilename)]
    check_distinct(file.path for file in (*kept, *rows))
    return ModelListing(
        name=info.id,
        commit=info.sha,
        files=tuple(sorted(kept, key=lambda file: file.path)),
        code=_code(siblings, access),
        rows=tuple(sorted(rows, key=lambda file: file.path)),
        others=len(siblings) - len(kept),
        tags=texts(info.tags),
        task=text(info.pipeline_tag),
        library=text(info.library_name),
        gated=bool(info.gated),
        downloads=info.downloads if type(info.downloads) is int else None,
        last_modified=info.last_modified.isoformat() if isinstance(info.last_modified, datetime) else None,
        fetched_at=fetched_at,
    )


def _code(siblings: "list[RepoSibling]", access: Access) -> tuple[ListedFile, ...]:
    """Files of code and settings that git itself keeps, the smallest ones and not too many."""
    files = [
        _listed_file(sibling, access)
        for sibling in siblings
        if _CODE.search(sibling.rfilename) and not is_kept(sibling.rfilename) and not sibling.lfs
    ]
    small = sorted(
        (file for file in files if file.size <= CODE_SIZE), key=lambda file: (file.path.count("/"), file.path)
    )
    return tuple(small[:CODE_FILES])


def is_kept(path: str) -> bool:
    """Whether a file of that name is of use here."""
    name = PurePosixPath(path).name.lower()
    return (PurePosixPath(name).suffix in KEPT or name in _PLAIN) and not path.startswith(".git/")


def _holds_rows(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in ROWS and not path.startswith(".git/")


def unexpected(access: Access, wanted: str) -> SourceUnavailable:
    """The error for an answer that is none."""
    return SourceUnavailable(
        f"{access.host} answered with something else than {wanted}.",
        "Check HF_ENDPOINT and the network's proxy, or try again later.",
    )


def text(value: object) -> str | None:
    """A short printable text, or nothing."""
    return value if isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable() else None


def texts(values: object) -> tuple[str, ...]:
    """The short printable texts of a list, the first thousand."""
    texts = (text(value) for value in values[:1000]) if isinstance(values, list) else ()
    return tuple(text for text in texts if text is not None)


def _listed_file(sibling: "RepoSibling", access: Access) -> ListedFile:
    """A sibling with its size and hash; a file without either could not be checked, and is refused."""
    size = sibling.lfs.size if sibling.lfs else sibling.size
    hashed = sibling.lfs.sha256 if sibling.lfs else sibling.blob_id
    wide = 64 if sibling.lfs else 40
    if type(size) is not int or size < 0 or not isinstance(hashed, str):
        raise unexpected(access, f"size and hash of {shown(sibling.rfilename)}")
    if not re.fullmatch(rf"[0-9a-f]{{{wide}}}", hashed):
        raise unexpected(access, f"a hash for {shown(sibling.rfilename)}")
    if size > access.limits.largest:
        raise SourceUnsafe(
            f"{shown(sibling.rfilename)} is announced with {size / 1e12:.3g} TB, which is too large.",
            "Choose a smaller model.",
        )
    return ListedFile(path=sibling.rfilename, size=size, **{"sha256" if sibling.lfs else "sha1": hashed})
