"""What lies in a folder or under a name may be anything: each ends in one sentence, nothing is waited for."""

import json
import os
import shlex
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.hardening_cases import write_model
from flows.sandbox import Limits
from tests.flows.conftest import BIN, Typed

HOLE = 3 << 30
"""Bytes of a file that holds none of them."""


def make_odd(folder: Path, kind: str) -> None:
    """Put something of that kind beside the card."""
    if kind == "a dangling link":
        (folder / "config.json").symlink_to("nowhere.json")
    elif kind == "a link to itself":
        (folder / "config.json").symlink_to("config.json")
    elif kind == "a folder in itself":
        (folder / "sub").symlink_to(".")
    elif kind == "a pipe":
        os.mkfifo(folder / "config.json")
    elif kind == "a name that is no text":
        (Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff\n.md"))).write_text("x")
    else:
        with (folder / "model.safetensors").open("wb") as file:
            file.truncate(HOLE)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("a dangling link", "link that leads nowhere"),
        ("a link to itself", "is not followed"),
        ("a folder in itself", ""),
        ("a pipe", "no regular file"),
        ("a name that is no text", "not in UTF-8"),
        ("a hole", "claims 3.2 GB"),
    ],
)
def test_what_is_no_file_is_left_out_and_told(kind: str, told: str, tmp_path: Path, typed: Typed) -> None:
    model = write_model(tmp_path / "model")
    make_odd(model, kind)
    done = typed(str(model), "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert told in done.stdout
    looked = typed("autopsy", str(model), home=tmp_path / "home")
    assert "Assay itself failed" not in looked.stderr and looked.returncode in (0, 3)


@pytest.mark.parametrize("name", ["/dev/zero", "pipe.csv", "hole.csv", "circle.csv", "", "bad\udcff.csv"])
@pytest.mark.parametrize("option", ["--data", "--predictions"])
def test_rows_that_are_no_file_are_refused_in_a_sentence(
    name: str, option: str, tmp_path: Path, typed: Typed
) -> None:
    model = write_model(tmp_path / "model")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "circle.csv").symlink_to("circle.csv")
    with (tmp_path / "hole.csv").open("wb") as file:
        file.truncate(HOLE)
    path = str(tmp_path / name) if name and name.isascii() else name
    done = typed(str(model), option, path, home=tmp_path / "home")
    assert done.returncode in (2, 3) and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and "itself failed" not in done.stderr


@pytest.mark.parametrize("words", [["list", "--plugins"], ["--help"], ["model", "--quiet"], ["doctor"]])
def test_a_full_output_is_one_sentence(words: list[str], tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    environ = {n: v for n, v in os.environ.items() if not n.startswith(("PREFECT_", "VERIFY_"))}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [BIN / "verify", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**environ, "VERIFY_HOME": str(tmp_path / "home")},
            cwd=tmp_path,
            text=True,
            check=False,
        )
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (3, 1), done.stderr
    assert "No space left on device" in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "foo://me:secret@bar", "sqlite://", "sqlite:///"])
def test_a_store_that_cannot_be_is_a_sentence_that_tells_no_password(
    address: str, tmp_path: Path, typed: Typed
) -> None:
    done = typed("list", home=tmp_path / "home", VERIFY_STORE=address)
    assert (done.returncode, done.stdout) == (2, "")
    assert "VERIFY_STORE" in done.stderr and "secret" not in done.stderr


def test_a_database_that_does_not_answer_is_a_sentence_that_tells_no_password(
    tmp_path: Path, typed: Typed
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else can
        address = f"postgresql://me:secret@127.0.0.1:{taken.getsockname()[1]}/x"
        done = typed("list", home=tmp_path / "home", VERIFY_STORE=address)
    assert (done.returncode, done.stdout) == (3 if find_spec("psycopg") else 2, "")
    assert "VERIFY_STORE" in done.stderr and "secret" not in done.stderr


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%20b", "a b", "ü"])
def test_a_home_may_have_any_name(name: str, tmp_path: Path, typed: Typed) -> None:
    model, home = write_model(tmp_path / "model"), tmp_path / "homes" / name
    assert typed(str(model), "--quiet", home=home).returncode == 0
    assert "unchecked" in typed("list", home=home).stdout
    assert [path.name for path in (tmp_path / "homes").iterdir()] == [name]


def test_a_store_that_can_only_be_read_is_read(tmp_path: Path, typed: Typed) -> None:
    model, home = write_model(tmp_path / "model"), tmp_path / "home"
    assert typed(str(model), "--quiet", home=home).returncode == 0
    script = f"mount --bind {home} {home} && mount -o remount,ro,bind {home} || exit 77\n"
    for words in ("list", "show last", "report last --as json", f"{model} --quiet"):
        script += f"{BIN}/verify {words} > /dev/null || exit 1\n"
    script += f"{BIN}/verify dismiss {shlex.quote(claim(home, typed))} --why x && exit 2\nexit 0"
    environ = {**{n: v for n, v in os.environ.items() if "PREFECT" not in n}, "VERIFY_HOME": str(home)}
    isolated = ["unshare", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(isolated, capture_output=True, text=True, env=environ, timeout=600, check=False)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"this machine does not let a test mount a folder to read only: {done.stderr}")
    assert done.returncode == 0, done.stderr
    assert "itself failed" not in done.stderr and len(done.stderr.strip().splitlines()) == 1


def claim(home: Path, typed: Typed) -> str:
    return str(json.loads(typed("report", "last", "--as", "json", home=home).stdout)["claims"][0]["id"])


def test_a_run_that_ran_out_of_time_is_shown_and_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import reading_steps
    from flows.api import Options, verify
    from flows.settings import Settings
    from flows.store import Store
    from flows.store.finished import finished_runs, whole_dossier

    model, where = write_model(tmp_path / "model"), Settings(home=tmp_path / "home")
    (model / "paper.pdf").write_bytes(b"%PDF-1.4 nothing more")
    usual = reading_steps.read
    starved = Limits(seconds=0.001)

    def read(runner: object, which: int = 0) -> object:
        monkeypatch.setattr(reading_steps, "READING", starved if which else Limits(seconds=60))
        return usual(runner, which)  # type: ignore[arg-type]

    monkeypatch.setattr(reading_steps, "read", read)
    first = verify(str(model), Options(), where)
    assert Store(where).find("last").run == first.run
    assert whole_dossier(finished_runs(where, Store), first.run) is None
    monkeypatch.undo()
    again = verify(str(model), Options(), where)
    assert again.run == first.run
    assert whole_dossier(finished_runs(where, Store), first.run) == again


def test_the_time_of_the_whole_run_ends_what_is_left(tmp_path: Path, typed: Typed) -> None:
    model = write_model(tmp_path / "model")
    done = typed(str(model), "--deadline", "0.0001s", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (3, "")
    assert "--deadline" in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert typed(str(model), "--quiet", home=tmp_path / "home").returncode == 0
