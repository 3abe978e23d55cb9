"""The options that say what load a system has to carry, the same in every command that reckons costs."""

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option("--peak", default="3", show_default=True, help="The busiest hour over the mean hour."),
    click.option(
        "--utilisation",
        default="0.6",
        show_default=True,
        help="Share of the paid seconds that may be busy in it.",
    ),
    click.option(
        "--machines", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Machines at least."
    ),
    click.option(
        "--months", type=click.IntRange(1, 120), default=12, show_default=True, help="Months to look ahead."
    ),
)


def load_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of its load, in their order."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
