"""Dossiers as runs leave them: one with every outcome, and one with nothing."""

from decimal import Decimal

from claims.records import (
    Alternative,
    Attempt,
    Check,
    Claim,
    ClaimKind,
    Contribution,
    Correction,
    Dossier,
    Finding,
    HardwareMention,
    Machine,
    Measurement,
    Model,
    ModelFile,
    Observed,
    Pair,
    Place,
    Plan,
    PlanStep,
    Quantity,
    Question,
    Reason,
    Skipped,
    Slice,
    Source,
    Timing,
    Verdict,
    claim_id,
)  # fmt: skip

D = Decimal


def claim(
    metric: str,
    written: str,
    value: str,
    unit: str | None,
    *,
    line: int = 31,
    kind: ClaimKind = "quality",
    dataset: str | None = None,
    split: str | None = None,
    subject: str = "acme/sentiment-base",
    spread: str | None = None,
) -> Claim:
    place = Place(file="README.md", line=line, table="table at line 28", row=3, column=2, quote=value)
    stated = Quantity(
        value=D(value), unit=unit, as_written=f"{value}{unit or ''}", spread=D(spread) if spread else None
    )
    return Claim(
        id=claim_id(place, metric, stated), kind=kind, subject=subject, own=subject.startswith("acme/"),
        task="text-classification", dataset=dataset, split=split, metric=metric, metric_as_written=written,
        stated=stated, place=place, read_by="card-tables@1", confidence=0.93,
    )  # fmt: skip


ACCURACY = claim("accuracy", "Accuracy", "95.1", "%", dataset="SST-2", split="validation")
F1 = claim("f1_macro", "Macro F1", "0.912", None, line=32, dataset="SST-2", split="validation")
CALIBRATION = claim("ece", "ECE", "1.9", "%", line=33, dataset="SST-2")
REVIEWS = claim("accuracy", "Accuracy", "92.4", None, line=34, dataset="IMDb", split="test")
YELP = claim("accuracy", "Accuracy", "91.0", "%", line=35, dataset="Yelp", split="test")
PARAMETERS = claim("params", "Parameters", "66", "M", line=12, kind="size")
SIZE = claim("model_size", "Model size", "250", "MB", line=13, kind="size")
LATENCY = claim("latency", "Latency", "4.2", "ms", line=41, kind="speed")
THROUGHPUT = claim("throughput", "Throughput", "1900", "samples/s", line=42, kind="speed")
RIVAL = claim(
    "accuracy", "Accuracy", "93.5", "%", line=36, dataset="SST-2", subject="Rival-large", spread="0.3"
)
WRITTEN_TWICE = claim("bleu", "BLEU", "27.3", None, line=50, dataset="WMT 2014 En-De")
CLAIMS = (
    PARAMETERS, SIZE, ACCURACY, F1, CALIBRATION, REVIEWS, YELP, RIVAL, LATENCY, THROUGHPUT, WRITTEN_TWICE,
)  # fmt: skip


def verdict(
    about: Claim,
    outcome: str,
    says: str,
    *,
    basis: str | None = None,
    seen: tuple[str, str | None, str | None, int] | None = None,
    gap: tuple[str, str | None, str | None] | None = None,
    margin: str | None = None,
    needed: int | None = None,
    reason: Reason | None = None,
    p: float | None = None,
) -> Verdict:
    observed = None
    if seen:
        value, low, high, n = seen
        observed = Observed(value=D(value), low=low and D(low), high=high and D(high), n=n)
    bounds = [None if one is None else D(one) for one in gap or (None, None, None)]
    return Verdict.model_validate(
        {
            "claim_id": about.id, "outcome": outcome, "basis": basis, "says": says, "reason": reason,
            "observed": observed, "difference": bounds[0], "low": bounds[1], "high": bounds[2],
            "margin": D(margin) if margin else None, "p_refuted": p, "needed_n": needed,
        }
    )  # fmt: skip


VERDICTS = (
    verdict(
        PARAMETERS, "confirmed", "66.36 M parameters are in the files; the claim rounds them to 66 M, within its step.",
        basis="structure", seen=("66.36", "66.36", "66.36", 1), gap=("0.36", "0.36", "0.36"), margin="0.5",
    ),
    verdict(
        SIZE, "refuted", "The files hold 267.8 MB (255.4 MiB); neither reading rounds to 250 MB.",
        basis="structure", seen=("267.83", "267.83", "267.83", 1), gap=("-17.83", "-17.83", "-17.83"), margin="0.5",
    ),
    verdict(
        ACCURACY, "refuted",
        "On 2,400 rows of SST-2 the accuracy is 91.5 %, at least 2.7 points below the claim; the margin is 2.05.",
        basis="same_data", seen=("91.46", "90.28", "92.51", 2400), gap=("-3.64", "-4.62", "-2.74"), margin="2.05", p=0.0003,
    ),
    verdict(
        F1, "confirmed", "Macro F1 is 0.914, within the margin of 0.0205.",
        basis="same_data", seen=("0.91423", "0.90310", "0.92514", 2400), gap=("0.00223", "-0.0069", "0.0113"), margin="0.0205",
    ),
    verdict(
        CALIBRATION, "inconclusive", "3.4 % was measured; these rows cannot tell it from 1.9 % with a margin of 2.05 points.",
        basis="same_data", seen=("3.41", "2.02", "5.18", 2400), gap=("-1.51", "-2.94", "-0.13"), margin="2.05", needed=5300,
    ),
    verdict(
        REVIEWS, "falls_short", "On your own data 88.2 of 100 are right, at least 3.1 below the claimed level.",
        basis="own_data", seen=("88.21", "86.86", "89.44", 2400), gap=("-4.19", "-5.29", "-3.12"), margin="2.05",
    ),
    verdict(
        YELP, "transfers", "On your own data the claimed level is reached: 91.5 %.",
        basis="own_data", seen=("91.46", "90.28", "92.51", 2400), gap=("0.46", "-0.52", "1.36"), margin="2.05",
    ),
    verdict(RIVAL, "unchecked", "The claim is about another model, which is not at hand.", reason="no_model"),
    verdict(
        LATENCY, "unchecked", "Claimed on an NVIDIA T4, which is not here; 31 ms on this processor.",
        reason="other_hardware", seen=("31.4", "30.8", "33.0", 200),
    ),
    verdict(THROUGHPUT, "unchecked", "Claimed on an NVIDIA T4, which is not here.", reason="other_hardware"),
    verdict(WRITTEN_TWICE, "unchecked", "No slice of translations was given.", reason="no_data"),
)  # fmt: skip

T4 = HardwareMention(
    name="NVIDIA T4", count=1, memory_gb=D(16), role="inference", hours=None,
    place=Place(file="README.md", line=40, quote="NVIDIA T4"),
)  # fmt: skip
FINDINGS = (
    Finding(
        rule="missing-hardware", severity="info", says="The training hardware is not named.",
        remedy="Name the devices, their number and the hours.",
    ),
    Finding(
        rule="hero-number", severity="warning",
        says="The card's title repeats 95.1 %, the best of its 5 scores; the mean of the others is 88.3.",
        claim_ids=(ACCURACY.id,), places=(ACCURACY.place,), remedy="Show all data sets beside the best one.",
    ),
    Finding(
        rule="trivial-baseline", severity="serious",
        says="On your data the most frequent label alone is right in 89.0 % of the rows, more than the model's 88.2 %.",
        claim_ids=(REVIEWS.id,), remedy="Compare with the most frequent label before adopting.",
    ),
)  # fmt: skip


def measured(
    metric: str,
    value: str,
    low: str,
    high: str,
    *,
    subject: str = "acme/sentiment-base",
    unit: str = "fraction",
    n: int = 2400,
    claim_id: str | None = None,
) -> Measurement:
    return Measurement(
        claim_id=claim_id, subject=subject, metric=metric,
        observed=Quantity(value=D(value), unit=unit, as_written=value), low=D(low), high=D(high), method="wilson",
        lower95=D(low), upper95=D(high), n=n, slice_sha256="5e" * 32, reproducer="text-classification@1",
        settings=(Pair(name="batch", value="16"),), seed=7, seconds=12.5,
        alternatives=(Alternative(metric="f1_micro", value=D(value)),),
    )  # fmt: skip


ATTEMPTS: tuple[Attempt, ...] = (
    measured("accuracy", "0.914583", "0.90277", "0.92513", claim_id=ACCURACY.id),
    measured("f1_macro", "0.91423", "0.90310", "0.92514", claim_id=F1.id),
    measured("params", "66362880", "66362880", "66362880", unit="items", n=1, claim_id=PARAMETERS.id),
    measured("balanced_accuracy", "0.90125", "0.88913", "0.91220"),
    measured("mcc", "0.8231", "0.8007", "0.8444"),
    measured("accuracy", "0.89", "0.8769", "0.9019", subject="the most frequent label"),
    measured("accuracy", "0.8542", "0.8395", "0.8677", subject="nearest centroid of word counts"),
    measured("latency", "0.0314", "0.0308", "0.0330", unit="s", n=200),
    measured("model_size", "267832560", "267832560", "267832560", unit="bytes", n=5),
    measured("flops", "2353000000", "2353000000", "2353000000", unit="FLOP", n=1),
    measured("throughput", "31.8", "30.3", "32.5", unit="1/s", n=200),
    Skipped(
        subject="acme/sentiment-base", metric="vram", reason="other_hardware",
        detail="There is no accelerator here whose memory could be read.",
    ),
    Skipped(
        claim_id=WRITTEN_TWICE.id, subject="acme/sentiment-base", metric="bleu", reason="no_data",
        detail="No slice of translations was given.", reproducer="translation@1",
    ),
)  # fmt: skip


def step(about: Claim) -> PlanStep:
    question = Question(
        claim_id=about.id,
        subject=about.subject,
        metric=about.metric,
        metric_as_written=about.metric_as_written,
    )
    return PlanStep(question=question, reproducer="text-classification@1", margin=D("2"), n=2400)


def realistic() -> Dossier:
    """A run with every outcome, findings of every severity, own numbers, and one decision by a person."""
    return Dossier(
        run="7c1e5b8fd2a94c60", target="acme/sentiment-base", title="Sentiment Base", claims=CLAIMS, hardware=(T4,),
        source=Source(
            kind="hub", name="acme/sentiment-base", revision="0f3c9a1d2b4e5f60718293a4b5c6d7e8f9010203",
            url="https://huggingface.co/acme/sentiment-base", sha256="ab" * 32, fetched_at="2026-01-02T03:04:05Z",
        ),
        contributions=(
            Contribution(
                component="two-stage distillation", ablated=False,
                place=Place(file="README.md", line=20, quote="we propose a two-stage distillation"),
            ),
        ),
        checks=(
            Check(question="variance_reported", answer="no"),
            Check(question="hardware_named", answer="yes", place=T4.place),
            Check(question="training_cost_reported", answer="no"),
            Check(question="speed_claim_has_hardware", answer="yes", place=T4.place),
            Check(question="ablation_present", answer="not applicable"),
        ),
        model=Model(
            name="acme/sentiment-base", format="safetensors", task="text-classification",
            architecture="DistilBertForSequenceClassification", labels=("negative", "positive"),
            files=(ModelFile(path="model.safetensors", size=267832560, sha256="cd" * 32),),
        ),
        slices=(
            Slice(
                name="ours.csv", sha256="5e" * 32, rows=2400, missing=3, seed=7, of_dataset=None,
                columns=(Pair(name="text", value="review"), Pair(name="label", value="stars")),
                labels=(Pair(name="1", value="positive"), Pair(name="0", value="negative")),
                notes=("Three rows have no text and were left out.",),
            ),
        ),
        machine=Machine(
            cpu="Example CPU 2.4 GHz", cores=4, memory_gb=D("16.4"), os="Linux 6.1", python="3.11.9",
            libraries=(Pair(name="torch", value="2.13.0"),), isolation="full",
        ),
        plan=Plan(steps=tuple(step(one) for one in CLAIMS), margin=D("2"), seed=7).seal(),
        attempts=ATTEMPTS, verdicts=VERDICTS, findings=FINDINGS, isolation="full",
        warnings=("One table at line 60 has no header and was not read.",),
        settings=(Pair(name="margin", value="2"), Pair(name="budget", value="120s")),
        versions=(Pair(name="assay", value="0.1.0"), Pair(name="card-tables", value="1")),
        timings=(Timing(step="read", seconds=0.8), Timing(step="measure", seconds=92.4)),
        corrections=(
            Correction(about=YELP.id, kind="correct", field="split", value="test", why="It is the full test split."),
        ),
    )  # fmt: skip


def bare() -> Dossier:
    """A run over a document that states nothing and leads to no model."""
    source = Source(kind="folder", name="empty", revision="0" * 40, sha256="0" * 64)
    return Dossier(
        run="0" * 16,
        target="empty",
        source=source,
        plan=Plan(steps=(), margin=D(2), seed=0),
        isolation="none",
    )
