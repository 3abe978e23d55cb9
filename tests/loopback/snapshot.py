"""A model repository at one commit, in memory, and what a Hub says of it."""

import fnmatch
import hashlib
from dataclasses import dataclass
from typing import Any

LFS = ("*.safetensors", "*.bin", "*.onnx", "*.pt", "*.h5", "*.msgpack", "*.model")


@dataclass(frozen=True)
class Snapshot:
    """A repository at a commit, in memory."""

    name: str
    files: dict[str, bytes]
    said: dict[str, Any]

    @property
    def commit(self) -> str:
        parts = (f"{path}\0{hashlib.sha256(body).hexdigest()}" for path, body in sorted(self.files.items()))
        return hashlib.sha1("\n".join((self.name, *parts)).encode()).hexdigest()

    def is_lfs(self, path: str) -> bool:
        return any(fnmatch.fnmatch(path, one) for one in self.said.get("lfs", LFS))

    def info(self, blobs: bool) -> dict[str, Any]:
        """What /api/models/NAME answers."""
        return {
            "_id": self.commit[:24],
            "id": self.name,
            "modelId": self.name,
            "author": self.name.split("/")[0],
            "sha": self.commit,
            "private": False,
            "gated": "manual" if self.said.get("gated") else False,
            "disabled": False,
            "downloads": self.said.get("downloads", 7),
            "likes": self.said.get("likes", 1),
            "trendingScore": self.said.get("trending", 0),
            "lastModified": self.said.get("lastModified", "2026-01-02T03:04:05.000Z"),
            "createdAt": "2026-01-01T00:00:00.000Z",
            "pipeline_tag": self.said.get("pipeline_tag", "text-classification"),
            "library_name": self.said.get("library_name", "transformers"),
            "tags": self.said.get("tags", []),
            "siblings": [self._sibling(path, body, blobs) for path, body in sorted(self.files.items())],
        }

    def tree(self) -> list[dict[str, Any]]:
        """What /api/models/NAME/tree/REVISION answers: every file at once."""
        found = []
        for path, body in sorted(self.files.items()):
            kept = {"lfs": {"oid": hashlib.sha256(body).hexdigest(), "size": len(body), "pointerSize": 134}}
            more = kept if self.is_lfs(path) else {}
            found.append({"type": "file", "path": path, "size": len(body), "oid": blob(body), **more})
        return found

    def _sibling(self, path: str, body: bytes, blobs: bool) -> dict[str, Any]:
        if not blobs:
            return {"rfilename": path}
        sha1, lfs = blob(body), hashlib.sha256(body).hexdigest()
        kept = {"lfs": {"sha256": lfs, "size": len(body), "pointerSize": 134}} if self.is_lfs(path) else {}
        return {"rfilename": path, "size": len(body), "blobId": sha1, **kept}


def blob(body: bytes) -> str:
    """The object id that git gives a file."""
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
