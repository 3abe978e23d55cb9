"""`verify engine`: how a shell reaches the server that `make serve` started, and one command that does."""

import os
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

DEPLOY = "prefect deployment run verify/on-demand -p target=org/model"


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--env", "as_env", is_flag=True, help='Print it for the shell: eval "$(verify engine --env)".')
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def engine(as_env: bool, command: tuple[str, ...]) -> int:
    """Say where the engine's server is, or run COMMAND against it.

    verify engine prefect deployment run verify/on-demand -p target=org/model
    """
    from flows.engine_key import authentication, key_file
    from flows.settings import settings

    home = settings().home
    api = _running(home)
    key = key_file(home)
    if command:
        _become(command, {"PREFECT_API_URL": api, "PREFECT_API_AUTH_STRING": authentication(home)})
    if as_env:
        click.echo(f"export PREFECT_API_URL={shlex.quote(api)}")
        click.echo(f'export PREFECT_API_AUTH_STRING="$(cat {shlex.quote(str(key))})"')
        click.echo("export PREFECT_CLIENT_CSRF_SUPPORT_ENABLED=true")
        return 0
    click.echo(f"The server is at {api.removesuffix('/api')}; sign in with what is in {key}.")
    click.echo(f"One command that reaches it:           verify engine {DEPLOY}")
    click.echo('For every `prefect` of this shell:     eval "$(verify engine --env)"')
    return 0


def _become(command: tuple[str, ...], server: Mapping[str, str]) -> None:
    """Go on as another program that finds the server; beside us it is found without a path. Raises UsageError."""
    import shutil
    import sys
    from pathlib import Path

    from claims.errors import UsageError

    beside = str(Path(sys.executable).parent)
    program = shutil.which(command[0], path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{beside}")
    if program is None:
        raise UsageError(
            f"There is no program {command[0]}.", f"Type what is to reach the server: verify engine {DEPLOY}"
        )
    environ = {**os.environ, **server, "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true"}
    os.execve(program, [program, *command[1:]], environ)  # noqa: S606 # what the user typed, without a shell


def _running(home: "Path") -> str:
    """The address of the running server; raises EngineError where none answers."""
    import urllib.request

    from claims.errors import EngineError
    from flows.engine import address_file
    from flows.plain_file import read_plain

    try:
        api = read_plain(address_file(home)).decode().strip()
        directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with directly.open(f"{api}/health", timeout=5):
            return api
    except (OSError, ValueError):
        raise EngineError(
            f"No server of {home} answers.",
            "Start it with `make serve`, and set VERIFY_HOME here to the folder that it prints.",
        ) from None
