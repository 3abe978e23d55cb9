"""The file listing of a model: from the Hub, or the last one known where it cannot be reached."""

from datetime import UTC, datetime
from pathlib import Path

from claims.errors import SourceUnavailable
from extractors.sources.hub.access import Access
from extractors.sources.hub.cache import ModelCache
from extractors.sources.hub.client_cache import listing_in_cache
from extractors.sources.hub.listing import ModelListing, listing_of
from extractors.sources.hub.repo_names import COMMIT, is_model


def is_offline() -> bool:
    """Whether the client has been told to stay offline (HF_HUB_OFFLINE=1)."""
    from huggingface_hub import constants

    return bool(constants.is_offline_mode())


def refuse_offline(access: Access) -> None:
    """Raise SourceUnavailable where the client has been told to stay offline."""
    if is_offline():
        raise SourceUnavailable(
            f"Offline mode is on (HF_HUB_OFFLINE), so {access.host} is not asked.", "Unset HF_HUB_OFFLINE."
        )


def listing_for(
    name: str, revision: str | None, cache: Path, offline: bool, access: Access
) -> tuple[ModelListing, tuple[str, ...]]:
    """What the Hub says of the revision now, else what it said last, with a note."""
    model_cache = ModelCache.of(cache, access.host, name)
    is_commit = revision is not None and COMMIT.fullmatch(revision)
    known = ModelCache.of(cache, access.host, name, revision or "").listing() if is_commit else None
    if known is not None and (
        offline or known.rows is not None
    ):  # what a commit stands for cannot have changed
        return known, ()
    if offline:
        return _remembered(model_cache, name, revision, access, "Offline mode is on", None)
    try:
        listing = _asked(name, revision, access)
    except SourceUnavailable as trouble:
        return _remembered(model_cache, name, revision, access, trouble.says.rstrip("."), trouble)
    own = ModelCache.of(cache, access.host, listing.name, listing.commit)
    earlier = own.listing()
    if earlier is not None:  # the same commit is the same source, first fetched when it was
        listing = listing.model_copy(update={"fetched_at": earlier.fetched_at})
    own.keep_listing(listing)
    model_cache.keep(listing.model_copy(update={"fetched_at": _now()}), revision)
    renamed = () if listing.name == name else (f"{name} is now called {listing.name}.",)
    return listing, renamed


def _asked(name: str, revision: str | None, access: Access) -> ModelListing:
    from huggingface_hub import HfApi

    from extractors.sources.hub.request_guard import ask

    api = HfApi(endpoint=access.base, token=access.token, library_name="assay")

    def call() -> ModelListing:
        info = api.model_info(name, revision=revision, files_metadata=True)
        if (
            isinstance(info.id, str) and info.id != name and is_model(info.id)
        ):  # the redirect to its new name may drop what was asked
            info = api.model_info(info.id, revision=revision, files_metadata=True)
        return listing_of(info, access, _now())

    listing = ask(access, name, call)
    if revision and COMMIT.fullmatch(revision) and listing.commit != revision:
        raise SourceUnavailable(
            f"{access.host} answered with another commit of {name} than {revision}.", "Try again later."
        )
    return listing


def _remembered(
    model_cache: ModelCache,
    name: str,
    revision: str | None,
    access: Access,
    why: str,
    trouble: SourceUnavailable | None,
) -> tuple[ModelListing, tuple[str, ...]]:
    """What was pinned last, by us or by the Hub's own client; raises the trouble where nothing was."""
    moving = revision or "main"
    if (ref := model_cache.last(revision)) is not None:
        listing = ModelCache.of(model_cache.cache, access.host, ref.name, ref.commit).listing()
        if listing is not None:
            note = f"{why}: used commit {ref.commit[:12]}, which {moving} stood for on {ref.at[:10]}."
            return listing, (note,)
    if (listing := listing_in_cache(name, revision, access)) is not None:
        note = f"{why}: used commit {listing.commit[:12]} from the Hub client's cache, which may not hold all files."
        return listing, (note,)
    raise trouble or SourceUnavailable(
        f"{name} is not in the cache, and offline mode is on.",
        "Run it once with the network, or unset HF_HUB_OFFLINE.",
    )


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
