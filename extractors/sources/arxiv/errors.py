"""Turns network errors from arXiv into SourceUnavailable with a hint."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime

from claims.errors import SourceUnavailable
from extractors.sources.arxiv.deadline import Deadline

LATER = "Run again in some minutes: what did arrive whole is kept."
"""What helps against trouble that passes."""
_NETWORK = "Check the network connection, then run again."


class UnusableAnswer(SourceUnavailable):
    """No answer that can be used; asking again may help unless it is final."""

    pause: float | None = None
    """Seconds that the server asked to wait."""
    final: bool = False
    """Whether asking again cannot help now."""


def unusable_answer(
    says: str, hint: str, *, pause: float | None = None, final: bool = False
) -> UnusableAnswer:
    """The error with what the retries need to know."""
    error = UnusableAnswer(says, hint)
    error.pause, error.final = pause, final
    return error


@contextmanager
def network_errors(
    resource: str, host: str, whole: float, stall: float, deadline: Deadline
) -> Iterator[None]:
    """Turn what the network says into one sentence; `whole` and `stall` are how long it may take and be silent."""
    import requests
    import urllib3

    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        if deadline.passed:
            says = f"{resource} did not arrive within {whole:.3g} s: arXiv sends too slowly."
            raise unusable_answer(says, LATER, final=True) from None
        raise _explained(resource, host, stall, error) from None


def _explained(resource: str, host: str, stall: float, error: Exception) -> UnusableAnswer:
    """The sentence for trouble on the wire."""
    import requests
    import urllib3

    causes, known = _causes(error), urllib3.exceptions
    if isinstance(error, requests.exceptions.SSLError):
        says = f"{host} shows a certificate that is not trusted."
        return unusable_answer(says, "Check the proxy in between.", final=True)
    if any(isinstance(cause, known.NameResolutionError) for cause in causes):
        return unusable_answer(f"The host {host} is not known here.", _NETWORK, final=True)
    if any(isinstance(cause, known.NewConnectionError) for cause in causes):
        return unusable_answer(f"The host {host} cannot be reached.", _NETWORK)
    if any(isinstance(cause, requests.Timeout | known.TimeoutError | TimeoutError) for cause in causes):
        return unusable_answer(
            f"arXiv sent nothing for {stall:.3g} s when asked for {lower(resource)}.", LATER
        )
    if any(isinstance(cause, known.IncompleteRead) for cause in causes):
        return unusable_answer(f"{resource} arrived incomplete: the connection broke.", LATER)
    return unusable_answer(f"arXiv broke off when asked for {lower(resource)}.", LATER)


def _causes(error: BaseException) -> list[BaseException]:
    """An error and everything inside it: requests wraps urllib3, which wraps the socket's."""
    causes: list[BaseException] = []
    left: list[object] = [error]
    while left and len(causes) < 20:
        cause = left.pop()
        if isinstance(cause, BaseException) and cause not in causes:
            causes.append(cause)
            left += [*cause.args, cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
    return causes


def retry_after(text: str) -> float | None:
    """The seconds that a Retry-After header asks for; None where it is empty, in the past or nonsense."""
    text = text.strip()[:100]
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - time.time()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds if seconds > 0 and math.isfinite(seconds) else None


def lower(resource: str) -> str:
    """A name for use within a sentence: "the PDF of ..."."""
    return resource[:1].lower() + resource[1:]
