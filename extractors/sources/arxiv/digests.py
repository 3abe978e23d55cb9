"""The digests that a server announces for what it sends, in headers made for it or as an ETag."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from extractors.sources.arxiv.integrity import AGAIN, Damaged

_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
_HEADERS = ("Digest", "Content-Digest", "Repr-Digest", "X-Goog-Hash")  # RFC 3230, RFC 9530, Google's storage


def check_digests(path: Path, headers: Mapping[str, str], resource: str) -> None:
    """Compare a file with every digest that the server announced; raises Damaged."""
    for algorithm, digest in _announced(headers):
        with path.open("rb") as file:
            computed = hashlib.file_digest(file, algorithm).hexdigest()
        if computed != digest:
            raise Damaged(f"{resource} is not what the server says it sent: its {algorithm} differs.", AGAIN)


def _announced(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(algorithm, hexadecimal digest) of everything in the headers that is one."""
    if digest := _hexadecimal(headers.get("Content-MD5", ""), 16):
        yield "md5", digest
    for header in _HEADERS:
        for name, value in re.findall(
            r"([\w-]{1,20})=:?([A-Za-z0-9+/=]{1,100})", headers.get(header, "")[:1000]
        ):
            algorithm = name.lower().replace("-", "")
            if algorithm in _SIZES and (digest := _hexadecimal(value, _SIZES[algorithm])):
                yield algorithm, digest
    if etag := re.fullmatch(r'"([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})"', headers.get("ETag", "")[:100]):
        yield {32: "md5", 40: "sha1", 64: "sha256"}[len(etag[1])], etag[1]


def _hexadecimal(value: str, size: int) -> str | None:
    """A digest in base64 as hexadecimal; None if it is none of that size."""
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded.hex() if len(decoded) == size else None
