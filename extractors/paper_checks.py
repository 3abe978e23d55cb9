"""The reproducibility checklist of a paper, and what it presents as its own, each answer with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from claims.catalog.names import squeeze
from claims.records import Check, Claim, Contribution, Document, HardwareMention, Place, Table
from extractors import extractor
from extractors.paper_hardware import paper_hardware
from extractors.paper_prose import paper_prose
from extractors.paper_tables import paper_tables
from extractors.sense.paper.evidence import Evidence
from extractors.sense.paper.sentences import Sentence, sentences

_VARIED = re.compile(
    r"(?i)\bstandard (?:deviations?|errors?)\b|\bconfidence intervals?\b|\bstd\.?\b|±|\b(?:variance|median|mean|average) (?:over|across|of) (?:\w+ ){0,3}(?:runs|seeds|trials|restarts)\b|\b(?:different|random) seeds\b"
)
_COST = re.compile(
    r"(?i)\b(?:train\w*|took|takes|converge\w*)\b[^.]{0,90}?\b\d[\d.,]*\s?(?:gpu[- ]?)?(?:hours?|days?|weeks?|minutes?|hrs?)\b|\b\d[\d.,]*\s?(?:gpu|tpu)[- ](?:hours?|days?)\b|\btraining (?:cost|time|flops)\b|\b(?:hours|days) to train\b"
)
_ABLATES = re.compile(
    r"(?i)\bablat\w+|\b(?:effects?|impact|influence|contribution) of\b|\bvariations? on\b|\bw/o\b|\bwithout (?:the )?\w+ (?:module|loss|component)"
)
_HYPER = re.compile(
    r"(?i)\blearning rate\b|\bbatch size\b|\bdropout (?:rate|of)\b|\bweight decay\b|\bhyper-?parameters?\b[^.]{0,60}\d|\bAdam\w*\b[^.]{0,80}\d"
)
_LIMITS = re.compile(
    r"(?i)\blimitations?\b|\b(?:does|do|did) not (?:work|help|improve|perform)\b|\bfail(?:s|ed|ure)? (?:cases?|to)\b|\bdrawbacks?\b|\bshortcomings?\b|\bthings we tried that didn"
)
_LINKED = re.compile(
    r"(?i)\b(?:code|models?|weights|implementation|checkpoints?)\b[^.]{0,80}\b(?:available|released?|found|open-?sourced?|at)\b|github\.com|huggingface\.co"
)
_SPEED = frozenset(
    {
        "latency",
        "throughput",
        "tokens_per_second",
        "fps",
        "speedup",
        "rtf",
        "flops_per_second",
        "memory_ratio",
    }
)
_FAST = re.compile(
    r"(?i)\b(?:faster|speed-?up|inference (?:speed|time)|latency|throughput|real-?time|more efficient|parallelizable|less time)\b"
)
_VAGUE = re.compile(
    r"(?i)^(?:and|or|to|some|several|in|on|it|results?|that|how|what|both|all|more)\b|^(?:\w+ )?(?:method|technique|approach|framework|network architecture|architecture|strategy|model)s?$"
)
_OWN = re.compile(
    r"(?i)\b(?:we|this (?:paper|work)) (?:\w+ )?(?:propose|present|introduce|develop|design)\w*\s(?:(?:a|an|the|new|novel|simple|our)\s){0,4}(?P<what>[\w /+-]{4,70}?)(?=\s?(?:[,.;:(]|\b(?:that|which|to|for|by|with|where|in|based|on|using|called|named|and)\b))"
)


@dataclass(frozen=True)
class Paper:
    """A paper and what the other extractors read in it."""

    document: Document

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The numbers of its tables and text."""
        return tuple(
            c for read in (paper_tables, paper_prose) for c in read(self.document) if isinstance(c, Claim)
        )

    @cached_property
    def hardware(self) -> tuple[HardwareMention, ...]:
        """The devices."""
        return tuple(one for one in paper_hardware(self.document) if isinstance(one, HardwareMention))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The running text, without references."""
        return tuple(sentences(self.document))

    def says(self, shape: re.Pattern[str], *, headings: bool = False) -> Place | None:
        """Where a pattern first stands in the text, or in a heading."""
        if headings and (
            found := next(
                (b.place for b in self.document.blocks if b.kind == "heading" and shape.search(b.text)), None
            )
        ):
            return found
        for one in self.sentences:
            if said := shape.search(one.text):
                return one.place(said.start(), said.end())
        return None

    def table(self, shape: re.Pattern[str]) -> Place | None:
        """The first table of results whose caption or rows say something."""
        told = {claim.place.table for claim in self.claims if claim.place.table}
        return next((t.place for t in self.document.tables if t.label in told and _matches(t, shape)), None)


def _matches(table: Table, shape: re.Pattern[str]) -> bool:
    rows = " ".join(cell.text for cell in table.cells if cell.column == 0)
    return bool(shape.search(f"{table.caption or ''} {' '.join(table.section[-1:])} {rows[:2000]}"))


@extractor("paper-checks", version=1, reads="paper")
def paper_checks(document: Document) -> Iterator[Check | Contribution]:
    """Answers the questions of the checklist, and lists what the paper says it proposes."""
    paper = Paper(document)
    quality = [one for one in paper.claims if one.kind == "quality" and one.place.table]
    fast = next((one.place for one in paper.claims if one.metric in _SPEED), None) or paper.says(_FAST)
    answers = {
        "variance_reported": next((one.place for one in paper.claims if one.stated.spread is not None), None)
        or paper.says(_VARIED),
        "hardware_named": next((one.place for one in paper.hardware), None),
        "training_cost_reported": next(
            (
                one.place
                for one in paper.claims
                if one.metric in ("training_time", "gpu_hours", "training_flops")
            ),
            None,
        )
        or paper.says(_COST),
        "ablation_present": paper.table(_ABLATES)
        or paper.says(re.compile(r"(?i)\bablation (?:stud|experiment|over)"), headings=True),
        "two_or_more_datasets": _second({squeeze(one.dataset): one.place for one in quality if one.dataset}),
        "two_or_more_external_baselines": _second(
            {squeeze(one.subject): one.place for one in quality if not one.own}
        ),
        "code_or_weights_linked": next(
            (one.place for one in document.links if one.kind in ("code", "model")), None
        )
        or paper.says(_LINKED),
        "hyperparameters_reported": paper.says(_HYPER),
        "speed_claimed": fast,
        "limitations_discussed": paper.says(re.compile(r"(?i)\blimitations?\b"), headings=True)
        or paper.says(_LIMITS),
    }
    for question, place in answers.items():
        yield Check(question=question, answer="yes" if place else "no", place=place)
    told = next((one.place for one in paper.hardware), None)
    yield Check(
        question="speed_claim_has_hardware",
        answer="not applicable" if not fast else "yes" if told else "no",
        place=told if fast else None,
    )
    yield from _contributions(paper)


def _second(places: dict[str, Place]) -> Place | None:
    """The place of the second thing, if there are two."""
    return list(places.values())[1] if len(places) > 1 else None


def _contributions(paper: Paper) -> Iterator[Contribution]:
    """What abstract, introduction and conclusion say is proposed; ablated where a table varies it."""
    seen: set[str] = set()
    own = {squeeze(name) for name in Evidence(paper.document).own}
    for one in paper.sentences:
        if one.where == "body" or len(seen) >= 8:
            continue
        for said in _OWN.finditer(one.text):
            what, place = said["what"].strip(), one.place(said.start("what"), said.end("what"))
            if (
                place is None
                or squeeze(what) in seen | own
                or not 2 <= len(what.split()) <= 9
                or _VAGUE.match(what)
                or not re.search(r"[a-z]{4}", what)
            ):
                continue
            seen.add(squeeze(what))
            where = _ablation(paper, what)
            yield Contribution(component=what[:120], place=place, ablated=where is not None, where=where)


def _ablation(paper: Paper, what: str) -> Place | None:
    """The table of an ablation in whose rows or caption two telling words of a component stand, or its last word."""
    words = [
        word
        for word in re.findall(r"[a-z]{4,}", what.casefold())
        if word not in ("model", "method", "based", "network", "approach")
    ]
    for table in paper.document.tables:
        said = f"{table.caption or ''} {' '.join(cell.text for cell in table.cells)}".casefold()
        if _matches(table, _ABLATES) and words and sum(word in said for word in words) >= min(2, len(words)):
            return table.place
    return None
