"""Errors of the Hub, each a sentence with the next thing to do; none repeats text of the server."""

import socket
import ssl

import httpx2
from huggingface_hub import errors as client

from claims.errors import (
    ModelUnavailable,
    SourceNotFound,
    SourceUnavailable,
    SourceUnsafe,
    UsageError,
    VerifyError,
)
from extractors.sources.hub.access import Access
from extractors.sources.hub.listing import ListedFile, unexpected
from extractors.sources.hub.repo_names import shown


class TryAgain(Exception):
    """Something that may be better in a while; `wait` is what the server asked for, in seconds."""

    def __init__(self, error: VerifyError, wait: float | None = None) -> None:
        """Keep the error to raise if it does not get better."""
        super().__init__(str(error))
        self.error = error
        self.wait = wait


class FileGone(Exception):
    """The file is in the listing and not on the Hub."""


def explained(error: Exception, access: Access, repo: str, file: bool = False) -> Exception:
    """The error to raise for one that the client or the connection raised."""
    match error:
        case VerifyError() | TryAgain() | FileGone():
            return error
        case client.HfHubHTTPError():
            return _answered(error, access, repo, file)
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpx2.TooManyRedirects():
            return elsewhere(access, None)
        case httpx2.TimeoutException():
            return TryAgain(silent(access))
        case httpx2.HTTPError() | OSError():
            return _broken(error, access)
        case client.HFValidationError():
            return UsageError(
                f"{shown(repo)} is not the name of a model on the Hub.", "Write it as org/model."
            )
        case _:
            return unexpected(access, f"what {repo} needs")


def not_found(access: Access, repo: str) -> SourceNotFound:
    """The error for a model that is not there, or that may not be seen."""
    return SourceNotFound(
        f"There is no model {repo} on {access.host}, or it is private.",
        "Check the spelling; for a private model set HF_TOKEN.",
    )


def not_served(name: str, entry: ListedFile) -> ModelUnavailable:
    """The error for a file that the listing has and the Hub has not."""
    return ModelUnavailable(
        f"{shown(entry.path)} is announced by {name} and not on the Hub.",
        "Ask its authors, or choose another revision.",
    )


def gated(access: Access, repo: str) -> ModelUnavailable:
    """The error for files whose authors want to be asked for access."""
    explained = f"The files of {repo} are gated: its authors want to be asked first."
    if access.secret is None:
        return ModelUnavailable(explained, f"Ask for access at {access.page}/{repo}, then set HF_TOKEN.")
    return ModelUnavailable(
        explained, f"Ask for access at {access.page}/{repo} with the account of your HF_TOKEN."
    )


def silent(access: Access) -> SourceUnavailable:
    """The error for a Hub that does not answer in time."""
    return SourceUnavailable(
        f"{access.host} gave no answer in time.", "Check the network and the proxy, then try again."
    )


def too_slow(access: Access, seconds: float) -> SourceUnavailable:
    """The error for a Hub that sends too slowly to be done in time."""
    return SourceUnavailable(
        f"{access.host} answered too slowly: it was not done after {seconds:.3g} s.",
        "Try again on a faster network, or download the model and give the folder.",
    )


def too_much(access: Access, most: int) -> SourceUnsafe:
    """The error for an answer of more bytes than are allowed."""
    return SourceUnsafe(
        f"{access.host} answered with more than the {most} bytes that are allowed.",
        "Check HF_ENDPOINT; do not use this source.",
    )


def elsewhere(access: Access, host: str | None) -> SourceUnsafe:
    """The error for a redirect that is not followed."""
    where = f"to {shown(_without(access.secret, host))}" if host else "in circles or to no web address"
    return SourceUnsafe(
        f"{access.host} redirects {where}, which is not followed.",
        "Check HF_ENDPOINT and the network's proxy.",
    )


def limited(access: Access, seconds: float | None) -> SourceUnavailable:
    """The error for a Hub that was asked too often."""
    when = "in a few minutes" if seconds is None or seconds > 86_400 else f"in {seconds:.0f} s"
    return SourceUnavailable(
        f"{access.host} has been asked too often and answers no more for now.",
        f"Try again {when}, or set HF_TOKEN for a higher limit.",
    )


def failing(access: Access, status: int) -> SourceUnavailable:
    """The error for a failure of the Hub itself (status 5xx)."""
    return SourceUnavailable(
        f"{access.host} failed with status {status}.",
        "Try again later; https://status.huggingface.co says more.",
    )


def truncated(access: Access) -> SourceUnavailable:
    """The error for an answer that ended before it was whole."""
    return SourceUnavailable(
        f"The connection to {access.host} broke before the answer was whole.",
        "Try again: it goes on where it broke.",
    )


def echoed(access: Access) -> SourceUnsafe:
    """The error for an answer that holds our token."""
    return SourceUnsafe(
        f"{access.host} sent the token back in its answer, which was thrown away.",
        "Revoke the token and check HF_ENDPOINT.",
    )


def _answered(error: client.HfHubHTTPError, access: Access, repo: str, file: bool) -> Exception:
    """An answer that is an error, by the client's own classes and by status."""
    status = error.response.status_code
    message = error.response.headers.get("X-Error-Message", "")
    if isinstance(error, client.GatedRepoError):
        return gated(access, repo)
    if isinstance(error, client.RevisionNotFoundError):
        return SourceNotFound(
            f"{repo} has no such branch, tag or commit.",
            f"See {access.page}/{repo}/commits for those it has.",
        )
    unsaid = file and status in (404, 410) and "X-Error-Code" not in error.response.headers
    if isinstance(error, client.EntryNotFoundError) or unsaid:
        return FileGone()
    if isinstance(error, client.DisabledRepoError):
        return ModelUnavailable(f"{repo} has been disabled on {access.host}.", "Choose another model.")
    if status == 401 and (access.secret or "credentials" in message):
        return ModelUnavailable(
            f"{access.host} does not accept the token.",
            "Set HF_TOKEN to a valid token, or unset it for public models.",
        )
    if isinstance(error, client.RepositoryNotFoundError) or status in (401, 404, 410):
        return not_found(access, repo)
    if status == 403:
        return ModelUnavailable(
            f"{access.host} does not allow {repo} to be read.", "Set HF_TOKEN to a token with read access."
        )
    return unexpected(access, "an answer that can be read")


def _broken(error: Exception, access: Access) -> Exception:
    """A connection that could not be made, or broke."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return SourceUnavailable(
                f"The certificate of {access.host} cannot be verified.",
                "Check HF_ENDPOINT, or add your proxy's certificate to the trusted ones (SSL_CERT_FILE).",
            )
        if isinstance(cause, socket.gaierror):
            return TryAgain(
                SourceUnavailable(
                    f"The name {access.host} cannot be resolved.", "Check the network and HF_ENDPOINT."
                )
            )
    if isinstance(error, httpx2.ConnectError):
        return TryAgain(
            SourceUnavailable(
                f"{access.host} cannot be reached.", "Check the network, the proxy and HF_ENDPOINT."
            )
        )
    return TryAgain(truncated(access))


def _causes(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and len(causes) < 10:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes


def _without(secret: str | None, text: str) -> str:
    return text.replace(secret, "***").replace(secret.lower(), "***") if secret else text
