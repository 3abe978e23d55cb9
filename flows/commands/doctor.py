"""`verify doctor`: what this machine can do, and how well it isolates."""

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(short_help="Show how well this machine isolates, and what is installed.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--store", is_flag=True, help="Look through the store instead, and say what is damaged.")
@click.option("--salvage", type=click.Path(), help="Take what is whole into this new home; implies --store.")
@click.option("--sbom", is_flag=True, help="Print the installed packages that Assay needs, as CycloneDX.")
def doctor(as_json: bool, store: bool, salvage: str | None, sbom: bool) -> int:
    """Show how well measuring is isolated on this machine, and what is installed; or check the store."""
    if sbom:
        from flows.bill_of_materials import bill_of_materials

        click.echo(json.dumps(bill_of_materials(), ensure_ascii=False, indent=2))
        return 0
    if store or salvage is not None:
        return _check_store(salvage, as_json=as_json)
    return _machine(as_json=as_json)


def _check_store(salvage: str | None, *, as_json: bool) -> int:
    """Print what of the store is damaged; 1 where something is."""
    from flows.settings import settings
    from flows.store.check import check
    from reports.views.safe_text import visible

    store_check = check(settings(), None if salvage is None else Path(salvage))
    if as_json:
        click.echo(json.dumps(asdict(store_check), ensure_ascii=False, indent=2))
        return int(bool(store_check.damaged))
    for sentence in store_check.damaged:
        click.echo(f"damaged: {visible(sentence)}")
    rows = ", ".join(f"{number:,} {name}" for name, number in store_check.rows.items() if number)
    click.echo(
        f"{len(store_check.damaged):,} damaged; {store_check.files:,} files whole; {rows or 'no rows'}."
    )
    if salvage is not None:
        click.echo(f"{store_check.kept:,} rows were taken over: set VERIFY_HOME to {salvage} to use them.")
    return int(bool(store_check.damaged))


def _machine(*, as_json: bool) -> int:
    """Print the isolation and the machine."""
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
