"""The library as files: a list that filters itself, the leaderboards, and one page a run."""

from pathlib import Path

from claims.records.library import Choices, Query, RunListing
from flows.library.index import LibraryIndex
from flows.render import page_with_times
from flows.store import Store
from flows.write_file import write_file
from reports import library

ROOT_LINKS = library.Links("index.html", "boards.html", "baselines.html", "runs/", ".html", "")
UNREADABLE = "This run's file is damaged or of an older format; verify its target again."
RUN_LINKS = library.Links("../index.html", "../boards.html", "../baselines.html", "", ".html", "")


def write_site(store: Store, folder: Path) -> int:
    """Write every page into the folder; how many there are. Raises StoreError where it cannot be written."""
    index = LibraryIndex(store)
    index.catch_up()
    pages = {"index.html": _home(index), "boards.html": _boards(index)}
    pages["baselines.html"] = library.baselines(index.repeated_figures(), ROOT_LINKS)
    hint = "Give --site another folder."
    for name, body in pages.items():
        write_file(folder / name, body, hint)
    runs = store.runs()
    for stored in runs:
        dossier = index.read(stored.run)
        body = (
            page_with_times(dossier, store, RUN_LINKS.nav)
            if dossier
            else library.error_page(UNREADABLE, RUN_LINKS)
        )
        write_file(folder / "runs" / f"{stored.run}.html", body, hint)
    return len(pages) + len(runs)


def _home(index: LibraryIndex) -> bytes:
    """All runs in one page."""
    first = index.listing(Query())
    rest = [index.listing(Query(page=number)) for number in range(2, first.pages + 1)]
    runs = tuple(run for page in (first, *rest) for run in page.runs)
    return library.home(
        RunListing(query=Query(), total=first.total, pages=1, runs=runs),
        Choices(),
        ROOT_LINKS,
        static=True,
    )


def _boards(index: LibraryIndex) -> bytes:
    """All leaderboards in one page."""
    measured_boards = tuple(index.board(board.metric, board.dataset) for board in index.boards())
    return library.all_boards(measured_boards, ROOT_LINKS)
