"""One file of a model, streamed and checked: it gets its name only when every byte is what was announced."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
from huggingface_hub import hf_hub_url
from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined] # public, but not in __all__

from claims.errors import SourceUnavailable, SourceUnsafe, VerifyError
from extractors.sources.hub import errors as hub_errors
from extractors.sources.hub.access import Access, origin_of
from extractors.sources.hub.errors import TryAgain
from extractors.sources.hub.listing import ListedFile, ModelListing, unexpected
from extractors.sources.hub.pinned import Progress
from extractors.sources.hub.repo_names import shown
from extractors.sources.hub.request_guard import RequestGuard, patiently, session

_AT_ONCE = 1 << 20


class DigestCheck:
    """The digests of what has come so far, as git and Git LFS count them."""

    def __init__(self, entry: ListedFile) -> None:
        """Begin with nothing."""
        self.entry, self.count = entry, 0
        self._sha256 = hashlib.sha256()
        self._sha1 = hashlib.sha1(b"blob %d\0" % entry.size, usedforsecurity=False)

    def take(self, chunk: bytes) -> None:
        """Count some bytes."""
        self.count += len(chunk)
        self._sha256.update(chunk)
        if self.entry.sha256 is None:
            self._sha1.update(chunk)

    @property
    def sha256(self) -> str:
        """The digest of all that came."""
        return self._sha256.hexdigest()

    @property
    def holds(self) -> bool:
        """Whether it is the announced file, to the last byte."""
        if self.count != self.entry.size:
            return False
        if self.entry.sha256 is not None:
            return self.sha256 == self.entry.sha256
        return self._sha1.hexdigest() == self.entry.sha1


def checked(path: Path, entry: ListedFile) -> str | None:
    """The SHA-256 of a file on this disk if it is the announced one, else nothing."""
    try:
        if path.stat().st_size != entry.size:
            return None
        return check.sha256 if (check := _reread(path, entry)).holds else None
    except OSError:
        return None


def download(
    access: Access, listing: ModelListing, entry: ListedFile, partial: Path, until: float, progress: Progress
) -> str:
    """Bring a file into `partial` and check it as a whole; returns its SHA-256.

    Goes on where an earlier attempt broke. Raises SourceUnsafe where it is not what was announced, in which case
    nothing is left, SourceUnavailable where it did not come, and FileGone where it is not there.
    """
    resumed = partial.exists()
    check = _bring(access, listing, entry, partial, until, progress)
    if not check.holds and resumed:  # what was there from before may have been wrong
        partial.unlink()
        check = _bring(access, listing, entry, partial, until, progress)
    if not check.holds:
        partial.unlink(missing_ok=True)
        raise SourceUnsafe(
            f"{listing.name}: {shown(entry.path)} is not the file that the Hub announced (its hash differs).",
            "It was thrown away. Try again; if it stays so, do not use this source.",
        )
    return check.sha256


def read_range(access: Access, listing: ModelListing, entry: ListedFile, begin: int, end: int) -> bytes:
    """Some bytes of a file, from `begin` up to but without `end`, unverified."""
    wanted = end - begin
    patience = access.patience

    def once() -> bytes:
        with RequestGuard(
            access, listing.name, patience.seconds_for(wanted), end + _AT_ONCE, "file"
        ) as watch:
            try:
                with _answer(watch, listing, entry, f"bytes={begin}-{end - 1}") as response:
                    skip = 0 if _is_part(response, access, begin, entry) else begin
                    return _exactly(response, skip, wanted)
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise watch.explained(error) from None

    return patiently(access, once)


def _bring(
    access: Access, listing: ModelListing, entry: ListedFile, partial: Path, until: float, progress: Progress
) -> DigestCheck:
    """All announced bytes, over as many connections as it takes while each brings something."""
    patience = access.patience
    until = min(until, time.monotonic() + patience.seconds_for(entry.size))
    with partial.open("a+b") as file:
        if file.tell() > entry.size:
            file.truncate(0)
        check = _reread(partial, entry)
        failures, wait = 0, patience.first_wait
        while check.count < entry.size:
            before = check.count
            try:
                check = _go_on(access, listing, check, file.fileno(), until, progress)
                continue
            except TryAgain as again:
                check = _reread(partial, entry)
                failures = 1 if check.count > before + _AT_ONCE else failures + 1
                wait = patience.first_wait if failures == 1 else wait * 2
                pause = wait if again.wait is None else again.wait
                if failures >= patience.attempts or pause > patience.longest_wait:
                    raise again.error from None
                if time.monotonic() + pause > until:
                    raise again.error from None
            time.sleep(pause)
        os.fsync(file.fileno())
        return check


def _go_on(
    access: Access, listing: ModelListing, check: DigestCheck, file: int, until: float, progress: Progress
) -> DigestCheck:
    """One connection: ask for what is missing and append it; raises TryAgain where it breaks."""
    entry = check.entry
    part = f"bytes={check.count}-" if check.count else None
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise hub_errors.too_slow(access, access.patience.seconds_for(entry.size))
    with RequestGuard(access, listing.name, seconds, entry.size + _AT_ONCE, "file") as watch:
        watch.seconds = access.patience.seconds_for(entry.size)
        try:
            with _answer(watch, listing, entry, part) as response:
                if not _is_part(response, access, check.count, entry) and check.count:
                    os.ftruncate(file, 0)  # the server sends the whole again
                    check = DigestCheck(entry)
                for chunk in response.iter_raw():  # as it comes: what a buffer holds would be lost in a break
                    if check.count + len(chunk) > entry.size:
                        raise _other_size(listing, entry)
                    _write(file, chunk)
                    check.take(chunk)
                    progress(entry.path, check.count, entry.size)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise watch.explained(error) from None
    if check.count < entry.size:
        raise TryAgain(hub_errors.truncated(access))
    return check


@contextmanager
def _answer(
    watch: RequestGuard, listing: ModelListing, entry: ListedFile, part: str | None
) -> Iterator[httpx2.Response]:
    """The answer that holds the file, behind at most a few redirects, each looked at before it is followed."""
    access = watch.access
    url = hf_hub_url(listing.name, entry.path, revision=listing.commit, endpoint=access.base)
    for _ in range(access.patience.redirects + 1):
        headers = access.headers if origin_of(urlsplit(url)) == watch.origin else {}
        request = session().build_request(
            "GET", url, headers={**headers, **({"Range": part} if part else {})}
        )
        response = session().send(request, stream=True, follow_redirects=False)
        try:
            _same_commit(response, listing)
            if not response.has_redirect_location:
                _is_file(response, watch, entry)
                yield response
                return
            url = urljoin(url, response.headers["Location"])
        finally:
            response.close()
    raise hub_errors.elsewhere(access, None)


def _is_file(response: httpx2.Response, watch: RequestGuard, entry: ListedFile) -> None:
    """Raise where the answer is an error or a web page."""
    if response.status_code in (200, 206):
        page = response.headers.get("content-type", "").startswith("text/html")
        if page and not entry.path.lower().endswith((".html", ".htm")):
            raise unexpected(watch.access, f"{shown(entry.path)} (it is a web page)")
        return
    watch.most = _AT_ONCE
    try:
        response.read()
        hf_raise_for_status(response)
    except Exception as error:  # the client's reading of a hostile answer may raise anything
        raise watch.explained(error) from None
    raise unexpected(watch.access, shown(entry.path))


def _is_part(response: httpx2.Response, access: Access, begin: int, entry: ListedFile) -> bool:
    """Whether the asked part comes, not the whole; raises SourceUnsafe where it is another part or another size."""
    length = response.headers.get("content-length", "")
    if response.status_code == 206:
        match = re.fullmatch(
            r"bytes (\d{1,16})-(\d{1,16})/(\d{1,16}|\*)", response.headers.get("content-range", "")
        )
        if not match or int(match[1]) != begin or match[3] not in ("*", str(entry.size)):
            raise SourceUnsafe(
                f"{access.host} answered with other bytes of {shown(entry.path)} than those asked for.",
                "Try again later, or check HF_ENDPOINT.",
            )
        return True
    if length.isdigit() and int(length[:18]) != entry.size:
        raise SourceUnsafe(
            f"{access.host} sends {shown(entry.path)} with {length[:18]} bytes and announced {entry.size}.",
            "It was not taken. Try again later, or check HF_ENDPOINT.",
        )
    return False


def _same_commit(response: httpx2.Response, listing: ModelListing) -> None:
    commit = response.headers.get("X-Repo-Commit")
    if commit is not None and commit != listing.commit:
        raise SourceUnavailable(
            f"The Hub served another commit of {listing.name} than the one it was asked for.",
            "It was not taken. Run it again to pin the model anew.",
        )


def _other_size(listing: ModelListing, entry: ListedFile) -> VerifyError:
    return SourceUnsafe(
        f"{listing.name}: {shown(entry.path)} is longer than the {entry.size} bytes announced.",
        "It was thrown away; do not use this source.",
    )


def _exactly(response: httpx2.Response, skip: int, wanted: int) -> bytes:
    body = b""
    for chunk in response.iter_raw():
        body += chunk
        if len(body) >= skip + wanted:
            break
    return body[skip : skip + wanted]


def _reread(path: Path, entry: ListedFile) -> DigestCheck:
    """The digests of what lies on this disk."""
    check = DigestCheck(entry)
    with path.open("rb") as file:
        while chunk := file.read(_AT_ONCE):
            check.take(chunk)
    return check


def _write(file: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(file, view) :]
