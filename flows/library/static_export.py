"""The library as files: a list that filters itself, the leaderboards, and one page a run."""

from pathlib import Path

from claims.errors import StoreError
from claims.records.library import Choices, Listing, Query
from flows.library.index import Shelf
from flows.render import with_times
from flows.store import Store
from reports import library

TOP = library.Links("index.html", "boards.html", "baselines.html", "runs/", ".html", "")
UNREADABLE = "This dossier cannot be read any more; verify its target again."
BELOW = library.Links("../index.html", "../boards.html", "../baselines.html", "", ".html", "")


def write_site(store: Store, folder: Path) -> int:
    """Write every page into the folder; how many there are. Raises StoreError where it cannot be written."""
    shelf = Shelf(store)
    shelf.catch_up()
    pages = {"index.html": _home(shelf), "boards.html": _boards(shelf)}
    pages["baselines.html"] = library.baselines(shelf.cited(), TOP)
    try:
        (folder / "runs").mkdir(parents=True, exist_ok=True)
        for name, body in pages.items():
            (folder / name).write_bytes(body)
        runs = store.runs()
        for stored in runs:
            dossier = shelf.read(stored.run)
            body = with_times(dossier, store, BELOW.nav) if dossier else library.lost(UNREADABLE, BELOW)
            (folder / "runs" / f"{stored.run}.html").write_bytes(body)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be written: {error.strerror}.", "Give --site another folder."
        ) from None
    return len(pages) + len(runs)


def _home(shelf: Shelf) -> bytes:
    """All runs in one page."""
    first = shelf.listing(Query())
    rest = [shelf.listing(Query(page=number)) for number in range(2, first.pages + 1)]
    spines = tuple(spine for each in (first, *rest) for spine in each.spines)
    return library.home(
        Listing(query=Query(), total=first.total, pages=1, spines=spines), Choices(), TOP, static=True
    )


def _boards(shelf: Shelf) -> bytes:
    """All leaderboards in one page."""
    found = tuple(shelf.board(one.metric, one.dataset) for one in shelf.boards())
    return library.all_boards(found, TOP)
