"""`verify ingest`: reads new papers and models once each and prints a digest."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.option_values import seconds

if TYPE_CHECKING:
    from claims.records.digest import Night
    from flows.store import Store

_OLDEST = datetime(1991, 1, 1, tzinfo=UTC)
"""No source has anything that is older."""


@click.command(short_help="Read what is new since the last round, and print a digest.")
@click.option("--category", "categories", multiple=True, help="A category of arXiv: cs.CL. May be repeated.")
@click.option("--query", help="A query to arXiv.")
@click.option("--author", "authors", multiple=True, help="Models of this author on the Hub. May be repeated.")
@click.option("--models", help="Models on the Hub that fit this query.")
@click.option("--trending", is_flag=True, help="Models that are much talked about, not the newest.")
@click.option(
    "--since", help="From this date on (2026-11-01); a day ago in the first round, then only what is new."
)
@click.option(
    "--cards",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A Parquet file of cards, a row each, from where the last round stopped. May be repeated.",
)
@click.option("--worker", is_flag=True, help="Only help: read what others have queued in the same store.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=3000, show_default=True, help="Documents.")
@click.option("--budget", default="4h", show_default=True, help="Time for the round: 90s, 30m, 2h.")
@click.option("--watch", metavar="CRON", help='Stay, and do it on a schedule: "0 5 * * *".')
@click.option("--engine", is_flag=True, help="Run it as a Prefect flow (always so with PREFECT_API_URL).")
@click.option(
    "--out", type=click.Path(), help="Write the digest into this folder: Markdown, HTML, Atom feed."
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
def ingest(
    watch: str | None, out: str | None, *, as_json: bool, engine: bool, worker: bool, **given: Any
) -> int:
    """Read what is new since the last round, each document once, and say what is worth looking at."""
    named = any(given[name] for name in ("categories", "query", "authors", "models", "trending", "cards"))
    if worker and (named or watch or out or as_json or engine):
        raise click.UsageError("--worker reads what is queued; only --limit and --budget go with it.")
    if worker:
        return _help_others(given["limit"], seconds(given["budget"]))
    if not named:
        raise click.UsageError(
            "Say what to look for: --category cs.CL, --query, --author, --models, --trending or --cards."
        )
    asked = {**given, "since": _date(given["since"]), "budget": seconds(given["budget"])}
    asked |= {name: list(given[name]) for name in ("categories", "authors")}
    asked["cards"] = [str(Path(file).resolve()) for file in given["cards"]]
    from flows.adapters.channels import channels_of
    from flows.settings import settings

    where = settings()
    channels = channels_of(where)  # a wrong address is told at once, not after hours
    if watch:
        return _watch(watch, asked)
    from flows.commands.print_digest import print_digest
    from flows.ingestion.deliver import deliver_waiting
    from flows.ingestion.queue import Queue
    from flows.store import Store

    store = Store(where)
    with store.lease("digest"):  # what one round has not told yet, another one would tell again
        number = _round(asked, store, engine=engine)
        night = Queue(store).night(number)
        if out:
            _write(night, Path(out))
        print_digest(night, as_json=as_json)
        Queue(store).mark_printed(number, [channel.name for channel in channels])
        if out:
            _write_feed(store, Path(out))
        deliver_waiting(store, channels)
    return 0


def _round(asked: dict[str, Any], store: "Store", *, engine: bool) -> int:
    """One round, called directly, or as a flow of the engine where that is asked for; the number of its digest."""
    from flows.progress import progress

    with progress("Looking for what is new …") as say:
        if engine or os.environ.get("PREFECT_API_URL"):
            return _with_engine(asked, store)
        from flows.ingestion.listings import ingest_query
        from flows.ingestion.round import run_round
        from flows.pipeline import call_directly

        return run_round(
            ingest_query(asked),
            store,
            asked["limit"],
            asked["budget"],
            call=call_directly,
            progress=lambda step, _: say(f"Reading what is new: {step} …"),
        )


def _help_others(limit: int, budget: float) -> int:
    """Read what is due in the store that rounds on other machines fill; their digests tell of it."""
    from flows.ingestion.listings import KINDS
    from flows.ingestion.round import read_queued
    from flows.pipeline import call_directly
    from flows.progress import progress
    from flows.settings import settings
    from flows.store import Store

    with progress("Looking for what is queued …") as say:
        done = read_queued(
            Store(settings()),
            KINDS,
            limit,
            budget,
            call=call_directly,
            progress=lambda step, _: say(f"Reading what is queued: {step} …"),
        )
    click.echo(f"{done.taken} documents taken, {len(done.later)} of them to be asked for again later.")
    return 0


def _with_engine(asked: dict[str, Any], store: "Store") -> int:
    from flows.engine import started

    with started(store.home):
        from flows.ingestion.flow import ingest_untold

        number: int = ingest_untold(asked, asked["limit"], asked["budget"])
    return number


def _watch(cron: str, asked: dict[str, Any]) -> int:
    """Serve the flow with a schedule from this process, until it is stopped."""
    from flows.engine import started
    from flows.settings import settings
    from flows.store import Store

    if len(cron.split()) not in (5, 6) and not cron.startswith("@"):
        raise _no_schedule(cron)  # told at once, not when a server has started
    home = Store(settings()).home
    with started(home, schedules=True):
        from flows.ingestion.flow import ingest as flow

        click.echo(
            f"Looking for what is new at “{cron}” (UTC), until ctrl-c; digests are in {home}.", err=True
        )
        try:
            flow.serve(name="watch", cron=cron, parameters=asked, print_starting_message=False)
        except ValueError:
            raise _no_schedule(cron) from None
    return 0


def _no_schedule(cron: str) -> click.UsageError:
    return click.UsageError(
        f'--watch {cron!r} is not a cron schedule; write it as "0 5 * * *", which means every day at 5.'
    )


def _write(night: "Night", folder: Path) -> None:
    import reports.digest
    from flows.write_file import write_file

    hint = "Give --out another folder."
    write_file(folder / "digest.md", reports.digest.markdown(night), hint)
    write_file(folder / "digest.html", reports.digest.page(night), hint)


def _write_feed(store: "Store", folder: Path) -> None:
    """Write the feed of the digests that were printed, so that nothing in it is told again by another one."""
    from flows.ingestion.digest_feed import digest_feed
    from flows.write_file import write_file

    write_file(folder / "digests.atom", digest_feed(store), "Give --out another folder.")


def _date(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
        when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise click.UsageError(f"--since {text!r} is not a date; write it as 2026-11-01.") from None
    if (
        not _OLDEST <= when <= datetime.now(UTC)
    ):  # from a day to come on, later rounds would miss what is between
        raise click.UsageError(f"--since {text!r} is no date between {_OLDEST.year} and now.")
    return when.isoformat()
