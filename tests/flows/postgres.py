"""A real PostgreSQL server for the tests, of the programs that Debian's package `postgresql` brings, started without root."""

import atexit
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

NOBODY = "nobody"
USER, PASSWORD = "assay", secrets.token_hex(8)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, where they are installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def url_of(database: str) -> str:
    """The address of an empty database of the server, which is started first; skips where that is impossible."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    import psycopg

    port = _started()
    with psycopg.connect(_address(port, "postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{database}"')
    return _address(port, database).replace("postgresql:", "postgresql+psycopg:")


def _address(port: int, database: str) -> str:
    return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/{database}"


@cache
def _started() -> int:
    """Start the server once a process; its port."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="assay-postgres-"))
    password = home / "password"
    password.write_text(PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if os.getuid() == 0:
        nobody = pwd.getpwnam(NOBODY)
        for path in (home, password):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    _typed(
        folder / "initdb",
        "-D",
        home / "data",
        "-U",
        USER,
        "-A",
        "scram-sha-256",
        f"--pwfile={password}",
        "-E",
        "UTF8",
        "--no-sync",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(_typed, folder / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
    _typed(
        folder / "pg_ctl", "-D", home / "data", "-o", options, "-w", "-t", "120", "-l", home / "log", "start"
    )
    return int(port)


def _typed(*words: object) -> None:
    """Run one of its programs, as nobody where we are root, since it refuses to run as root."""
    user = NOBODY if os.getuid() == 0 else None
    command = [str(word) for word in words]
    done = subprocess.run(
        command,
        user=user,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0 or "stop" in command, done.stdout.decode(errors="replace")[-2000:]
