"""What the store notes of each digest that goes to a channel, so that a kill at any moment sends none twice."""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, select

from flows.store.database import insert
from flows.store.schema import deliveries
from flows.store.store import Store

State = Literal["waiting", "begun", "unclear", "sent"]
"""begun: it is being sent, or was when its process was killed. unclear: nobody knows whether it came."""


def note_waiting(connection: Connection, number: int, channels: Iterable[str]) -> None:
    """Note by which channels a digest is to go."""
    for channel in channels:
        row = insert(connection, deliveries).values(number=number, channel=channel, state="waiting")
        connection.execute(row.on_conflict_do_nothing())


class Deliveries:
    """The digests that go by one channel."""

    def __init__(self, store: Store, channel: str) -> None:
        """Use the table of a store."""
        self._store, self._channel = store, channel

    def in_state(self, state: State) -> tuple[int, ...]:
        """The numbers of the digests that have come so far, the earliest first."""
        kept = deliveries.c
        asked = select(kept.number).where(kept.channel == self._channel, kept.state == state)
        with self._store.open() as connection:
            return tuple(connection.execute(asked.order_by(kept.number)).scalars())

    def note(self, number: int, state: State) -> None:
        """Note how far a digest has come."""
        with self._store.open() as connection:
            row = insert(connection, deliveries).values(number=number, channel=self._channel, state=state)
            connection.execute(
                row.on_conflict_do_update(index_elements=["number", "channel"], set_={"state": state})
            )
