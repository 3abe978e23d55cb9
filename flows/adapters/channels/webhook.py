"""A digest to a chat: VERIFY_WEBHOOK is an incoming webhook of Slack, or of what understands the same."""

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.errors import DeliveryError, DeliveryUnclear, UsageError
from claims.records.digest import Night
from flows.adapters.channels import PATIENCE, Channel, channel
from flows.settings import Settings
from reports.views.safe_text import shortened

if TYPE_CHECKING:
    from requests import Response

HINT = "It is the https:// address that the chat gave for an incoming webhook."
CHECK = "Check VERIFY_WEBHOOK."


@channel("webhook", version=1)
def webhook(settings: Settings) -> Channel | None:
    """A message to the chat behind VERIFY_WEBHOOK."""
    if settings.webhook is None:
        return None
    place = _place(settings.webhook)
    if place is None:
        raise UsageError("VERIFY_WEBHOOK is no address of a webhook.", HINT)  # not repeated: it is a secret
    return Channel("webhook", place, partial(_send, settings.webhook, place))


def _place(address: str) -> str | None:
    """The host and port of an address of HTTP; None for anything else."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    return f"{parts.hostname}{port}" if parts.hostname and parts.scheme in ("http", "https") else None


def _send(address: str, place: str, number: int, night: Night) -> str:
    import requests

    from reports.digest import chat_text

    body = {"text": chat_text(number, night)}
    try:
        answer = requests.post(address, json=body, timeout=PATIENCE, allow_redirects=False, stream=True)
    except (requests.ConnectTimeout, requests.exceptions.InvalidURL):
        raise DeliveryError(f"The webhook at {place} cannot be reached.", CHECK) from None
    except requests.RequestException as error:
        raise _broken_off(place, error) from None
    with answer:
        if answer.ok and not answer.is_redirect:
            return ""
        says = _body(answer)
    raise DeliveryError(
        f"The webhook at {place} answers {answer.status_code}: {says or answer.reason}.", CHECK
    )


def _body(answer: "Response") -> str:
    """The beginning of what the webhook says, or nothing where it breaks off or cannot be decoded."""
    from urllib3.exceptions import HTTPError

    try:
        return shortened(answer.raw.read(300, decode_content=True).decode("utf-8", "replace"))
    except (HTTPError, OSError):
        return ""


def _broken_off(place: str, error: Exception) -> DeliveryError:
    """Whether the connection was ever made: only then may the message have come."""
    from urllib3.exceptions import NewConnectionError

    cause = error.args[0] if error.args else None
    if isinstance(getattr(cause, "reason", None), NewConnectionError):
        return DeliveryError(f"The webhook at {place} cannot be reached.", CHECK)
    return DeliveryUnclear(f"The webhook at {place} broke off before it answered.")
