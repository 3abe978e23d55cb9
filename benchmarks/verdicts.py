"""Verdicts on models and rows whose truth is known: what is falsely refuted or confirmed, and what is left open.

    python benchmarks/verdicts.py [--only PART] [--early-stop] [--all]

Everything is made from a seed, read by the real readers, measured by the real laboratory and judged by the law;
only the engine and the sandbox are left out. Exits 1 where a verdict is false or a finding is missing. A false
verdict counts ten times a needless "inconclusive".
"""

import argparse
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.judged import UNTIMED, judged
from benchmarks.known_truth import OPEN, WORLDS, Case
from benchmarks.verdict_cases import Bench
from claims.errors import VerifyError
from claims.records import Finding, Verdict


def verdicts(
    case: Case, scratch: Path, *, early_stop: bool = False
) -> tuple[dict[str, list[Verdict]], tuple[Finding, ...]]:
    """Every verdict by metric, and every finding."""
    skipped = UNTIMED - {"baselines"} if "trivial-baseline" in case.findings else UNTIMED
    seen = judged(case.root, case.data, scratch, skipped=skipped, early_stop=early_stop, **case.options)
    names = {claim.id: claim.metric for claim in seen.case.claims}
    by_metric: dict[str, list[Verdict]] = {}
    for verdict in seen.verdicts:
        by_metric.setdefault(names[verdict.claim_id], []).append(verdict)
    return by_metric, seen.findings


def weigh(case: Case, scratch: Path, *, early_stop: bool = False) -> tuple[int, int, int, list[str]]:
    """Right, false and needlessly open verdicts of one case, and what to say of it."""
    try:
        found, findings = verdicts(case, scratch, early_stop=early_stop)
    except VerifyError as error:
        return 0, 0, sum(OPEN[0] not in r for r in case.right.values()), [f"could not run: {error}"]
    right = false = needless = 0
    said = []
    for metric, allowed in case.right.items():
        for verdict in found.get(metric, []):
            if verdict.outcome in allowed:
                right += 1
            elif verdict.outcome in OPEN:
                needless += 1
                said.append(f"needless {metric} {verdict.outcome}: {verdict.says}")
            else:
                false += 1
                said.append(f"FALSE {metric} {verdict.outcome}: {verdict.says}")
        if metric not in found:
            said.append(f"no claim of {metric} was read")
    missing = set(case.findings) - {finding.rule for finding in findings}
    false += len(missing)
    said += [f"no finding {rule}" for rule in sorted(missing)]
    return right, false, needless, said


def main(words: Sequence[str] | None = None) -> int:
    """Print each case and the sums; 1 where a verdict is false."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--only", default="", help="cases whose name holds this")
    ask.add_argument("--early-stop", action="store_true", help="stop where the plan allows it")
    ask.add_argument("--all", action="store_true", help="print the right ones too")
    asked = ask.parse_args(words)
    sums = [0, 0, 0]
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        for make in WORLDS:
            world = make(Path(folder))
            for case in Bench(world, Path(folder)).every():
                if asked.only not in case.name:
                    continue
                started = time.monotonic()
                *counts, said = weigh(case, case.root.parent, early_stop=asked.early_stop)
                sums = [a + b for a, b in zip(sums, counts, strict=True)]
                if said or asked.all:
                    print(
                        f"{case.name:45} {time.monotonic() - started:5.1f} s  {'; '.join(said) or 'right'}",
                        flush=True,
                    )
    print(f"{sums[0]} right, {sums[1]} false, {sums[2]} needlessly open; cost {10 * sums[1] + sums[2]}")
    return 1 if sums[1] else 0


if __name__ == "__main__":
    sys.exit(main())
