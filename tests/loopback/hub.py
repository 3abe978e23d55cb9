"""A small Hub on 127.0.0.1: folders as model repositories, with the routes and headers that the real client asks for.

    python -m tests.loopback.hub ROOT PORT      # ROOT/org/model/… ; HF_ENDPOINT=http://127.0.0.1:PORT

A model that says nothing else is of January 2026: `verify ingest --author org --since 2025-12-31` finds it.

Of a folder ROOT/org/model all files are served but `.hub.json`, which may say: {"tags": [...], "gated": true,
"downloads": 7, "lastModified": "…", "lfs": ["*.bin"], "moved": "org/new-name"}. A folder's commit is the digest of its
content; `Hub.freeze` keeps an older commit being served after the folder changes.
"""

import base64
import hashlib
import json
import re
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback.faults import Answer, Fault, Script, play
from tests.loopback.snapshot import Snapshot, blob

_ROUTE = re.compile(r"/api/models/(?P<name>[^/]+(?:/[^/]+)?)(?:/revision/(?P<revision>.+))?")
_TREE = re.compile(r"/api/models/(?P<name>[^/]+/[^/]+)/tree/(?P<revision>[^/]+)")
_PREUPLOAD = re.compile(r"/api/models/(?P<name>[^/]+/[^/]+)/preupload/(?P<revision>[^/]+)")
_COMMIT = re.compile(r"/api/models/(?P<name>[^/]+/[^/]+)/commit/(?P<revision>[^/]+)")
_FILE = re.compile(r"/(?P<name>[^/]+(?:/[^/]+)?)/resolve/(?P<revision>[^/]+)/(?P<path>.+)")


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    at: float
    method: str
    path: str
    range: str | None
    authorized: bool


@dataclass(frozen=True)
class Proposed:
    """A pull request as it came."""

    name: str
    title: str
    description: str
    parent: str | None
    files: dict[str, bytes]


@dataclass
class Hub:
    """A running server; use it as a context."""

    root: Path
    faults: tuple[Fault, ...] = ()
    port: int = 0
    token: str | None = None
    """The token that opens gated models; any other is refused."""
    certificate: Path | None = None
    """Key and certificate in one file: then it speaks TLS."""
    per_page: int = 1000
    """Models of one page of the list."""
    log: list[Asked] = field(default_factory=list)
    kept: dict[str, list[Snapshot]] = field(default_factory=dict)
    proposed: list[Proposed] = field(default_factory=list)
    """Pull requests; a repository is never changed by one."""

    def __enter__(self) -> "Hub":
        self.script = Script(self.faults)
        self.stopped = threading.Event()
        handler = type("Handler", (_Handler,), {"hub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.server.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def endpoint(self) -> str:
        """What HF_ENDPOINT is set to."""
        return f"http{'s' if self.certificate else ''}://127.0.0.1:{self.server.server_address[1]}"

    def snapshot(self, name: str) -> Snapshot | None:
        """A repository as its folder is now."""
        folder = self.root / name
        if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name) or ".." in name or not folder.is_dir():
            return None
        said = folder / ".hub.json"
        paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != said)
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        return Snapshot(name, files, json.loads(said.read_text()) if said.exists() else {})

    def freeze(self, name: str) -> str:
        """Keep serving the commit that the folder is at now; returns it."""
        snapshot = self.snapshot(name)
        assert snapshot is not None
        self.kept.setdefault(name, []).append(snapshot)
        return snapshot.commit

    def at(self, name: str, revision: str | None) -> Snapshot | None:
        """A repository at a revision."""
        now = self.snapshot(name)
        if now is None or revision in (None, "main", now.commit):
            return now
        return next((one for one in self.kept.get(name, []) if one.commit == revision), None)

    def listed(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        """What /api/models answers: filtered, sorted, cut."""
        names = [path.relative_to(self.root).as_posix() for path in self.root.glob("*/*") if path.is_dir()]
        found = [one.info(False) for name in sorted(names) if (one := self.snapshot(name))]
        found = [one for one in found if set(query.get("filter", [])) <= set(one["tags"])]
        author, search = query.get("author", [None])[0], query.get("search", [""])[0].lower()
        found = [one for one in found if author in (None, one["author"]) and search in one["id"].lower()]
        if sort := query.get("sort"):
            found.sort(key=lambda one: one[sort[0]], reverse=True)
        return found

    def page(self, query: dict[str, list[str]]) -> Answer:
        """One page of that, with the address of the next one as the Hub gives it."""
        cursor = query.get("cursor", ["0"])[0]
        found, first = self.listed(query), int(cursor) if cursor.isdigit() else 0
        last = first + min(self.per_page, int(query.get("limit", ["1000"])[0]))
        link = f'<{self.endpoint}/api/models?limit={self.per_page}&cursor={last}>; rel="next"'
        return _json(200, found[first:last], {"Link": link} if last < len(found) else {})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ClassVar[Hub]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        sent = self.headers.get("Authorization")
        self.hub.log.append(
            Asked(time.monotonic(), self.command, self.path, self.headers.get("Range"), sent is not None)
        )
        fault = self.hub.script.next(self.path)
        if fault is not None and fault.deed == "whole":
            del self.headers["Range"]
        answer: Answer | None = self._answer()
        if fault is not None and answer is not None:
            answer = play(fault, answer, self, self.hub.stopped)
        if answer is not None:
            self._send(answer)

    def do_POST(self) -> None:
        sent = self.headers.get("Authorization")
        self.hub.log.append(Asked(time.monotonic(), self.command, self.path, None, sent is not None))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.hub.script.next(self.path)
        answer: Answer | None = self._taken(body)
        if fault is not None and answer is not None:
            answer = play(fault, answer, self, self.hub.stopped)
        if answer is not None:
            self._send(answer)

    def _taken(self, body: bytes) -> Answer:
        """A pull request in the two steps of the client: which files are large, then the commit itself."""
        parts = urlsplit(self.path)
        path, asked = unquote(parts.path), parse_qs(parts.query)
        if self.hub.token is None or self.headers.get("Authorization") != f"Bearer {self.hub.token}":
            return _error(401, "", "Invalid username or password.")
        if route := _PREUPLOAD.fullmatch(path):
            files = [
                {"path": one["path"], "uploadMode": "regular", "shouldIgnore": False}
                for one in json.loads(body)["files"]
            ]
            return _json(200, {"files": files})
        route = _COMMIT.fullmatch(path)
        if route is None or asked.get("create_pr") != ["1"]:
            return _error(403, "", "Only pull requests are taken here.")
        now = self.hub.snapshot(route["name"])
        if now is None:
            return _error(404, "RepoNotFound", "Repository not found")
        return self._proposed(route["name"], [json.loads(line) for line in body.splitlines()])

    def _proposed(self, name: str, lines: list[dict[str, Any]]) -> Answer:
        head = next(line["value"] for line in lines if line["key"] == "header")
        files = {
            line["value"]["path"]: base64.b64decode(line["value"]["content"])
            for line in lines
            if line["key"] == "file"
        }
        parent = head.get("parentCommit")
        if parent is not None and self.hub.at(name, parent) is None:
            return _error(412, "", "The parent commit is not known")
        self.hub.proposed.append(Proposed(name, head["summary"], head.get("description", ""), parent, files))
        url, oid = f"{self.hub.endpoint}/{name}", blob(repr(files).encode())
        told = {
            "commitUrl": f"{url}/commit/{oid}",
            "commitOid": oid,
            "pullRequestUrl": f"{url}/discussions/{len(self.hub.proposed)}",
        }
        return _json(200, told | {"success": True, "hookOutput": ""})

    def _answer(self) -> Answer:
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        if path == "/api/models":
            return self.hub.page(query)
        if route := _TREE.fullmatch(path):
            found = self.hub.at(route["name"], route["revision"])
            return _json(200, found.tree()) if found else _error(404, "RevisionNotFound", "Invalid rev id")
        if route := _ROUTE.fullmatch(path):
            return self._described(route["name"], route["revision"], "blobs" in query)
        if route := _FILE.fullmatch(path):
            return self._file(route["name"], route["revision"], route["path"])
        return _error(404, "NotFound", "Not found")

    def _described(self, name: str, revision: str | None, blobs: bool) -> Answer:
        now = self.hub.snapshot(name)
        sent = self.headers.get("Authorization")
        if sent is not None and self.hub.token and sent != f"Bearer {self.hub.token}":
            return _error(401, "", "Invalid credentials in Authorization header")
        if now is None:
            return _error(404 if sent else 401, "RepoNotFound", "Repository not found")
        if moved := now.said.get("moved"):
            rest = f"/revision/{revision}" if revision else ""
            query = "?blobs=True" if blobs else ""
            return Answer(307, {"Location": f"/api/models/{moved}{rest}{query}"}, b"")
        found = self.hub.at(name, revision)
        return _json(200, found.info(blobs)) if found else _error(404, "RevisionNotFound", "Invalid rev id")

    def _file(self, name: str, revision: str, path: str) -> Answer:
        found = self.hub.at(name, revision)
        if found is None:
            return _error(404, "RevisionNotFound", "Invalid rev id")
        if found.said.get("gated") and self.headers.get("Authorization") != f"Bearer {self.hub.token}":
            return _error(403, "GatedRepo", f"Access to model {name} is restricted")
        body = found.files.get(path)
        if body is None:
            return _error(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": found.commit})
        headers = {"X-Repo-Commit": found.commit, "Accept-Ranges": "bytes", "ETag": f'"{blob(body)}"'}
        headers["Content-Type"] = "application/octet-stream"
        if found.is_lfs(path):
            headers |= {
                "X-Linked-Etag": f'"{hashlib.sha256(body).hexdigest()}"',
                "X-Linked-Size": str(len(body)),
            }
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if part is None:
            return Answer(200, headers, body)
        begin, end = int(part[1]), min(int(part[2] or len(body)), len(body) - 1)
        if begin >= len(body):
            return Answer(416, {"Content-Range": f"bytes */{len(body)}"}, b"")
        return Answer(
            206, {**headers, "Content-Range": f"bytes {begin}-{end}/{len(body)}"}, body[begin : end + 1]
        )

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(answer.body)
            except OSError:
                self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing; the requests are in the log."""


def _json(status: int, value: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(value).encode())


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Answer:
    said = {"X-Error-Code": code, "X-Error-Message": message} if code else {"X-Error-Message": message}
    return _json(status, {"error": message}, {**said, **(headers or {})})


if __name__ == "__main__":
    with Hub(Path(sys.argv[1]), port=int(sys.argv[2]) if len(sys.argv) > 2 else 0) as running:
        sys.stdout.write(f"{running.endpoint}\n")
        sys.stdout.flush()
        try:
            running.thread.join()
        except KeyboardInterrupt:
            sys.exit(0)
