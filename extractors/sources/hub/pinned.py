"""A model pinned to one commit of the Hub: its files on this disk, and those still to be fetched."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from claims.records import ModelFile, Source
from extractors.sources.hub.access import Access
from extractors.sources.hub.cache import ModelCache
from extractors.sources.hub.listing import ModelListing
from extractors.sources.hub.weight_choice import chosen_weights

Progress = Callable[[str, int, int], None]
"""Called with the path, the bytes that are there, and the bytes that there will be."""


@dataclass(frozen=True)
class PinnedModel:
    """A model at a commit: its light files lie on this disk, checked; of its weights, size and hash are known."""

    source: Source
    """The source: its revision is the commit, its digest that of the files' paths, sizes and hashes."""
    root: Path
    """The folder with the checked files."""
    files: tuple[ModelFile, ...]
    """All files of use, weights included, whether they are here or not."""
    listing: ModelListing
    """What the Hub says of the model: tags, papers, licence, base models, task, sizes."""
    missing: tuple[str, ...]
    """Paths of the files that are not here yet: the weights."""
    gone: tuple[str, ...] = ()
    """Paths that the Hub announced and does not serve."""
    left_out: tuple[str, ...] = ()
    """Files of use that were not taken, each in a sentence."""
    uncompared: tuple[str, ...] = ()
    """Files of rows that were asked for and are not here, each with the reason."""
    notes: tuple[str, ...] = ()
    """What the user should know: offline, renamed, not asked anew."""
    access: Access = field(default=Access(), repr=False)
    """How it was reached."""
    cached: ModelCache = field(default=ModelCache(Path()), repr=False)
    """Where it lies."""
    offline: bool = False
    """Whether the network was not to be used."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Paths of the weights that would be opened: those to give to `complete`."""
        return chosen_weights(self.listing)
