"""Which models there are: of a paper, of an author, the newest, those much talked about."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlsplit

from claims.errors import UsageError
from extractors.sources.hub.access import Access
from extractors.sources.hub.describe import refuse_offline
from extractors.sources.hub.listing import text, texts
from extractors.sources.hub.repo_names import COMMIT, is_model, shown

if TYPE_CHECKING:
    from huggingface_hub import ModelInfo
    from huggingface_hub.hf_api import ExpandModelProperty_T

Order = Literal["last_modified", "trending_score", "downloads"]
_PAPER = re.compile(
    r"(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?", re.IGNORECASE
)
_SORTS: dict[Order, str] = {
    "last_modified": "lastModified",
    "trending_score": "trendingScore",
    "downloads": "downloads",
}
MOST_OF_PAPER = 20
"""Models of one paper that are looked at."""
PER_PAGE = 1_000
"""Models of one page, the most that the Hub gives."""
LONGEST_CURSOR = 4_000
"""Characters of a cursor."""
_FIELDS: "list[ExpandModelProperty_T]" = [
    "sha", "lastModified", "downloads", "likes", "tags", "pipeline_tag", "library_name", "gated",
]  # fmt: skip


@dataclass(frozen=True)
class ModelCandidate:
    """A model that the Hub lists."""

    name: str
    """org/model."""
    commit: str
    """The commit that its main branch stands at."""
    last_modified: datetime | None
    """When that commit was made."""
    downloads: int
    """In the last thirty days."""
    likes: int
    """How many people like it."""
    tags: tuple[str, ...]
    """Its tags, those included that the Hub adds."""
    task: str | None
    """The pipeline tag."""
    gated: bool
    """Whether access must be asked for."""


def models_of_paper(arxiv_id: str, *, access: Access | None = None) -> tuple[ModelCandidate, ...]:
    """Models that are tagged with a paper, the most downloaded first.

    A tag says that the card names the paper, not that the model is the paper's own.
    """
    paper = _PAPER.fullmatch(arxiv_id)
    if paper is None:
        raise UsageError(f"{shown(arxiv_id)} is not the id of a paper on arXiv.", "Write it as 1706.03762.")
    return _list_models(
        access or Access(), f"arxiv:{paper[1].lower()}", None, None, "downloads", MOST_OF_PAPER
    )


def new_models(
    *,
    author: str | None = None,
    query: str | None = None,
    since: datetime | None = None,
    limit: int = 20,
    order: Order = "last_modified",
    access: Access | None = None,
) -> tuple[ModelCandidate, ...]:
    """Models by their last change (or by trend), newest first; those before `since` are left out."""
    _check_author(author)
    models = _list_models(access or Access(), None, author, (query or "")[:200] or None, order, limit)
    if since is None:
        return models
    when = since if since.tzinfo else since.replace(tzinfo=UTC)
    return tuple(model for model in models if model.last_modified and model.last_modified >= when)


@dataclass(frozen=True)
class ModelPage:
    """One page of a list of models."""

    models: tuple[ModelCandidate, ...]
    following: str | None
    """The cursor of the next page; none where this is the last."""


def model_page(
    *, author: str | None = None, query: str | None = None, cursor: str | None = None
) -> ModelPage:
    """Up to a thousand models, those last changed first, from the beginning or from where a cursor says."""
    from huggingface_hub import ModelInfo

    from extractors.sources.hub.request_guard import ask, session

    access = Access()
    _check_author(author)
    refuse_offline(access)
    asked: dict[str, Any] = {"author": author, "search": (query or "")[:200] or None, "cursor": cursor}
    asked |= {"sort": _SORTS["last_modified"], "limit": PER_PAGE, "expand": _FIELDS}
    params = {name: value for name, value in asked.items() if value}

    def call() -> "tuple[list[ModelInfo], str | None]":
        from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined] # public

        response = session().get(f"{access.base}/api/models", params=params, headers=access.headers)
        hf_raise_for_status(response)
        make: Any = ModelInfo
        infos = [make(**{"siblings": None, **item}) for item in response.json()]
        return infos, response.links.get("next", {}).get("url")

    infos, link = ask(access, "the list of models", call)
    return ModelPage(tuple(filter(None, map(_candidate, infos))), _cursor_of(link))


def _cursor_of(link: str | None) -> str | None:
    """The cursor in the address of the next page; the address itself is never followed."""
    try:
        cursors = parse_qs(urlsplit(link or "").query).get("cursor", [])
    except ValueError:
        return None
    return cursors[0][:LONGEST_CURSOR] if cursors else None


def _check_author(author: str | None) -> None:
    if author is not None and not is_model(author):
        raise UsageError(f"{shown(author)} is not an author on the Hub.", "Write it as in org/model: org.")


def _list_models(
    access: Access, tag: str | None, author: str | None, query: str | None, order: Order, limit: int
) -> tuple[ModelCandidate, ...]:
    """Ask the Hub; entries that make no sense are left out, since the rest is still of use."""
    from huggingface_hub import HfApi

    from extractors.sources.hub.request_guard import ask

    refuse_offline(access)
    api = HfApi(endpoint=access.base, token=access.token, library_name="assay")
    asked = min(max(limit, 1), 1000)

    def call() -> "list[ModelInfo]":
        models = api.list_models(
            filter=tag, author=author, search=query, sort=order, limit=asked, expand=_FIELDS
        )
        return list(models)

    candidates = (_candidate(info) for info in ask(access, "the list of models", call))
    return tuple(
        candidate
        for candidate in candidates
        if candidate is not None and (tag is None or tag in candidate.tags)
    )


def _candidate(info: "ModelInfo") -> ModelCandidate | None:
    if not isinstance(info.id, str) or not is_model(info.id):
        return None
    if not isinstance(info.sha, str) or not COMMIT.fullmatch(info.sha):
        return None
    changed = info.last_modified if isinstance(info.last_modified, datetime) else None
    return ModelCandidate(
        name=info.id,
        commit=info.sha,
        last_modified=changed if changed is None or changed.tzinfo else changed.replace(tzinfo=UTC),
        downloads=info.downloads if type(info.downloads) is int else 0,
        likes=info.likes if type(info.likes) is int else 0,
        tags=texts(info.tags),
        task=text(info.pipeline_tag),
        gated=bool(info.gated),
    )
