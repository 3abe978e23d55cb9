#!/usr/bin/env bash
# TensorBoard's reader drops points of long runs at random, so the best value of a run may not be there.
#
# Expected: EventAccumulator(folder).Scalars("accuracy") returns each value that was logged.
# What happens: it keeps 10,000 points a curve and draws which: of 12,000 the best one, 0.99, is not among them here.
# Values are stored as 32-bit floats, so a logged number of parameters changes, too: 110104891 comes back as
# 110104888. With size_guidance={"scalars": 0} all points are read.
# Versions: tensorboard 2.21.0, tensorboardX 2.6.5, numpy 2.4.6
# Seen on 2026-11-30:
#   logged: 12000 values, best 0.99
#   read: 10000 values, best 0.50
#   read with size_guidance: 12000 values, best 0.99
#   parameters logged: 110104891, read: 110104888
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile tensorboard==2.21.0 tensorboardX==2.6.5 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboardX import SummaryWriter

with SummaryWriter("run") as writer:
    writer.add_scalar("parameters", 110104891, 0)
    for step in range(12_000):
        writer.add_scalar("accuracy", 0.99 if step == 137 else 0.5, step)
print("logged: 12000 values, best 0.99")
seen = []
for name, options in (("read", {}), ("read with size_guidance", {"size_guidance": {"scalars": 0}})):
    reader = EventAccumulator("run", **options).Reload()
    values = [event.value for event in reader.Scalars("accuracy")]
    seen.append((len(values), round(max(values), 2)))
    print(f"{name}: {len(values)} values, best {max(values):.2f}")
parameters = int(reader.Scalars("parameters")[0].value)
print(f"parameters logged: 110104891, read: {parameters}")

if seen[0][0] != 10_000 or seen[1] != (12_000, 0.99) or parameters != 110104888:
    sys.exit("Changed: the reader now keeps all points, or the numbers are stored otherwise.")
PYTHON
