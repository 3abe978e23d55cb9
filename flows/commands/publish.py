"""`verify publish`: what was measured, proposed to the model's repository; shown first, sent only with --open-pr."""

import click


@click.command()
@click.argument("run")
@click.option("--to", help="The repository, org/model; by default the one that was read.")
@click.option("--open-pr", is_flag=True, help="Send it: open a pull request on the Hub.")
def publish(run: str, to: str | None, open_pr: bool) -> None:
    """Show what RUN would add to the model's repository on the Hub.

    With --open-pr, propose it there.

    Only scores on rows of a data set that the Hub knows are part of it, never your own rows or their name.
    """
    from extractors.sources.hub.access import Access
    from flows.adapters.proposal import ONCE, propose
    from flows.publish import describe, proposal
    from flows.settings import settings
    from flows.store import Store

    planned, access = proposal(Store(settings()).find(run), to), Access(patience=ONCE)
    description = describe(planned, access.host)
    if not open_pr:
        click.echo(planned.body.decode(), nl=False)
        click.echo(f"Nothing was sent. With --open-pr this opens {description}.", err=True)
        return
    click.echo(f"Sending {description}.", err=True)
    click.echo(propose(planned, access))
