"""Claims of the JSON that evaluation tools print: a benchmark, and below it a metric and its value."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.quantities import quantity
from claims.records import Block, Claim, Document, Quantity
from extractors import extractor
from extractors.language.datasets import EvaluationData, name_and_conditions
from extractors.language.make_claim import make_claim
from extractors.language.source_text import CardSentence, TextByLine
from extractors.language.system_names import own_names_of
from extractors.tables.printed_logs import key_label

READ_BY = "evaluation-json@1"
LONGEST = 200_000
"""Characters of one block that are parsed."""
_SUITE = re.compile(r"^(?:harness|lighteval|leaderboard|original|helm|extended|community)[|_]")
_KEY = re.compile(r"(?P<metric>[A-Za-z][\w@.-]{1,40})(?:,(?P<filter>[\w-]{1,40}))?")
_SHAPE = re.compile(
    r"""["'](?:acc|acc_norm|exact_match|mc1|mc2|em|qem|pass@1|f1|bleu|[\w@.-]{2,20},[\w-]{2,30})["']\s*:\s*\d"""
)


@dataclass(frozen=True)
class PrintedResult:
    """One number of a printed evaluation."""

    benchmark: str
    shots: str
    metric: str
    aside: str
    """The filter that tells variants of a metric apart."""
    text: str
    start: int
    """Where the number begins in its block."""


def holds_results(text: str) -> bool:
    """Whether a block is the JSON of an evaluation by benchmarks."""
    return text.lstrip()[:1] == "{" and bool(_SHAPE.search(text[:LONGEST])) and text.count("{") > 1


def printed_results(text: str) -> Iterator[PrintedResult]:
    """The numbers of the JSON in a block, in its order; none where it is no JSON."""
    try:
        parsed = json.loads(text[:LONGEST], parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return
    if not isinstance(parsed, dict):
        return
    results = parsed.get("results")
    at = 0
    for benchmark, metrics in (results if isinstance(results, dict) else parsed).items():
        if not isinstance(metrics, dict) or benchmark in ("all", "config", "versions", "summary_general"):
            continue
        at = max(at, text.find(json.dumps(benchmark, ensure_ascii=False), at))
        name, shots = _benchmark(benchmark)
        for key, value in metrics.items():
            match = _KEY.fullmatch(key)
            start = text.find(str(value), text.find(f'"{key}"', at)) if isinstance(value, str) else -1
            if match and start >= 0:
                aside = match["filter"] or ""
                yield PrintedResult(name, shots, match["metric"], aside, str(value), start)


@extractor("evaluation-json", version=1, reads="card")
def evaluation_json(document: Document) -> Iterator[Claim]:
    """Reads the results that lm-evaluation-harness or lighteval print as JSON."""
    lines = TextByLine(document)
    subject = own_names_of(document).subject
    for block in document.blocks:
        if block.kind == "code" and holds_results(block.text):
            for result in printed_results(block.text):
                yield from _claim(result, block, subject, lines)


def _claim(result: PrintedResult, block: Block, subject: str, lines: TextByLine) -> Iterator[Claim]:
    label = key_label(result.metric)
    stated = quantity.read(result.text)
    row = CardSentence(block.text[result.start :], result.start, block)
    place = row.place(0, len(result.text), lines, digits=result.text)
    if label.metric is None or not isinstance(stated, Quantity) or place is None:
        return
    aside = [result.shots, label.rest, "" if result.aside == "none" else result.aside]
    yield make_claim(
        stated,
        place,
        label.metric,
        printed=result.metric,
        subject=subject,
        own=True,
        read_by=READ_BY,
        confidence=0.95,
        where=EvaluationData(name_and_conditions(result.benchmark)[0] or result.benchmark),
        conditions="; ".join(dict.fromkeys(filter(None, aside))),
    )


def _benchmark(key: str) -> tuple[str, str]:
    """The benchmark and the shots of a key: "harness|arc:challenge|25" is ARC Challenge with 25 shots."""
    parts = _SUITE.sub("", key[:120]).split("|")
    shots = next((f"{part}-shot" for part in parts[1:] if part.isdigit()), "")
    return parts[0].replace(":", " "), shots
