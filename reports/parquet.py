"""The claims as Parquet, for data frames: numbers are numbers, and what is missing is null."""

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from claims.records import Dossier
from reports import report
from reports.views.flat_table import COUNTS, NAMES, NUMBERS, CellValue, flat_table

if TYPE_CHECKING:
    import pyarrow as pa


@report("parquet", version=1, suffix=".parquet")
def parquet(dossier: Dossier) -> bytes:
    """One row a claim, with typed columns; `value` keeps the digits as printed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines = flat_table(dossier)
    columns = {name: [_plain(getattr(line, name)) for line in lines] for name in NAMES}
    body = io.BytesIO()
    pq.write_table(pa.table(columns, schema=_schema()), body, compression="zstd")
    return body.getvalue()


def _schema() -> "pa.Schema":
    import pyarrow as pa

    def kind(name: str) -> "pa.DataType":
        if name == "own":
            return pa.bool_()
        return pa.float64() if name in NUMBERS else pa.int64() if name in COUNTS else pa.string()

    return pa.schema([(name, kind(name)) for name in NAMES])


def _plain(value: CellValue) -> CellValue:
    return float(value) if isinstance(value, Decimal) else value
