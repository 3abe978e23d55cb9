"""Which files of rows of a model's repository are fetched, to be compared with a user's rows."""

from extractors.sources.hub.listing import ListedFile, ModelListing
from extractors.sources.hub.repo_names import shown

LARGEST = 16 << 20
"""Bytes of one file: what is compared of a folder too."""
ALL = 24 << 20
"""Bytes of all those files."""
MOST = 100
"""How many of them."""


def rows_to_fetch(listing: ModelListing) -> tuple[list[ListedFile], list[str]]:
    """The files of rows that are small enough, the smallest first, and why each of the others is not fetched."""
    chosen: list[ListedFile] = []
    left: list[str] = []
    total = 0
    for file in sorted(listing.rows or (), key=lambda file: (file.size, file.path)):
        if file.size > LARGEST or total + file.size > ALL:
            left.append(f"{shown(file.path)}: it is larger than what is compared")
        elif len(chosen) >= MOST:
            left.append(f"{shown(file.path)}: it is one of more than {MOST} files")
        elif file.size:
            chosen.append(file)
            total += file.size
    if listing.rows is None:
        left.append("its files of rows: the repository was listed without them before")
    return chosen, left
