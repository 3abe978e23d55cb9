"""Assay from Python: a target and options in, records out.

from flows.api import Options, extract, verify

dossier = verify("org/model", Options(data="ours.csv"))
reading = extract("./paper.pdf")
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from claims.records import Claim, Dossier, Finding, Verdict
from extractors.pipeline.reading import Reading
from flows.request import Options
from flows.settings import Settings, settings

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "Claim",
    "Dossier",
    "Finding",
    "Options",
    "Reading",
    "Settings",
    "Verdict",
    "extract",
    "frame",
    "verify",
]


def verify(target: str, options: Options | None = None, where: Settings | None = None) -> Dossier:
    """Verify a target: every claim, what was measured, the verdicts and findings; a finished run is not run again.

    Raises a subclass of claims.errors.VerifyError, whose text says what happened and what to do.
    """
    from flows.run_target import run_target

    return run_target(target, options or Options(), where or settings(), _silent)


def extract(target: str, where: Settings | None = None) -> Reading:
    """Read every number that a target claims, and run nothing.

    Raises a subclass of claims.errors.VerifyError, whose text says what happened and what to do.
    """
    from flows.prepare import prepare_document
    from flows.reading_steps import read
    from flows.step_runner import open_step_runner
    from flows.store import Store

    home = where or settings()
    return read(open_step_runner(prepare_document(target, home, _silent), Store(home)))


def frame(dossier: Dossier) -> "DataFrame":
    """One row a claim with its verdict, in the columns of the CSV report; what was measured is in floats."""
    import pandas as pd

    from reports.views.flat_table import NAMES, flat_table

    table = pd.DataFrame([vars(row) for row in flat_table(dossier)], columns=list(NAMES))
    for name in table.columns:
        if table[name].map(lambda value: isinstance(value, Decimal)).any():
            table[name] = pd.to_numeric(table[name])
    return table


def _silent(_: str) -> None:
    """A caller from Python is told nothing on the way."""
