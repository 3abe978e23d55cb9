"""The command `verify`. Nothing heavy is imported before it is needed."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click

from claims.errors import VerifyError
from flows.commands import (
    audit,
    autopsy,
    baselines,
    bundle,
    compare,
    decisions,
    digest,
    doctor,
    emit,
    engine,
    extract,
    forecast,
    ingest,
    memo,
    optimize,
    profile,
    publish,
    report,
    serve,
    show,
    upkeep,
    verify,
)
from flows.machine_refusal import refused_by_machine
from flows.settings import settings


class ReaderGone(Exception):
    """Whoever read standard output has closed it."""


@contextmanager
def _noticing_a_closed_pipe() -> Iterator[None]:
    """Raise ReaderGone for a closed pipe, which click would turn into exit code 1: that one is for refuted claims."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGone from None


class Commands(click.Group):
    """A group whose first word may be a target instead of a command."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """The context of a command line; what `--help` prints is printed here."""
        with _noticing_a_closed_pipe():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        with _noticing_a_closed_pipe():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A word that names no command is something to verify."""
        if args and args[0] not in self.commands:
            args = ["run", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A bare `verify`, or one that begins with an option of its own, runs the embedded example."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "-h", "--version")):
            args = ["run", "example", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assay", prog_name="verify", message="Assay %(version)s")
def cli() -> None:
    """Find out what a model's numbers are worth.

    `verify TARGET --data ours.csv` reads every number that a model's folder or card claims, measures what can be
    measured here on your own rows, and says claim by claim what holds. A bare `verify` runs the example.

    `verify run --help` shows the options of a run. For completion by the tab key, type
    eval "$(_VERIFY_COMPLETE=bash_source verify)" (or zsh_source, fish_source) in your shell.
    """


for command in (
    verify.run,
    extract.extract,
    audit.audit,
    autopsy.autopsy,
    profile.profile,
    compare.compare,
    forecast.forecast,
    memo.memo,
    optimize.optimize,
    ingest.ingest,
    digest.digest,
    baselines.baselines,
    show.show,
    decisions.list_runs,
    report.report,
    decisions.dismiss,
    decisions.correct,
    bundle.bundle,
    bundle.replay,
    upkeep.backup,
    upkeep.restore,
    upkeep.prune,
    publish.publish,
    emit.emit,
    serve.serve,
    engine.engine,
):
    cli.add_command(command)
cli.add_command(doctor.doctor)


def main() -> None:
    """Run the command; an error is one sentence on stderr and an exit code."""
    _listen_to_signals()
    try:
        code: Any = cli.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # or what does not fit is only noticed when nobody can say so any more
    except click.exceptions.Abort as error:
        stopped = error.__cause__
        _end(*_stopped(stopped) if isinstance(stopped, KeyboardInterrupt) else ("Nothing was answered.", 3))
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "verify"
        _end(f"{error.format_message()} `{command} --help` shows what there is.", 2)
    except VerifyError as error:
        _end(str(error), error.exit_code)
    except KeyboardInterrupt as error:
        _end(*_stopped(error))
    except (ReaderGone, BrokenPipeError):
        _write_nowhere(1, 2)
        sys.exit(128 + signal.SIGPIPE)
    except (OSError, MemoryError) as error:
        _end(refused_by_machine(error) or _mistake(error), 3)
    except Exception as error:  # a mistake of ours: the user gets a sentence, we get the traceback
        _end(_mistake(error), 3)
    else:
        sys.exit(code if isinstance(code, int) else 0)


class Stopped(KeyboardInterrupt):
    """The process was asked to stop by a signal, whose number it holds."""


def _listen_to_signals() -> None:
    """End in good order on Ctrl-C and on SIGTERM: whatever was started is ended, and what was written is removed."""

    def stop(number: int, _frame: FrameType | None) -> None:
        for caught in (signal.SIGINT, signal.SIGTERM):
            signal.signal(caught, signal.SIG_IGN)  # nothing interrupts the clearing up
        raise Stopped(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _stopped(error: KeyboardInterrupt) -> tuple[str, int]:
    """What is said when somebody stopped the command, and the exit code that a shell expects."""
    number = error.args[0] if isinstance(error, Stopped) else signal.SIGINT
    return "Stopped; what was finished is kept, and the same command goes on from there.", 128 + number


def _mistake(error: Exception) -> str:
    """Keep the traceback of a mistake in a file, and say where."""
    import traceback

    says = f"Assay itself failed ({type(error).__name__}); the fault is not in your input"
    try:
        path = settings().home / "mistake.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), "utf-8", "backslashreplace")
    except (OSError, VerifyError):
        return f"{says}. Please report it with the command that you typed."
    return f"{says}. Please report it with {path}."


def _end(says: str, code: int) -> None:
    """Say why the command ends, and end it; what standard output cannot take any more is dropped."""
    try:
        click.echo(f"verify: {says}", err=True)
    except (OSError, ValueError):
        _write_nowhere(2)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        _write_nowhere(1)
    sys.exit(code)


def _write_nowhere(*streams: int) -> None:
    """Let the interpreter flush its streams at its end without another error."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in streams:
            os.dup2(nowhere, stream)


if __name__ == "__main__":
    main()
