"""Verdicts on models and rows whose truth is known: what is falsely refuted or confirmed, and what is left open.

    python benchmarks/verdicts.py [--only PART] [--early-stop] [--all]

Everything is made from a seed, read by the real readers, measured by the real laboratory and judged by the law;
only the engine and the sandbox are left out. Exits 1 where a verdict is false or a finding is missing. A false
verdict counts ten times a needless "inconclusive".
"""

import argparse
import hashlib
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.known_truth import OPEN, WORLDS, Case
from benchmarks.verdict_cases import Bench
from claims.errors import VerifyError
from claims.records import Attempt, Finding, ModelFile, Source, Verdict
from claims.records import Case as Docket
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from extractors.pipeline.read import ReadOrder, read
from reproducers.lab.orders import Settings, SurveyOrder, WorkOrder
from reproducers.lab.planning.plan import make_plan
from reproducers.lab.planning.run import run_order
from reproducers.lab.survey.machine import machine
from reproducers.lab.survey.survey import survey

UNTIMED = {"latency", "load-time", "memory", "compute", "generation", "cost", "cache"}


def verdicts(
    case: Case, scratch: Path, *, early_stop: bool = False
) -> tuple[dict[str, list[Verdict]], tuple[Finding, ...]]:
    """Every verdict by metric, and every finding."""
    files = tuple(
        ModelFile(path=str(p.relative_to(case.root)), size=p.stat().st_size, sha256=_digest(p))
        for p in sorted(case.root.rglob("*")) if p.is_file()
    )  # fmt: skip
    source = Source(kind="folder", name=case.root.name, revision="0" * 40, sha256="0" * 64)
    reading = read(ReadOrder(root=str(case.root), files=tuple(f.path for f in files), source=source))
    order = SurveyOrder(
        model_root=str(case.root), model_name=case.root.name, files=files, data=str(case.data), **case.options
    )
    found = survey(order)
    planned = make_plan(
        reading.claims, found.model, found.slice, margin=Decimal(2), seed=0, early_stop=early_stop
    )
    attempts: list[Attempt] = []
    skipped = UNTIMED if "trivial-baseline" in case.findings else UNTIMED | {"baselines"}
    named = sorted({s.reproducer for s in planned.steps if s.reproducer})
    for name in (one for one in named if one.partition("@")[0] not in skipped):
        asked = tuple(step.question for step in planned.steps if step.reproducer == name)
        if found.model is None:
            continue
        one = WorkOrder(
            reproducer=name, questions=asked, model_root=str(case.root), model=found.model, slice=found.slice,
            data=found.data, settings=Settings(),
            stakes=tuple(step.stake for step in planned.steps if step.stake and step.reproducer == name),
        )  # fmt: skip
        attempts += run_order(one, scratch=scratch).attempts
    docket = Docket(
        claims=reading.claims, model=found.model, slices=(found.slice,) if found.slice else (),
        machine=machine("none"), plan=planned, attempts=tuple(attempts),
    )  # fmt: skip
    ruled = judge(docket)
    names = {claim.id: claim.metric for claim in reading.claims}
    by_metric: dict[str, list[Verdict]] = {}
    for verdict in ruled:
        by_metric.setdefault(names[verdict.claim_id], []).append(verdict)
    return by_metric, apply_rules(docket, ruled)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
    missing = set(case.findings) - {one.rule for one in findings}
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
