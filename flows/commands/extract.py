"""`verify extract`: read only, nothing is run."""

import click


@click.command()
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def extract(target: str, as_json: bool) -> int:
    """Read every number that TARGET claims, and run nothing."""
    from flows.corridor import open_corridor
    from flows.request import Options, make_request
    from flows.settings import settings
    from flows.steps import read
    from flows.store import Store
    from reports.shapes.extract import extract_json

    request = make_request(target, Options())
    reading = read(open_corridor(request, Store(settings())))
    if as_json:
        click.echo(extract_json(request.source, reading.claims, reading.hardware).decode(), nl=False)
        return 0
    for claim in reading.claims:
        where = f"{claim.place.file}:{claim.place.line}"
        about = " · ".join(filter(None, (claim.subject, claim.dataset, claim.split)))
        click.echo(f"{claim.metric_as_written} {claim.stated.as_written}  ({about})  {where}")
    for device in reading.hardware:
        click.echo(f"hardware {device.count or ''} {device.name}  {device.place.file}:{device.place.line}")
    for warning in reading.warnings:
        click.echo(f"warning: {warning}", err=True)
    return 0
