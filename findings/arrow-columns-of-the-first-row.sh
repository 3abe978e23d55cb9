#!/usr/bin/env bash
# A list of records loses every column that its first record lacks, in pyarrow and in datasets.
#
# Expected: pyarrow.Table.from_pylist and datasets.Dataset.from_list have a column for every key of any record.
# What happens: the keys of the first record alone become columns; pandas takes all. Where the first row has no score
# (it was skipped, timed out), the scores of all rows are gone. polars looks at the first hundred rows only.
# Versions: pyarrow 26.0.1, datasets 5.2.0, pandas 3.1.1, polars 2.1.0
# Seen on 2026-11-30:
#   pyarrow: ['id']
#   datasets: ['id']
#   polars: ['id']
#   pandas: ['id', 'score']
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile pyarrow==26.0.1 datasets==5.2.0 pandas==3.1.1 polars==2.1.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import datasets
import pandas as pd
import polars as pl
import pyarrow as pa

records = [{"id": row} for row in range(150)] + [{"id": 150, "score": 0.9}]
columns = {
    "pyarrow": pa.Table.from_pylist(records).column_names,
    "datasets": datasets.Dataset.from_list(records).column_names,
    "polars": pl.DataFrame(records).columns,
    "pandas": list(pd.DataFrame(records).columns),
}
for library, names in columns.items():
    print(f"{library}: {names}")

if [len(names) for names in columns.values()] != [1, 1, 1, 2]:
    sys.exit("Changed: one of the libraries now takes other columns.")
PYTHON
