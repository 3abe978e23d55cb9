"""`verify memo RUN…`: one page for whoever decides, in Markdown, HTML, PDF or DOCX."""

import getpass
from datetime import UTC, date, datetime
from pathlib import Path

import click

_BINARY = ("pdf", "docx")


@click.command(short_help="Write one page for a manager, in Word or PDF too.")
@click.argument("runs", nargs=-1, required=True, metavar="RUN…")
@click.option(
    "--as", "form", help="markdown, html, pdf or docx; by default what --out ends in, else markdown."
)
@click.option("--out", type=click.Path(), help="Write to this file instead of standard output.")
@click.option("--author", help="Who signs for it; by default the name of this account.")
@click.option("--date", "day", help="Its day, as 2026-11-30; by default today.")
@click.option("--question", help="The question that it answers, in your own words.")
def memo(
    runs: tuple[str, ...],
    form: str | None,
    out: str | None,
    author: str | None,
    day: str | None,
    question: str | None,
) -> int:
    """Write one page for a manager: question, answer, figures with intervals, prices, risks and the next step.

    RUN is the id of a comparison (`verify compare` prints it) or the beginning of a run's id; "last" is the latest.
    """
    from flows.commands.report import write_report
    from flows.decision_memo import decision_memo
    from flows.settings import settings
    from reports import memos as forms

    form = form or form_of(out)
    plugin = forms.registry[{"md": "markdown"}.get(form, form)]
    if form in _BINARY and out is None:
        raise click.UsageError(f"A memo in {form.upper()} is written to a file: add --out memo.{form}.")
    page = decision_memo(runs, settings(), author=author or account(), date=day_of(day), question=question)
    write_report(plugin.call(page), out)
    return 0


def form_of(out: str | None) -> str:
    """The form that a file's ending asks for."""
    ending = Path(out or "").suffix.lower().lstrip(".")
    return {"htm": "html", "html": "html", "pdf": "pdf", "docx": "docx"}.get(ending, "markdown")


def account() -> str:
    """The name of the account, as far as the machine knows one."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "author not named"


def day_of(text: str | None) -> str:
    """A day as ISO 8601; today's where none is given. Raises UsageError."""
    if text is None:
        return datetime.now(UTC).date().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.UsageError(f"--date {text!r} is no day: write it as 2026-11-30.") from None
