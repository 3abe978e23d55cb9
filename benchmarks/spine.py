"""The example from nothing, from the store, twice the same, and killed at ten moments.

    python benchmarks/spine.py [--kills 10]

Prints the figures and exits 1 where a target is missed: --help 0.3 s, cold 60 s, from the store 2 s.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VERIFY = str(Path(sys.executable).with_name("verify"))
LOOSE = {"timings", "seconds", "fetched_at", "p_refuted"}
TIMED = {"latency", "throughput", "peak_memory", "vram", "load_time"}
"""Metrics that are measured with a clock or a meter: their values differ from run to run."""


def run(home: Path, *words: str) -> tuple[float, str]:
    """Seconds and output of one call."""
    started = time.monotonic()
    env = {**os.environ, "VERIFY_HOME": str(home)}
    done = subprocess.run([VERIFY, *words], capture_output=True, text=True, env=env, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"verify {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return time.monotonic() - started, done.stdout


def steady(text: str) -> object:
    """A dossier without what the design lets differ: clocks, and what was measured with one."""
    dossier = json.loads(text)
    timed = {a["claim_id"] for a in dossier["attempts"] if a["metric"] in TIMED}
    dossier["attempts"] = [a for a in dossier["attempts"] if a["metric"] not in TIMED]
    dossier["verdicts"] = [v for v in dossier["verdicts"] if v["claim_id"] not in timed]
    return _without(dossier)


def _without(part: object) -> object:
    if isinstance(part, dict):
        return {key: _without(value) for key, value in part.items() if key not in LOOSE}
    return [_without(one) for one in part] if isinstance(part, list) else part


def kill_after(home: Path, seconds: float) -> bool:
    """Start the example and kill it with all it started; whether it was still running."""
    env = {**os.environ, "VERIFY_HOME": str(home)}
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(
        [VERIFY, "example", "--json"], stdout=quiet, stderr=quiet, env=env, start_new_session=True
    )
    try:
        started.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(started.pid, signal.SIGKILL)
        started.wait()
        return True
    return False


def main() -> int:
    """Print the figures; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--kills", type=int, default=10)
    kills = ask.parse_args().kills
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, limit, words in (("--help", 0.3, ("--help",)), ("cold", 60, ("example", "--json"))):
            took, text = run(root / "one", *words)
            missed += took > limit
            print(f"{name:20} {took:6.2f} s   (target {limit} s)")
        cold, first = took, steady(text)
        took, text = run(root / "one", "example", "--json")
        missed += took > 2 or steady(text) != first
        print(f"{'from the store':20} {took:6.2f} s   (target 2 s)")
        same = steady(run(root / "two", "example", "--json")[1]) == first
        missed += not same
        print(f"{'twice from scratch':20} {'the same dossier' if same else 'DIFFERENT'}")
        right = 0
        for number in range(kills):
            home = root / f"killed-{number}"
            killed = kill_after(home, cold * (number + 0.5) / kills)
            _, text = run(home, "example", "--json")
            runs = run(home, "list")[1].splitlines()
            right += steady(text) == first and len(runs) == 1 and killed
        missed += right != kills
        print(f"{'killed and rerun':20} {right} of {kills} give the same dossier, stored once")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
