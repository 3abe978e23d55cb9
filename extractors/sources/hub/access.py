"""How the Hub is reached: where it is, as whom, how long is waited for it and how much is taken from it."""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from claims.errors import UsageError

Origin = tuple[str, str, int]
"""Scheme, host and port."""


@dataclass(frozen=True)
class HubDeadlines:
    """Deadlines in seconds and how often is tried again; nothing waits longer, whatever the server does."""

    connect: float = 10.0
    """For a connection."""
    stall: float = 20.0
    """Between two pieces of an answer."""
    answer: float = 60.0
    """For one whole answer; a file has this and its size at the slowest speed."""
    slowest: int = 100_000
    """Bytes per second below which a file counts as too slow."""
    whole: float = 600.0
    """For the light files of one model together, waits included."""
    attempts: int = 4
    """Tries in a row without getting further."""
    first_wait: float = 1.0
    """Before the second try; each further wait is twice as long."""
    longest_wait: float = 60.0
    """Beyond which a Retry-After is not waited for but told."""
    redirects: int = 5
    """Hops from the first address."""

    def seconds_for(self, size: int) -> float:
        """The deadline of a file of that many bytes."""
        return self.answer + size / self.slowest


@dataclass(frozen=True)
class HubLimits:
    """How much is taken from one model, in bytes and files."""

    files: int = 5_000
    """Files in the listing, beyond which the model is refused."""
    light_file: int = 50_000_000
    """A file that is fetched before anything is decided."""
    light_total: int = 500_000_000
    """All those files together."""
    light_files: int = 400
    """How many of them."""
    reply: int = 32_000_000
    """An answer of the interface."""
    header: int = 25_000_000
    """The header of a safetensors file, as the client itself limits it."""
    largest: int = 4_000_000_000_000
    """A file that is announced larger is a lie, or nothing for this machine."""


@dataclass(frozen=True)
class Access:
    """Where the Hub is and as whom it is asked; what is left out is the client's own setting."""

    endpoint: str | None = None
    """Instead of HF_ENDPOINT."""
    token: str | bool | None = field(default=None, repr=False)
    """Instead of HF_TOKEN or the token saved by `hf auth login`; False for none."""
    patience: HubDeadlines = HubDeadlines()
    """How long is waited."""
    limits: HubLimits = HubLimits()
    """How much is taken."""

    def __post_init__(self) -> None:
        """Ask the client, before it is imported, to report to nobody what is looked at."""
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

    @property
    def base(self) -> str:
        """The Hub's address without a slash at the end; raises UsageError for what is no address."""
        from huggingface_hub import constants

        base = (self.endpoint if self.endpoint is not None else constants.ENDPOINT).rstrip("/")
        if not _is_address(base):
            raise UsageError(
                f"HF_ENDPOINT is set to {base[:80]!r}, which is no web address.",
                "Unset it, or set it to https://….",
            )
        return base

    @property
    def origin(self) -> Origin:
        """Scheme, host and port of the Hub."""
        return origin_of(urlsplit(self.base))

    @property
    def host(self) -> str:
        """The Hub's host, as a person would say it."""
        return urlsplit(self.base).netloc.rpartition("@")[2]

    @property
    def page(self) -> str:
        """The Hub's address as it may be shown: without a name and password."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{self.host}{parts.path}"

    @property
    def headers(self) -> dict[str, str]:
        """The client's own headers, with the token where there is one."""
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined] # public, but not in __all__

        return dict(build_hf_headers(token=self.token, library_name="assay"))

    @property
    def secret(self) -> str | None:
        """The token that is sent, so that it can be kept out of everything."""
        return self.headers.get("authorization", "").removeprefix("Bearer ").strip() or None


def origin_of(address: SplitResult) -> Origin:
    """Scheme, host and port; the scheme's own port where none is named."""
    return address.scheme, (address.hostname or "").lower(), address.port or _PORTS.get(address.scheme, 0)


_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}")
_PORTS = {"http": 80, "https": 443}


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in _PORTS and bool(_HOST.fullmatch(parts.hostname or "")) and origin_of(parts)[2] > 0
        )
    except ValueError:
        return False
