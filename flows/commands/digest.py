"""`verify digest`: prints the digest of an earlier round of `verify ingest`, sends it again, or lists them."""

import click


@click.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--send", is_flag=True, help="Send it, again too, to VERIFY_MAIL and VERIFY_WEBHOOK.")
def digest(number: int | None, *, as_json: bool, send: bool) -> int:
    """Print an earlier digest by its NUMBER, or list all of them."""
    from flows.commands.print_digest import print_digest
    from flows.ingestion.queue import Queue
    from flows.settings import settings
    from flows.store import Store

    if send:
        if as_json:
            raise click.UsageError("--send prints where the digest went, and no JSON.")
        if number is None:
            raise click.UsageError("Say which digest to send: verify digest 3 --send.")
        return _send(number)
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


def _send(number: int) -> int:
    """Send a digest by each channel, and say where it went."""
    from flows.adapters.channels import channels_of
    from flows.ingestion.deliver import deliver
    from flows.settings import settings
    from flows.store import Store

    where = settings()
    store, channels = Store(where), channels_of(where)
    if not channels:
        raise click.UsageError("Set VERIFY_MAIL or VERIFY_WEBHOOK to where digests go.")
    with store.lease("digest"):
        for channel in channels:
            says = deliver(store, channel, number)
            click.echo(f"Sent to {channel.place}. {says}".strip())
    return 0
