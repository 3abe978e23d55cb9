"""`verify baselines`: how the documents of the store print the same system's score."""

import click


@click.command(short_help="Show how documents print the same baseline's score.")
@click.argument("name", required=False)
@click.option(
    "--documents", "least", type=click.IntRange(2), default=2, show_default=True,
    help="Show figures that at least this many documents print.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown.")
@click.option(
    "--out", type=click.Path(), help="With --as or --json, write to this file; else every form into a folder."
)
def baselines(name: str | None, least: int, form: str | None, out: str | None, *, as_json: bool) -> int:
    """Set the same system's score by the same metric on the same data beside each other, over all documents read.

    Told are weak copies (worse than the system's own document prints, else than most do), prints far from all others,
    and each figure's spread. NAME narrows it to systems and data sets that are called so.
    """
    from flows.baselines import baselines as survey_of
    from flows.commands.print_page import print_page
    from flows.settings import settings
    from reports.decisions.baselines import baselines_page

    survey = survey_of(settings(), name, least)
    print_page(survey, baselines_page(survey), "baselines", form="json" if as_json else form, out=out)
    return 0
