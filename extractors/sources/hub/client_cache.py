"""What the Hub's own client has fetched before: used where it is what was announced, or where nobody can be asked.

Its layout (huggingface_hub 2.4): models--org--model/refs/main holds a commit; snapshots/COMMIT/… are links to
blobs that are named by what the Hub announced: the SHA-256 of a large file, the git object id of any other.
"""

import errno
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from claims.errors import SourceUnsafe
from extractors.sources.hub.access import Access
from extractors.sources.hub.listing import ListedFile, ModelListing, is_kept
from extractors.sources.hub.repo_names import COMMIT, check_distinct, check_paths

_SHA1, _SHA256 = 40, 64


def copy_from_client(listing: ModelListing, entry: ListedFile, target: Path) -> bool:
    """Copy a file from the client's cache, if it holds one of that size; the caller checks it."""
    cached = _home(listing.name) / "snapshots" / listing.commit / entry.path
    try:
        real = cached.resolve(strict=True)
        status = real.stat()
        inside = real.is_relative_to(_cache().resolve())
        if not inside or not stat.S_ISREG(status.st_mode) or status.st_size != entry.size:
            return False
        target.unlink(missing_ok=True)
        shutil.copyfile(real, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        return False
    return True


def listing_in_cache(name: str, revision: str | None, access: Access) -> ModelListing | None:
    """What the client has of a model: the files of its last commit, by the hashes they are kept under."""
    home = _home(name)
    with suppress(OSError, UnicodeDecodeError):
        commit = revision or "main"
        if not COMMIT.fullmatch(commit):
            commit = (home / "refs" / commit).read_text("ascii").strip()
        if not COMMIT.fullmatch(commit):
            return None
        root = home / "snapshots" / commit
        files = tuple(_files_with_hash(root, access.limits.files))
        if not files:
            return None
        check_paths(file.path for file in files)
        check_distinct(file.path for file in files)
        when = datetime.fromtimestamp(int(root.stat().st_mtime), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return ModelListing(name=name, commit=commit, files=files, fetched_at=when)
    return None


def _files_with_hash(root: Path, most: int) -> Iterator[ListedFile]:
    """Files whose link names a hash; what is no link could not be checked."""
    for count, path in enumerate(sorted(root.rglob("*"))):
        if count >= most:
            raise SourceUnsafe(f"{root} holds more than {most} files.", "Give the folder itself.")
        relative = path.relative_to(root).as_posix()
        if not path.is_symlink() or not is_kept(relative):
            continue
        name, size = path.readlink().name, path.stat().st_size
        if len(name) in (_SHA1, _SHA256) and not set(name) - set("0123456789abcdef"):
            yield ListedFile(path=relative, size=size, **{"sha1" if len(name) == _SHA1 else "sha256": name})


def _cache() -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def _home(name: str) -> Path:
    return _cache() / f"models--{name.replace('/', '--')}"
