"""Whether the network may be used at all."""

from claims.errors import SourceUnavailable
from extractors.sources.hub.access import Access


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
