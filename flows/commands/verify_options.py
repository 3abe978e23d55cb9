"""What the options of `verify TARGET` mean; each that means nothing is one sentence."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.option_values import number, price_of_hour, seconds, share

if TYPE_CHECKING:
    from flows.request import Options


def options_of(given: dict[str, Any]) -> "Options":
    """The options that affect the result; raises UsageError."""
    from flows.request import Options, columns

    return Options(
        data=_absolute("--data", given["data"]),
        predictions=_absolute("--predictions", given["predictions"]),
        against=_absolute("--against", given["against"]),
        model=given["model"],
        columns=columns(given["columns"]),
        of_dataset=given["of_dataset"],
        file=given["file"],
        task=_task(given["task"]),
        device="cuda" if given["device"] == "cuda" else "cpu",
        margin=number("--margin", given["margin"]),
        budget=seconds(given["budget"] or ""),
        deadline=None if given["deadline"] is None else seconds(given["deadline"], "--deadline"),
        price_per_hour=price_of_hour(given["price_per_hour"]),
        utilisation=share("--utilisation", given["utilisation"]),
        early_stop=given["early_stop"],
        require_isolation=given["require_isolation"],
        weak_isolation=given["weak_isolation"],
        failures=given["failures"],
    )


def _task(name: str | None) -> str | None:
    """A task in the Hub's words; raises UsageError for one that nothing here measures."""
    if name is None:
        return None
    from reproducers.lab.data.task_roles import ROLES_OF_TASK

    if name not in ROLES_OF_TASK:
        raise click.UsageError(f"--task knows no {name!r}: it is one of {', '.join(ROLES_OF_TASK)}.")
    return name


def _absolute(option: str, path: str | None) -> str | None:
    """The whole path; raises UsageError for an empty one, and for one that is not text and could not be told."""
    if path is None:
        return None
    try:
        path.encode()
    except UnicodeEncodeError:
        raise click.UsageError(
            f"The name {path!r} of {option} is not in UTF-8: give the file another."
        ) from None
    if not path:
        raise click.UsageError(f"{option} is empty: give it a file.")
    return str(Path(path).absolute())
