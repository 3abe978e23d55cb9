#!/usr/bin/env bash
# Everything that says cuda, once, on a GPU, in at most eight minutes; prints tables for the docs.
#
#     benchmarks/gpu.sh [--cpu] [FOLDER]
#
# Without a GPU it says so and ends with 0; with --cpu it goes as far as it can without one. Traces and pages of the
# profile go to FOLDER (a temporary one by default). PYTHON names the interpreter; `make .venv/.ready CUDA=1` makes one
# with the accelerator build of torch.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON="${PYTHON:-.venv/bin/python}"
device=cuda
if [ "${1:-}" = --cpu ]; then
  device=cpu
  shift
fi
folder="${1:-$(mktemp -d)}"
if [ "$device" = cuda ] && ! "$PYTHON" -c "import sys, torch; sys.exit(not torch.cuda.is_available())"; then
  echo "No GPU is at hand (torch.cuda.is_available() is false): skipped."
  exit 0
fi
mkdir -p "$folder"
export VERIFY_HOME="$folder/home" OMP_WAIT_POLICY=PASSIVE # threads that wait sleep
run() { timeout --signal=TERM 230 "$@"; }
run "$PYTHON" benchmarks/gpu.py --device "$device"
echo
run "$(dirname "$PYTHON")/verify" profile examples/langid/model --data examples/langid/slice.csv --batch 32 \
  --device "$device" --out "$folder/profile" | sed -n '1,14p'
echo
echo "Traces, flame graph and TensorBoard files: $folder/profile"
