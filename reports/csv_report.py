"""The claims as CSV, for a spreadsheet: no cell is taken for a formula."""

import csv
import io
from decimal import Decimal

from claims.records import Dossier
from reports import report
from reports.views.flat_table import NAMES, CellValue, flat_table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula or of a call to another program."""


@report("csv", version=1, suffix=".csv")
def csv_report(dossier: Dossier) -> bytes:
    """One line a claim (RFC 4180, UTF-8); texts that begin like a formula get an apostrophe in front."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows([_cell(getattr(line, name)) for name in NAMES] for line in flat_table(dossier))
    return page.getvalue().encode()


def _cell(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return f"'{value}" if value.lstrip().startswith(FORMULA) else value
    return str(value)
