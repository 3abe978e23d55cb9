"""`verify serve`: the library of dossiers in a browser."""

import click


@click.command()
@click.option(
    "--port", default=8470, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one."
)
def serve(port: int) -> int:
    """Show all runs in a browser, on this machine only.

    There they are searched, compared, corrected and dismissed.
    """
    from flows.library.server import serve as served
    from flows.settings import settings
    from flows.store import Store

    return served(Store(settings()), port)
