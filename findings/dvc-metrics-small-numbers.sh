#!/usr/bin/env bash
# `dvc metrics diff` prints a latency in seconds that rose by 63 % as 0.0, 0.0 and a change of 0.0.
#
# Expected: numbers are shortened to some significant digits, as %g does, so that small ones keep theirs.
# What happens: the table rounds to five decimals, whatever the size of the number. 3.0 and 4.9 microseconds are a row of
# three zeros in `dvc metrics diff`, and 0.0 in `dvc metrics show`; the row says that something changed, and not what. With
# --json, or --precision 9, nothing is lost.
# Versions: dvc 3.67.1
# Seen on 2026-12-01:
#   table: latency 0.0 0.0 0.0
#   json: {'old': 3e-06, 'new': 4.9e-06, 'diff': 1.8999999999999996e-06}
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile dvc==3.67.1
mkdir "$folder/repository"
cd "$folder/repository"
export DVC_NO_ANALYTICS=1 PATH="$folder/venv/bin:$PATH"
git init -q
dvc init -q
printf 'metrics:\n- metrics.json\n' > dvc.yaml
echo '{"latency": 0.000003}' > metrics.json
git add -A
git -c user.name=reader -c user.email=reader@example.org commit -qm first
echo '{"latency": 0.0000049}' > metrics.json
dvc metrics diff --md > "$folder/table"
dvc metrics diff --json > "$folder/json"
python3 - "$folder" <<'PYTHON'
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
(row,) = [line for line in (folder / "table").read_text().splitlines() if "latency" in line]
printed = [cell.strip() for cell in row.strip("|").split("|")][1:]
exact = json.loads((folder / "json").read_text())["metrics.json"]["latency"]
print("table:", *printed)
print("json:", exact)
if printed != ["latency", "0.0", "0.0", "0.0"] or exact["new"] != 4.9e-06:
    sys.exit("Changed: the table now shows the numbers.")
PYTHON
