"""Cards from a Parquet file: some rows are queued a round, from where the round before stopped."""

import hashlib
from pathlib import Path

from claims.errors import SourceNotFound, StoreError
from extractors.sources.card_table import CardRow, CardTableOrder, CardTableRows
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue
from flows.sandbox import Limits, probe, run
from flows.store import Store

READ_ROWS = "extractors.sources.card_table:run_in_child"
LIMITS = Limits(seconds=120, memory_mb=3072)


def queue_cards(file: Path, store: Store, limit: int) -> str:
    """Queue the next rows of a file until `limit` cards are new; says how many, and where it stands.

    Raises SourceNotFound, ReadError and StoreError.
    """
    queue, asked = Queue(store), _known_as(file)
    place, new, total = int((queue.unfinished(asked) or ("0", ""))[0]), 0, None
    while new < limit and (total is None or place < total):
        rows = _read(file, store, place, limit - new)
        listed = [_keep(row, store.home) for row in rows.rows]
        place, total = rows.following, rows.total
        new += queue.add_page(asked, "", str(place), listed)
    return f"{new} new, up to row {place:,} of {total or 0:,}"


def card_folder(home: Path, digest: str) -> Path:
    """The folder of a card from a table."""
    return home / "cards" / digest[:2] / digest[2:]


def _known_as(file: Path) -> str:
    """By what a file is known again: its name, size and date; another one begins at its first row."""
    try:
        status = file.stat()
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise SourceNotFound(f"{file} cannot be read: {reason}.", "Give --cards FILE.parquet.") from None
    return f"cards {file.name} {status.st_size} {status.st_mtime_ns}"


def _read(file: Path, store: Store, first: int, most: int) -> CardTableRows:
    """Some rows, read in an isolated child."""
    order = CardTableOrder(path=str(file.resolve()), first=first, most=most)
    level = probe(store.home / "isolation.json").level
    answer = run(READ_ROWS, order.to_bytes(), read=[file.resolve()], limits=LIMITS, isolation=level)
    return CardTableRows.from_bytes(answer.body)


def _keep(row: CardRow, home: Path) -> ListedDocument:
    """Write a card into a folder of its own, as a repository would hold it."""
    from extractors.sources.write_whole import write_whole

    body = row.card.encode("utf-8", "replace")
    digest = hashlib.sha256(body).hexdigest()
    path = card_folder(home, digest) / "README.md"
    if not path.exists():
        try:
            write_whole(path, body)
        except OSError as error:
            raise StoreError(
                f"{home} cannot be written: {error.strerror}.",
                "Free some space, or set VERIFY_HOME to a folder that can be written.",
            ) from None
    return ListedDocument("cards", row.name, digest, row.name)
