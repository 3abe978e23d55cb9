"""`verify doctor`: what this machine can do, and how well it isolates."""

import json

import click


@click.command(short_help="Show how well this machine isolates, and what is installed.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def doctor(as_json: bool) -> int:
    """Show how well measuring is isolated on this machine, and what is installed."""
    from flows.sandbox import probe
    from flows.settings import settings
    from reproducers.lab.survey.machine import machine

    where = settings()
    isolation = probe()
    here = machine(isolation.level.value)
    if as_json:
        body = {
            "isolation": isolation.level.value,
            "layers": list(isolation.layers),
            "probes": [{"attack": a, "held": held, "met": met} for a, held, met in isolation.probes],
            "machine": here.model_dump(mode="json"),
            "home": str(where.home),
        }
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return 0
    click.echo(f"isolation  {isolation.level}  ({', '.join(isolation.layers)})")
    for attack, held, met in isolation.probes:
        click.echo(f"  {'held   ' if held else 'ESCAPED'}  {attack}: {met}")
    click.echo(
        f"machine    {here.cpu}, {here.cores} cores, {here.memory_gb} GB, {here.os}, Python {here.python}"
    )
    click.echo(f"           {', '.join(f'{library.name} {library.value}' for library in here.libraries)}")
    click.echo(f"home       {where.home}")
    return 0
