"""Parses TARGET: the example, a path, a model on the Hub, or a paper on arXiv."""

import re
from pathlib import Path
from typing import Literal, NamedTuple

from claims.errors import SourceNotFound

_MODEL = r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?"
_AT = r"(?:@(?P<revision>[\w./-]{1,200}))?"
_HUB = re.compile(rf"(?:hf:)?(?P<name>{_MODEL}){_AT}")
_URL = re.compile(
    rf"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<name>{_MODEL})(?:/(?:tree|blob)/(?P<revision>[\w.-]{{1,200}}))?(?:[/?#].*)?"
)


class Target(NamedTuple):
    """A target by its kind."""

    kind: Literal["path", "hub", "arxiv"]
    name: str
    """As a person would name it."""
    revision: str | None = None
    """The revision asked for, which may move."""
    path: str | None = None
    """The path on this machine."""


def target_of(text: str) -> Target:
    """The target that a text names; raises SourceNotFound with what could be meant.

    What exists on this disk is taken for a path, whatever it looks like.
    """
    from extractors.sources.arxiv.ids import parse_id

    if text == "example":
        return Target("path", "example", path=str(example() / "model"))
    if text.encode("utf-8", "replace").decode() != text:
        raise SourceNotFound(f"The name {text!r} is not in UTF-8.", "Give the file or folder another one.")
    if _exists(text):
        path = Path(text)
        return Target("path", path.name or text, path=str(path.resolve()))
    if paper := parse_id(text):
        return Target("arxiv", paper.ref)
    match = _URL.fullmatch(text) or _HUB.fullmatch(text)
    if match and ("/" in match["name"] or text.startswith(("hf:", "http"))):
        return Target("hub", match["name"], match["revision"])
    raise SourceNotFound(
        f"There is no file or folder {text or '(the name is empty)'}.",
        "Give a model's folder, a card or paper, org/model (hf:NAME) or an arXiv id.",
    )


def example() -> Path:
    """The embedded example's folder, in a checkout or an installed wheel."""
    packed = Path(__file__).parent / "example"
    return packed if packed.exists() else Path(__file__).parents[1] / "examples" / "langid"


def _exists(text: str) -> bool:
    """Whether there is such a path; one that no disk could hold is not there, nor is the one without a name."""
    try:
        return bool(text) and Path(text).exists()
    except (OSError, ValueError):
        return False
