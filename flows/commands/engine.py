"""`verify engine --env`: how this shell reaches the server that `make serve` started."""

import shlex
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--env", "as_env", is_flag=True, help='Print it for the shell: eval "$(verify engine --env)".')
def engine(as_env: bool) -> int:
    """Say where the engine's server of this home is, and how a shell reaches it."""
    from flows.engine_key import key_file
    from flows.settings import settings

    home = settings().home
    api = _running(home)
    key = key_file(home)
    if as_env:
        click.echo(f"export PREFECT_API_URL={shlex.quote(api)}")
        click.echo(f'export PREFECT_API_AUTH_STRING="$(cat {shlex.quote(str(key))})"')
        click.echo("export PREFECT_CLIENT_CSRF_SUPPORT_ENABLED=true")
        return 0
    click.echo(f"The server is at {api.removesuffix('/api')}; sign in with what is in {key}.")
    click.echo('For `prefect` in this shell: eval "$(verify engine --env)"')
    return 0


def _running(home: "Path") -> str:
    """The address of the running server; raises EngineError where none answers."""
    import urllib.request

    from claims.errors import EngineError
    from flows.engine import address_file

    try:
        api = address_file(home).read_text("utf-8").strip()
        directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with directly.open(f"{api}/health", timeout=5):
            return api
    except (OSError, ValueError):
        raise EngineError(
            f"No server of {home} answers.",
            "Start it with `make serve`, and set VERIFY_HOME here to the folder that it prints.",
        ) from None
