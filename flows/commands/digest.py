"""`verify digest`: prints the digest of an earlier round of `verify ingest`, or lists them."""

import click


@click.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def digest(number: int | None, *, as_json: bool) -> int:
    """Print an earlier digest by its NUMBER, or list all of them."""
    from flows.commands.print_digest import print_digest
    from flows.ingestion.queue import Queue
    from flows.settings import settings
    from flows.store import Store

    queue = Queue(Store(settings()))
    if number is not None:
        print_digest(queue.night(number), as_json=as_json)
        return 0
    nights = queue.nights()
    if as_json:
        import json

        click.echo(json.dumps([{"number": made, "ended": ended} for made, ended in nights]))
        return 0
    for made, ended in nights:
        click.echo(f"{made:>5}  {ended}")
    if not nights:
        click.echo("There is no digest yet: `verify ingest` makes one.", err=True)
    return 0
