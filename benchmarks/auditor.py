"""What the rules find in real documents beside what readers noted there: errors found, findings a paper, time.

python benchmarks/auditor.py [--papers DIR] [--cards DIR] [--only NAMES] [--form pdf|tex] [--keep DIR] [--judged FILE] [--list]

A folder of papers holds `errors.json` (or none) and `NAME/paper.pdf` or `NAME/tex`; a folder of cards holds `gold/NAME.json`
with `inconsistencies`. `--keep` keeps readings, so that only the rules run again. `--judged` names a file
{"id of a finding": "right" | "wrong" | "moot"}, written by whoever read each finding against its document.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claims.records import Case, Finding, Plan, Source
from claims.rules import apply_rules
from extractors.pipeline.read import Reading, ReadOrder, read


@dataclass
class Audit:
    """One document, what the rules say of it, and what readers noted."""

    name: str
    reading: Reading
    findings: tuple[Finding, ...]
    seconds: float
    errors: list[dict[str, object]] = field(default_factory=list)
    """Readers' errors: needles and why, of a paper; lines and why, of a card."""
    flags: dict[str, dict[str, object]] = field(default_factory=dict)


def read_kept(root: Path, files: tuple[str, ...], keep: Path | None) -> Reading:
    """The reading of a document; kept under a folder, where one is given."""
    kept = keep / f"{root.name}.json" if keep else None
    if kept and kept.is_file():
        return Reading.model_validate_json(kept.read_bytes())
    source = Source(kind="folder", name=root.name, revision="bench", sha256="0" * 64)
    reading = read(ReadOrder(root=str(root), files=files, source=source))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(reading.model_dump_json(), "utf-8")
    return reading


def audited(reading: Reading) -> tuple[tuple[Finding, ...], float]:
    """Everything that the rules find in a reading, and the processor seconds it took."""
    case = Case(
        claims=reading.claims, hardware=reading.hardware, contributions=reading.contributions,
        checks=reading.checks, facts=reading.facts, plan=Plan(steps=(), margin=2, seed=0),
    )  # fmt: skip
    began = time.process_time()
    findings = apply_rules(case, (), reading.document)
    return findings, time.process_time() - began


def _files(root: Path, form: str) -> tuple[str, ...]:
    if form == "tex" and (root / "tex").is_dir():
        return tuple(sorted(str(file.relative_to(root)) for file in root.rglob("tex/**/*") if file.is_file()))
    return ("paper.pdf",)


def papers(folder: Path, form: str, only: frozenset[str], keep: Path | None) -> Iterator[Audit]:
    """Every paper of a folder."""
    noted = folder / "errors.json"
    errors = json.loads(noted.read_text("utf-8")) if noted.is_file() else []
    for root in sorted(path.parent for path in folder.glob("*/paper.pdf")):
        if only and root.name not in only:
            continue
        reading = read_kept(root, _files(root, form), keep / form if keep else None)
        gold = folder / "gold" / f"{root.name}.json"
        flags = json.loads(gold.read_text("utf-8")).get("flags", {}) if gold.is_file() else {}
        here = [error for error in errors if error["paper"] == root.name]
        yield Audit(root.name, reading, *audited(reading), here, flags)


def cards(folder: Path, only: frozenset[str], keep: Path | None) -> Iterator[Audit]:
    """Every annotated card of a folder."""
    for gold in sorted((folder / "gold").glob("*.json")):
        root = folder / gold.stem
        if (only and root.name not in only) or not root.is_dir():
            continue
        files = tuple(sorted(path.name for path in root.iterdir() if path.suffix in (".md", ".json")))
        reading = read_kept(root, files, keep / "cards" if keep else None)
        said = json.loads(gold.read_text("utf-8"))
        yield Audit(
            root.name, reading, *audited(reading), said.get("inconsistencies", []), said.get("flags") or {}
        )


NO_CONTRADICTIONS = frozenset(
    {"ablation-gap", "hero-number", "impossible-score", "licence", "missing-baseline", "missing-hardware",
     "no-variance", "unpinned"}
)  # fmt: skip
"""Rules that say what is missing or impossible: at the line of a contradiction they do not tell it."""


def finds(error: dict[str, object], findings: Sequence[Finding]) -> Finding | None:
    """The finding that tells a reader's error: of a card by its line, of a paper by two figures, or one and the kind."""
    lines, needles = error.get("lines"), error.get("needles")
    for finding in findings:
        if isinstance(lines, list):
            at_lines = {place.line for place in finding.places} & set(lines)
            if at_lines and finding.rule not in NO_CONTRADICTIONS:
                return finding
        elif isinstance(needles, list):
            spoken = " ".join([finding.says, *(place.quote for place in finding.places)])
            hits = sum(
                bool(re.search(rf"(?<![\w.]){re.escape(str(needle))}(?!\w*\d)", spoken)) for needle in needles
            )
            if hits >= min(2, len(needles)):
                return finding
    return None


def tell(audits: Sequence[Audit], judged: dict[str, str], *, every: bool) -> None:
    """Print the figures, and every finding where that is asked for."""
    found = total = 0
    kinds: Counter[tuple[str, bool]] = Counter()
    for audit in audits:
        hits = {index: finds(error, audit.findings) for index, error in enumerate(audit.errors)}
        found += sum(hit is not None for hit in hits.values())
        total += len(audit.errors)
        print(f"{audit.name}: {len(audit.findings)} findings in {audit.seconds:.2f} s of processor time; "
              f"{sum(hit is not None for hit in hits.values())} of {len(audit.errors)} noted errors found")  # fmt: skip
        for index, error in enumerate(audit.errors):
            kinds[str(error.get("kind", "card")), hits[index] is not None] += 1
            if every:
                print(f"   {'found ' if hits[index] else 'missed'} {error.get('why') or error.get('what')} "
                      f"[{error.get('place') or error.get('lines')}]")  # fmt: skip
        for finding in audit.findings if every else ():
            print(
                f"   {judged.get(finding.id, '')} {finding.id} {finding.severity} {finding.rule}: {finding.says}"
            )
    print(f"noted errors found: {found} of {total}")
    for kind in sorted({kind for kind, _ in kinds}):
        print(f"  {kind}: {kinds[kind, True]} of {kinds[kind, True] + kinds[kind, False]}")
    told = [finding for audit in audits for finding in audit.findings]
    print(
        f"findings: {len(told)}, at the median {statistics.median(len(a.findings) for a in audits)} a document"
    )
    for severity in ("serious", "warning", "info"):
        here = [finding for finding in told if finding.severity == severity]
        votes = Counter(judged.get(finding.id, "not judged") for finding in here)
        print(f"  {severity}: {len(here)}; {', '.join(f'{vote} {votes[vote]}' for vote in sorted(votes))}")
    for rule in sorted({finding.rule for finding in told}):
        votes = Counter(judged.get(finding.id, "not judged") for finding in told if finding.rule == rule)
        print(f"  {rule}: {', '.join(f'{vote} {votes[vote]}' for vote in sorted(votes))}")
    print(f"processor seconds of all rules: {sum(audit.seconds for audit in audits):.2f}")
    flagged(audits)


def flagged(audits: Sequence[Audit]) -> None:
    """How often a rule speaks where a reader flagged that, and where none did; of all findings, then of warnings."""
    for name in sorted({name for audit in audits for name in audit.flags}):
        for least in ("info", "warning"):
            votes: Counter[tuple[bool, bool]] = Counter()
            for audit in audits:
                flag = audit.flags.get(name, {}).get("flag")
                if isinstance(flag, bool):
                    loud = [f for f in audit.findings if least == "info" or f.severity != "info"]
                    votes[flag, any(finding.rule == name.replace("_", "-") for finding in loud)] += 1
            hits, missed, false, silent = (
                votes[pair] for pair in ((True, True), (True, False), (False, True), (False, False))
            )
            score = 2 * hits / max(1, 2 * hits + missed + false)
            balanced = (hits / max(1, hits + missed) + silent / max(1, silent + false)) / 2
            print(f"  flag {name}, {least} and above: F1 {score:.2f}, balanced {balanced:.2f} "
                  f"({hits} shared, {missed} missed, {false} told alone, {silent} silent)")  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Audit every document of the folders."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=Path, default=None, help="a folder of papers")
    parser.add_argument("--cards", type=Path, default=None, help="a folder of cards")
    parser.add_argument("--only", default="", help="names of documents, with commas between")
    parser.add_argument("--form", choices=("pdf", "tex"), default="pdf")
    parser.add_argument("--keep", type=Path, default=None, help="a folder to keep readings in")
    parser.add_argument("--judged", type=Path, default=None, help="a file of judgements")
    parser.add_argument("--list", action="store_true", help="print every error and finding")
    given = parser.parse_args(argv)
    bench = Path("../shared/bench")
    if given.papers is None and given.cards is None:
        given.papers, given.cards = bench / "papers2", bench / "cards2"
    judged = json.loads(given.judged.read_text("utf-8")) if given.judged else {}
    only = frozenset(filter(None, given.only.split(",")))
    audits = []
    for folder, of in ((given.papers, "papers"), (given.cards, "cards")):
        if folder is None:
            continue
        if not folder.is_dir():
            print(f"{folder} is not here, so no {of} are audited.", file=sys.stderr)
            continue
        audits += list(
            papers(folder, given.form, only, given.keep)
            if of == "papers"
            else cards(folder, only, given.keep)
        )
    if audits:
        tell(audits, judged, every=given.list)
    return 0


if __name__ == "__main__":
    sys.exit(main())
