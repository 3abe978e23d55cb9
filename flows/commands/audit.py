"""`verify audit TARGET`: a repository's pipeline and maturity with evidence, a tool for each stage, and a plan."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from claims.records.maturity import Maturity


@click.command(short_help="Audit how a repository is kept, and plan its redesign.")
@click.argument("target")
@click.option(
    "--assume", multiple=True, help="What the plan's cost rests on: hourly=90, runs=2..8; the page lists all."
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown.")
@click.option(
    "--out", type=click.Path(), help="With --as or --json, write to this file; else every form into a folder."
)
@click.option(
    "--memo", type=click.Path(), help="Write one page for a manager too: memo.md, .html, .pdf or .docx."
)
def audit(
    target: str,
    assume: tuple[str, ...],
    form: str | None,
    out: str | None,
    memo: str | None,
    *,
    as_json: bool,
) -> int:
    """Map a repository's pipeline, say how well it is kept, and plan its redesign with tools, promises and cost.

    TARGET is a folder, or org/model on the Hub. Every stage shows the lines that it rests on; nothing is run.
    """
    from flows.audit import audit as audited
    from flows.commands.print_page import print_page
    from flows.progress import progress
    from flows.settings import settings
    from reports.decisions.audit import audit_page

    with progress(f"Looking up {target} …") as say:
        maturity = audited(target, assume, settings(), say)
    if memo:
        _write_memo(maturity, memo)
    print_page(maturity, audit_page(maturity), "audit", form="json" if as_json else form, out=out)
    return 0


def _write_memo(maturity: "Maturity", path: str) -> None:
    from flows.commands.memo import account, day_of, form_of
    from flows.commands.report import write_report
    from reports import memos as forms
    from reports.memos.of_audit import memo_of_audit

    page = memo_of_audit(maturity, account(), day_of(None))
    write_report(forms.registry[form_of(path)].call(page), path)
