"""The records that pass between the packages; all are frozen."""

from claims.records.claim import (
    Check,
    Claim,
    ClaimKind,
    Contribution,
    HardwareMention,
    Quantity,
    Relation,
    claim_id,
)
from claims.records.dossier import (
    Basis,
    Case,
    Correction,
    Dossier,
    Finding,
    Observed,
    OpenCase,
    Outcome,
    Past,
    RuleName,
    Severity,
    Timing,
    Verdict,
)  # fmt: skip
from claims.records.failures import Confusion, FailureGroup, Failures, KnownRows, WrongRow
from claims.records.measurement import Alternative, Attempt, Comparison, Measurement, Skipped
from claims.records.model import Model, ModelFile, ModelFormat, Reason
from claims.records.plan import Per, Plan, PlanStep, Question, Stake
from claims.records.record import Record
from claims.records.slice import Level, Machine, Pair, Slice
from claims.records.source import (
    Block,
    BlockKind,
    Cell,
    Document,
    Entry,
    Link,
    Place,
    Source,
    SourceKind,
    Table,
)
from claims.records.vendor import ListedPrice, Promise, PromiseTopic

__all__ = [
    "Alternative", "Attempt", "Basis", "Block", "BlockKind", "Case", "Cell", "Check", "Claim", "ClaimKind",
    "Comparison", "Confusion", "Contribution", "Correction", "Document", "Dossier", "Entry", "FailureGroup",
    "Failures", "Finding", "HardwareMention", "KnownRows", "Level", "Link", "ListedPrice", "Machine", "Measurement",
    "Model", "ModelFile", "ModelFormat", "Observed", "OpenCase", "Outcome", "Pair", "Past", "Per", "Place", "Plan",
    "PlanStep", "Promise", "PromiseTopic", "Quantity", "Question", "Reason", "Record", "Relation", "RuleName",
    "Severity", "Skipped", "Slice", "Source", "SourceKind", "Stake", "Table", "Timing", "Verdict", "WrongRow",
    "claim_id",
]  # fmt: skip
