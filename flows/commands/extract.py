"""`verify extract`: read only, nothing is run."""

import click


@click.command()
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option(
    "--leaderboard", is_flag=True, help="Also the paper's own best results, few, as leaderboards keep them."
)
def extract(target: str, as_json: bool, leaderboard: bool) -> int:
    """Read every number that TARGET claims, and run nothing."""
    from flows.document_steps import read
    from flows.prepare import prepare_document
    from flows.progress import progress
    from flows.settings import settings
    from flows.step_runner import open_step_runner
    from flows.store import Store
    from reports.views.extract_json import LeaderboardRow, extract_json

    where = settings()
    with progress(f"Reading {target} …") as say:
        request = prepare_document(target, where, say)
        reading = read(open_step_runner(request, Store(where)))
    if as_json:
        rows = tuple(
            LeaderboardRow(task=row.task, dataset=row.dataset, metric=row.metric, score=row.score)
            for row in (reading.leaderboard if leaderboard else ())
        )
        body = extract_json(
            request.source,
            reading.claims,
            reading.hardware,
            title=reading.title,
            leaderboard=rows if leaderboard else None,
            warnings=reading.warnings,
        )
        click.echo(body.decode(), nl=False)
        return 0
    for row in reading.leaderboard if leaderboard else ():
        click.echo(f"best {row.dataset or '?'} · {row.metric} {row.score}")
    for claim in reading.claims:
        place = f"{claim.place.file}:{claim.place.line or claim.place.page}"
        about = " · ".join(filter(None, (claim.subject, claim.dataset, claim.split)))
        click.echo(f"{claim.metric_as_written} {claim.stated.as_written}  ({about})  {place}")
    for device in reading.hardware:
        click.echo(f"hardware {device.count or ''} {device.name}  {device.place.file}:{device.place.line}")
    for warning in reading.warnings:
        click.echo(f"warning: {warning}", err=True)
    return 0
