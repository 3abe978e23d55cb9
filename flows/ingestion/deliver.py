"""Sends digests by the channels that the environment names: each once, whenever the process was killed."""

from collections.abc import Iterable, Iterator

from claims.errors import DeliveryError, DeliveryUnclear
from flows.adapters.channels import Channel
from flows.ingestion.deliveries import Deliveries
from flows.ingestion.queue import Queue
from flows.store import Store


def deliver_waiting(store: Store, channels: Iterable[Channel]) -> None:
    """Send what waits; the caller holds the lease of the digest.

    Raises DeliveryError, once every channel was tried: what was not sent waits for the next round.
    """
    problems = [problem for channel in channels for problem in _send_waiting(store, channel)]
    if problems:
        raise DeliveryError(" ".join(problems))


def deliver(store: Store, channel: Channel, number: int) -> str:
    """Send one digest by a channel, whether or not it was sent before; what should be known of it, or nothing.

    Raises DeliveryError.
    """
    noted, night = Deliveries(store, channel.name), Queue(store).night(number)
    noted.note(number, "begun")
    try:
        says = channel.send(number, night)
    except DeliveryUnclear as error:
        noted.note(number, "unclear")
        raise DeliveryUnclear(error.says, _again(number)) from None
    except DeliveryError:
        noted.note(number, "waiting")
        raise
    noted.note(number, "sent")
    return says


def _send_waiting(store: Store, channel: Channel) -> Iterator[str]:
    """Sentences about what went wrong; a channel that fails is not tried with its other digests."""
    noted = Deliveries(store, channel.name)
    for number in noted.in_state("begun"):
        noted.note(number, "unclear")
        yield f"Digest {number} was being sent to {channel.place} when Assay was stopped. {_again(number)}"
    try:
        for number in noted.in_state("waiting"):
            if says := deliver(store, channel, number):
                yield says
    except DeliveryUnclear as error:
        yield str(error)
    except DeliveryError as error:
        yield f"{error} The next round sends the digest."


def _again(number: int) -> str:
    return f"If it did not come, `verify digest {number} --send` sends it again."
