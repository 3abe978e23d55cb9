#!/usr/bin/env bash
# csvkit and agate read the sizes of models as durations: "110M" becomes 1 hour and 50 minutes.
#
# Expected: a column with "110M" and "340M" (parameters) is text, like one with "7B" and "13B".
# What happens: agate, which csvkit is made of, tries durations before text, and "110M" is 110 minutes to it. A column
# that holds only 0 and 1, such as a label, becomes True and False; names of months become days in the year 1.
# Versions: agate 1.14.2
# Seen on 2026-11-30:
#   ['110M', '340M'] -> TimeDelta: ['1:50:00', '5:40:00']
#   ['7B', '13B'] -> Text: ['7B', '13B']
#   ['0', '1'] -> Boolean: ['False', 'True']
#   ['may', 'march'] -> Date: ['0001-05-01', '0001-03-01']
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile agate==1.14.2
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import agate

kinds = []
for cells in (["110M", "340M"], ["7B", "13B"], ["0", "1"], ["may", "march"]):
    column = agate.Table([[cell] for cell in cells], ["value"]).columns["value"]
    kinds.append(type(column.data_type).__name__)
    print(f"{cells} -> {kinds[-1]}: {[str(value) for value in column.values()]}")

if kinds != ["TimeDelta", "Text", "Boolean", "Date"]:
    sys.exit("Changed: one of these columns is now read otherwise.")
PYTHON
