"""How well the rules find planted errors, how rarely they accuse the innocent, what published results they pass.

python benchmarks/audit.py [--papers 25] [--facts DIR] [--bench DIR]
"""

import argparse
import importlib.util
import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import thorough_papers
from made_papers import CLASSES, every
from published import published
from written_papers import Paper

import extractors
from claims.records import (
    Case,
    Contribution,
    Document,
    Finding,
    Plan,
    Source,
)
from claims.rules import apply_rules
from extractors.components.ablations import stems
from extractors.pipeline.read import Reading, ReadOrder, read

PAPERS = importlib.util.find_spec("extractors.readers.paper") is not None
"""Whether LaTeX and PDF can be read here; Markdown is read everywhere."""
RULE = defaultdict(
    lambda: "arithmetic",
    grim="impossible-score",
    spread="impossible-score",
    throughput="physically-impossible",
)
JUDGED = ("arithmetic", "impossible-score", "physically-impossible")
SILENT = ("hero-number", "no-variance", "missing-baseline", "ablation-gap", "unsupported-headline")


def reading_of(made: Paper, form: str, folder: Path) -> Reading:
    """A made paper as the reading room understands it; Markdown is read as a card and questioned as a paper."""
    file = folder / ("README.md" if form == "md" else "paper.tex")
    file.write_text(made.markdown() if form == "md" else made.latex(), "utf-8")
    source = Source(kind="folder", name=made.name, revision="made", sha256="0" * 64)
    found = read(ReadOrder(root=str(folder), files=(file.name,), source=source))
    if form == "md" and found.document:
        found = found.model_copy(update=_as_paper(found.document))
    return found


def _as_paper(document: Document) -> dict[str, object]:
    """What the paper's extractors of contributions and checks find in a document."""
    names = ("paper-contributions", "paper-checks")
    found = {name: tuple(extractors.registry[name].call(document)) for name in names}
    return {"contributions": found[names[0]], "checks": found[names[1]]}


def audited(reading: Reading) -> tuple[Finding, ...]:
    """Everything that the rules find in a reading."""
    case = Case(
        claims=reading.claims, hardware=reading.hardware, contributions=reading.contributions,
        checks=reading.checks, facts=reading.facts, plan=Plan(steps=(), margin=2, seed=0),
    )  # fmt: skip
    return apply_rules(case, (), reading.document)


def forms() -> tuple[str, ...]:
    """In which forms papers are made."""
    return ("md", "tex") if PAPERS else ("md",)


def planted(count: int) -> None:
    """Recall by class, and the precision of what the three checking rules say on papers with one error."""
    right = wrong = 0
    for what in CLASSES:
        found = 0
        missed: list[str] = []
        used = [one for one in forms() if what != "underline" or one != "md"]  # Markdown has no such mark
        for form in used:
            for made in every(count, what, first=1000):
                findings = [finding for finding in _found(made, form) if finding.rule in JUDGED]
                hits = [finding for finding in findings if _about(finding, made)]
                found += any(hit.rule == RULE[what] for hit in hits)
                missed += [] if hits else [f"{made.planted} ({form})"]
                right += len(hits)
                wrong += len(findings) - len(hits)
        print(f"  {what:<11} {found}/{count * len(used)}  {' '.join(missed[:4])}")
    print(
        f"  precision of {', '.join(JUDGED)}: {right}/{right + wrong} = {right / max(1, right + wrong):.3f}"
    )


def _found(made: Paper, form: str) -> tuple[Finding, ...]:
    with tempfile.TemporaryDirectory() as folder:
        return audited(reading_of(made, form, Path(folder)))


def _about(finding: Finding, made: Paper) -> bool:
    """Whether a finding names the planted characters, or what only follows from them."""
    core = re.sub(r"[^\d.,]", "", (made.planted or "").split(" (")[0]) or "?"
    return core in finding.says or (made.planted or "?") in finding.says


def clean(count: int) -> None:
    """What is said of papers without a fault."""
    serious, loud, papers = 0, Counter[str](), 0
    for form in forms():
        for made in every(count, None, first=5000):
            papers += 1
            findings = _found(made, form)
            serious += sum(finding.severity == "serious" for finding in findings)
            loud.update({finding.rule for finding in findings})
    print(f"  {papers} papers: {serious / max(1, papers):.3f} serious a paper")
    for name in (*SILENT, *JUDGED):
        print(f"  {name:<21} silent on {1 - loud[name] / max(1, papers):.0%}")


def thorough(count: int) -> None:
    """Of thorough papers by several templates, how many each rule is silent on; and how many with the fault it finds."""
    faults: tuple[thorough_papers.Fault, ...] = ("hero-number", "missing-baseline", "ablation-gap")
    loud, caught, papers = Counter[str](), Counter[str](), 0
    for form in forms():
        for made in thorough_papers.every(count, None, first=300):
            papers += 1
            loud.update({finding.rule for finding in _found(made, form)})
        for fault in faults:
            for made in thorough_papers.every(count, fault, first=700):
                caught[fault] += any(finding.rule == fault for finding in _found(made, form))
    for name in (*SILENT, *JUDGED):
        note = f", finds {caught[name]} of {papers} with the fault" if name in faults else ""
        print(f"  {name:<21} silent on {1 - loud[name] / max(1, papers):.0%}{note}")


def gold(bench: Path) -> None:
    """The annotated papers: checks, and the flags that a reviewer raised."""
    answers: dict[bool, list[bool]] = {True: [], False: []}
    parts: list[bool] = []
    isolated: list[bool] = []
    flagged: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    for file in sorted((bench / "papers" / "gold").glob("*.json")):
        said = json.loads(file.read_text("utf-8"))
        folder = bench / "papers" / file.stem
        source = Source(kind="folder", name=file.stem, revision="bench", sha256="0" * 64)
        found = read(ReadOrder(root=str(folder), files=("paper.pdf",), source=source))
        ours = {check.question: check.answer == "yes" for check in found.checks}
        for part in said["contributions"]:
            same = _same_part(part["component"], found.contributions)
            parts.append(same is not None)
            isolated += [same.ablated == part["ablated"]] if same else []
        for question, answer in said["checks"].items():
            if answer is not None:
                answers[answer].append(ours.get(question, False) == answer)
        began = time.perf_counter()
        findings = audited(found)
        print(f"  {file.stem}: {len(findings)} findings in {time.perf_counter() - began:.2f} s")
        for name, flag in said["flags"].items():
            if flag["flag"]:
                raised[name] += 1
                flagged[name] += any(
                    _shares(finding, flag["why"])
                    for finding in findings
                    if finding.rule == name.replace("_", "-")
                )
    print(
        f"  contributions: {sum(parts)} of {len(parts)} found, ablated yes / no right in {sum(isolated)} of {len(isolated)}"
    )
    right = {truth: sum(votes) / max(1, len(votes)) for truth, votes in answers.items()}
    print(
        f"  checks: balanced accuracy {sum(right.values()) / 2:.3f} (yes {right[True]:.2f}, no {right[False]:.2f})"
    )
    for name, count in raised.items():
        print(f"  {name}: {flagged[name]} of {count} flags shared")


def noted(bench: Path) -> None:
    """Errors that the annotators noted: of papers under `notes`, of cards under `inconsistencies`; found by line."""
    notes = [
        json.loads(one.read_text("utf-8")).get("notes") for one in (bench / "papers" / "gold").glob("*.json")
    ]
    found = total = 0
    for file in sorted((bench / "cards" / "gold").glob("*.json")):
        source = Source(kind="folder", name=file.stem, revision="bench", sha256="0" * 64)
        folder = bench / "cards" / file.stem
        paths = tuple(sorted(one.name for one in folder.iterdir() if one.suffix in (".md", ".json")))
        lines = {
            p.line
            for one in audited(read(ReadOrder(root=str(folder), files=paths, source=source)))
            for p in one.places
        }
        errors = json.loads(file.read_text("utf-8"))["inconsistencies"]
        total += len(errors)
        found += sum(bool(lines & set(error["lines"])) for error in errors)
    print(
        f"  noted errors: {sum(map(bool, notes))} of {len(notes)} papers note any; {found} of {total} of the cards found"
    )


def _same_part(component: str, ours: Sequence[Contribution]) -> Contribution | None:
    """The contribution that shares at least half of the telling words of the shorter name."""
    asked = stems(component)
    shared = [
        (len(asked & stems(one.component)) / max(1, min(len(asked), len(stems(one.component)))), i)
        for i, one in enumerate(ours)
    ]
    best, index = max(shared, default=(0.0, 0))
    return ours[index] if best >= 0.5 else None


def _shares(finding: Finding, why: str) -> bool:
    """Whether a finding has a figure or two telling words in common with a reason."""
    figures = set(re.findall(r"\d+\.\d+", why)) & set(re.findall(r"\d+\.\d+", finding.says))
    words = [set(re.findall(r"[A-Za-z][\w-]{5,}", text.casefold())) for text in (why, finding.says)]
    common = {
        "report",
        "reported",
        "results",
        "compared",
        "tables",
        "against",
        "system",
        "systems",
        "isolated",
        "components",
    }
    names = set(re.findall(r"\b[A-Z][a-z]*[A-Z]\w+|\b[A-Z][a-z]{4,}former\b", why))
    return (
        bool(figures)
        or len((words[0] & words[1]) - common) >= 2
        or any(name.casefold() in finding.says.casefold() for name in names)
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=25, help="made papers of each class and form")
    parser.add_argument("--facts", type=Path, default=Path("../shared/facts"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    given = parser.parse_args(argv)
    print(f"Planted errors, found by the rule that should ({', '.join(forms())}):")
    planted(given.papers)
    print("Papers without a fault:")
    clean(2 * given.papers)
    print(
        f"Thorough papers, {len(thorough_papers.FIELDS)} fields, {len(thorough_papers.ABLATIONS)} forms of ablation:"
    )
    thorough(max(16, given.papers))
    if given.facts.is_dir():
        print("Published results:")
        published(given.facts)
    if given.bench.is_dir() and PAPERS:
        print("Annotated papers:")
        gold(given.bench)
        noted(given.bench)


if __name__ == "__main__":
    main()
