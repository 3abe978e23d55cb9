"""Our own engine, as somebody sees it who has no business there, and as its owner does."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from flows.engine_key import authentication
from tests.flows.conftest import BIN, Typed
from tests.flows.served import HOUSE, Served, asked, served
from tests.loopback.printed import write_card
from tests.reports.browser import chromium

READS = (
    "admin/settings",
    "version",
    "csrf-token?client=me",
    "flows/count",
    "health/",
    "openapi.json",
    "static/x",
)
WRITES = ("flows/filter", "flows/", "deployments/", "flow_runs/", "work_pools/", "variables/", "health")
SOCKETS = (
    "events/in",
    "events/out",
    "logs/out",
    "task_runs/subscriptions/scheduled",
    "work_pools/local/workers/connect",
)
pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("served")
    with served(root, HOUSE / "prefect.yaml", {**os.environ, "VERIFY_HOME": str(root / "home")}) as started:
        until = time.monotonic() + 900
        while "another shell" not in started.log.read_text():
            assert time.monotonic() < until, started.log.read_text()[-3000:]
            time.sleep(0.2)
        yield started


@pytest.fixture
def stranger(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.api, trust_env=False) as client:
        yield client


@pytest.fixture
def owner(server: Served) -> Iterator[httpx.Client]:
    user, _, password = server.string.partition(":")
    with httpx.Client(base_url=server.api, trust_env=False, auth=(user, password)) as client:
        yield client


def test_without_the_string_nothing_is_read_or_written(stranger: httpx.Client, tmp_path: Path) -> None:
    user, _, password = authentication(tmp_path / "another").partition(":")
    for auth in (None, ("assay", ""), ("assay", "wrong"), ("assay", "\u00e9"), (user, password)):
        assert {stranger.get(path, auth=auth).status_code for path in READS} == {401}
        for method in ("POST", "PUT", "PATCH", "DELETE", "HEAD"):
            assert {stranger.request(method, path, auth=auth).status_code for path in WRITES} == {401}


def test_that_it_answers_is_all_that_a_stranger_learns(stranger: httpx.Client, server: Served) -> None:
    assert stranger.get("health").json() is True
    assert server.string not in stranger.get("health").text + stranger.get("/ui-settings").text


@pytest.mark.parametrize("path", SOCKETS)
def test_a_web_socket_without_the_string_is_closed(server: Served, path: str) -> None:
    at = f"{server.api.replace('http', 'ws')}/{path}"
    with pytest.raises(InvalidHandshake):
        connect(at, proxy=None)
    for token in (None, "wrong"):
        with connect(at, subprotocols=["prefect"], proxy=None) as opened:  # type: ignore[list-item]
            opened.send(json.dumps({"type": "auth", "token": token}))
            with pytest.raises(ConnectionClosed):
                opened.recv(10)
    with connect(at, subprotocols=["prefect"], proxy=None) as opened:  # type: ignore[list-item]
        opened.send(json.dumps({"type": "auth", "token": server.string}))
        assert json.loads(opened.recv(10)) == {"type": "auth_success"}


@pytest.mark.parametrize("path", SOCKETS)
def test_a_web_socket_from_another_sites_page_is_refused(server: Served, path: str) -> None:
    at, port = f"{server.api.replace('http', 'ws')}/{path}", server.api.split(":")[2].split("/")[0]
    for origin in ("http://pages.example", f"https://127.0.0.1:{port}", "null"):
        with pytest.raises(InvalidHandshake):
            connect(at, subprotocols=["prefect"], origin=origin, proxy=None)  # type: ignore[arg-type, list-item]
    with socket.create_connection(("127.0.0.1", int(port))) as opened, pytest.raises(InvalidHandshake):
        elsewhere = at.replace("127.0.0.1", "rebound.example")
        connect(elsewhere, sock=opened, subprotocols=["prefect"], proxy=None)  # type: ignore[list-item]


@pytest.mark.parametrize(
    "host",
    ["rebound.example", "rebound.example:{port}", "127.0.0.1", "localhost:1", "127.0.0.1:{port}.example", ""],
)
def test_another_name_for_this_machine_is_refused(owner: httpx.Client, host: str) -> None:
    host = host.format(port=owner.base_url.port)
    for path in ("health", "admin/settings", "/", "/ui-settings"):
        assert 400 <= owner.get(path, headers={"Host": host}).status_code < 500


@pytest.mark.parametrize(
    "origin", ["http://pages.example", "http://127.0.0.1:1", "null", "https://localhost:{port}"]
)
def test_another_sites_page_is_told_nothing(owner: httpx.Client, origin: str) -> None:
    headers = {"Origin": origin.format(port=owner.base_url.port), "Access-Control-Request-Method": "POST"}
    headers |= crossing(owner)
    for method, path in (
        ("GET", "health"),
        ("GET", "flows/count"),
        ("POST", "flows/filter"),
        ("OPTIONS", "flows/filter"),
    ):
        reply = owner.request(method, path, headers=headers)
        assert reply.status_code == 403
        assert not [name for name in reply.headers if name.startswith("access-control")]


def test_our_own_pages_may_ask_under_both_names(owner: httpx.Client) -> None:
    for name in ("127.0.0.1", "localhost"):
        origin = {"Origin": f"http://{name}:{owner.base_url.port}"}
        told = {
            **origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        before = httpx.options(f"{owner.base_url}flows/filter", headers=told, trust_env=False)
        assert before.status_code == 200 and before.headers["access-control-allow-origin"] == origin["Origin"]
        reply = owner.post("flows/filter", json={}, headers={**origin, **crossing(owner)})
        assert reply.status_code == 200


def test_what_changes_something_needs_a_token_against_forgery(owner: httpx.Client) -> None:
    assert owner.post("flows/filter", json={}).status_code == 403
    forged = {"Prefect-Csrf-Token": "forged", "Prefect-Csrf-Client": "test"}
    assert owner.post("flows/filter", json={}, headers=forged).status_code == 403
    assert owner.post("flows/filter", json={}, headers=crossing(owner)).status_code == 200


def crossing(owner: httpx.Client) -> dict[str, str]:
    token = owner.get("csrf-token", params={"client": "test"}).json()["token"]
    return {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "test"}


def typed(words: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    """What comes of some words in a shell that knows nothing of an engine but what is given here."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        words, env=clean | environ, capture_output=True, text=True, timeout=300, check=False
    )


def test_another_shell_reaches_it_by_the_line_that_was_printed(server: Served, tmp_path: Path) -> None:
    printed = next(line for line in server.log.read_text().splitlines() if "export" in line)
    deploy = f"{BIN}/prefect deployment run verify/on-demand -p target={tmp_path}/none"
    homes = {"HOME": str(tmp_path), "PREFECT_HOME": str(tmp_path / "prefect")}
    done = typed(["bash", "-c", f"set -e\n{printed}\n{deploy}"], **homes)
    assert done.returncode == 0, done.stderr
    assert [one for one in asked(server, "flow_runs/filter", {}) if not one["auto_scheduled"]]


def test_another_shell_reaches_it_by_what_the_command_prints(server: Served, tmp_path: Path) -> None:
    ask = f'set -e\neval "$({BIN}/verify engine --env)"\n{BIN}/prefect deployment ls'
    homes = {"VERIFY_HOME": str(server.home), "PREFECT_HOME": str(tmp_path / "prefect")}
    done = typed(["bash", "-c", ask], **homes)
    assert done.returncode == 0, done.stderr
    assert "on-demand" in done.stdout


def test_another_shell_reaches_it_by_one_command(server: Served, tmp_path: Path) -> None:
    foreign = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PATH": "/usr/bin:/bin"}  # who is told nothing
    homes = {"VERIFY_HOME": str(server.home), "PREFECT_HOME": str(tmp_path / "prefect")}
    for program, code, says in (("prefect", 0, "on-demand"), ("no-such", 2, "There is no program no-such")):
        done = typed([f"{BIN}/verify", "engine", program, "deployment", "ls"], **foreign, **homes)
        assert (done.returncode, says in done.stdout + done.stderr) == (code, True), done.stderr
        assert "127.0.0.1:9" not in done.stdout + done.stderr and "Traceback" not in done.stderr


def test_where_no_server_runs_the_command_says_how_to_start_one(tmp_path: Path) -> None:
    done = typed([f"{BIN}/verify", "engine", "--env"], VERIFY_HOME=str(tmp_path / "home"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "make serve" in done.stderr and len(done.stderr.splitlines()) == 1


def test_the_string_is_in_its_file_alone(server: Served) -> None:
    string = server.string.encode()
    files = [one for one in server.home.rglob("*") if one.is_file()]
    assert [file.name for file in files if string in file.read_bytes()] == ["engine.key"]
    assert string not in server.log.read_bytes()
    settings = (
        HOUSE / "prefect.toml",
        HOUSE / ".env",
    )  # a client would send it to whatever server it is pointed at
    assert not [path for path in settings if path.exists() and string in path.read_bytes()]
    lines = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]
    assert any("flows.engine_server" in line for line in lines)
    assert not [line for line in lines if server.string in line]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_pages_are_opened_with_the_string_and_ask_nobody_else(server: Served, name: str) -> None:
    site = server.api.removesuffix("/api").replace("127.0.0.1", name)
    with chromium() as browser:
        page, elsewhere = browser.new_context().new_page(), list[str]()
        page.on("request", lambda asked: None if ours(asked.url, server) else elsewhere.append(asked.url))
        page.on(
            "requestfailed", lambda asked: elsewhere.remove(asked.url) if "csp" in asked.failure else None
        )
        page.goto(site, timeout=180_000)
        page.locator("input[type=password]").fill(server.string, timeout=180_000)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Deployments").first.click(timeout=180_000)
        page.get_by_text("on-demand").first.wait_for(timeout=180_000)
        page.goto(f"{site}/deployments", timeout=180_000)  # the older pages
        page.get_by_text("on-demand").first.wait_for(timeout=180_000)
    assert elsewhere == []


def ours(url: str, server: Served) -> bool:
    port = server.api.split(":")[2].split("/")[0]
    return f"://127.0.0.1:{port}/" in url or f"://localhost:{port}/" in url or url.startswith("data:")


def test_the_embedded_engine_is_as_closed_and_forgotten_afterwards(tmp_path: Path) -> None:
    code = """
import os, sys, json, httpx
from pathlib import Path
from flows.engine import started
os.environ["PREFECT_API_AUTH_STRING"] = "the:users"
with started(Path(sys.argv[1])):
    from prefect import flow
    total = flow(lambda: 42, name="sum")()
    api = os.environ["PREFECT_API_URL"]
    ask = lambda path, **told: httpx.request(told.pop("method", "GET"), f"{api}{path}", **told).status_code
    found = [
        ask("/health"), ask("/admin/settings"), ask("/flows/filter", method="POST", json={}),
        ask("/../"), ask("/health", headers={"Host": "rebound.example"}),
        ask("/health", headers={"Origin": "http://pages.example"}),
        ask("/flows/filter", method="POST", json={}, auth=tuple(os.environ["PREFECT_API_AUTH_STRING"].split(":"))),
    ]
print(json.dumps([total, found, os.environ.get("PREFECT_API_URL"), os.environ["PREFECT_API_AUTH_STRING"]]))
"""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    proxied = {**clean, "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, "-c", code, str(tmp_path / "home")]
    done = subprocess.run(command, env=proxied, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [42, [200, 401, 401, 404, 403, 403, 403], None, "the:users"]


class Refusing(BaseHTTPRequestHandler):
    """Somebody else's server, which does not know us."""

    seen: list[str | None] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization"))
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


def test_a_server_of_the_users_own_that_refuses_us_is_one_sentence_and_is_not_given_our_string(
    tmp_path: Path, typed: Typed
) -> None:
    write_card(tmp_path / "m1", "m1", 81)
    authentication(tmp_path / "home")
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as refusing:
        threading.Thread(target=refusing.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{refusing.server_port}/api"
        done = typed(str(tmp_path / "m1"), home=tmp_path / "home", PREFECT_API_URL=at)
        refusing.shutdown()
    assert done.returncode == 3
    assert "PREFECT_API_AUTH_STRING" in done.stderr and "401" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert set(Refusing.seen) == {None}
