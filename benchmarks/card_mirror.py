"""The cards of a bare Git repository: their paths, and their texts by one process for many."""

import hashlib
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mirror:
    """A bare Git repository with cards as .../NAME/README.md, at one commit."""

    repository: Path
    commit: str = "HEAD"

    @classmethod
    def parse(cls, text: str) -> "Mirror":
        """`CARDS.git@COMMIT`, or `CARDS.git` for its newest commit."""
        repository, _, commit = text.partition("@")
        return cls(Path(repository), commit or "HEAD")

    def paths(self) -> list[str]:
        """Where its cards are."""
        listed = self._git("ls-tree", "-r", "--name-only", "-z", self.commit).decode("utf-8", "replace")
        return sorted(path for path in listed.split("\0") if path.endswith("/README.md"))

    def texts(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The cards' texts, each with its path."""
        asked = [path for path in paths if "\n" not in path]
        listed = "".join(f"{self.commit}:{path}\n" for path in asked)
        stream = self._git("cat-file", "--batch", given=listed.encode())
        at = 0
        for path in asked:
            end = stream.index(b"\n", at)
            size = int(stream[at:end].split()[-1])
            yield path, stream[end + 1 : end + 1 + size].decode("utf-8", "replace")
            at = end + size + 2

    def _git(self, *words: str, given: bytes = b"") -> bytes:
        command = ["git", "-C", str(self.repository), *words]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def code_digest(root: Path, packages: Iterable[str]) -> str:
    """A digest of what reads the cards, so that what another build read is never taken for its own."""
    digest = hashlib.sha256()
    for package in packages:
        for file in sorted((root / package).rglob("*")):
            if file.suffix in (".py", ".toml", ".npz", ".json"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
