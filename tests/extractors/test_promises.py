"""What no laboratory can measure is listed with the evidence to ask for; what can be, or is not stated, stays silent."""

from pathlib import Path

import pytest

from claims.records import Promise, Source
from extractors.pipeline.read import ReadOrder, read

SOURCE = Source(kind="folder", name="vendor", revision="1", sha256="0" * 64)


def promises_of(folder: Path, text: str) -> tuple[Promise, ...]:
    (folder / "README.md").write_text(f"# Lantern Router\n\n{text}\n")
    return read(ReadOrder(root=str(folder), files=("README.md",), source=SOURCE)).promises


@pytest.mark.parametrize(
    ("text", "topic", "evidence"),
    [
        ("Customers see 35 % fewer tickets.", "outcome", "comparison group"),
        ("Teams report a 28% reduction in handling time.", "outcome", "comparison group"),
        ("Lantern Router reduces support costs by up to 30%.", "outcome", "before and after"),
        ("It delivers 3x higher productivity.", "outcome", "comparison group"),
        ("We had 99.95% uptime last year.", "uptime", "log of incidents"),
        ("Service availability of 99.9 % is guaranteed.", "uptime", "last twelve months"),
        ("It costs $1.90 per 1,000 requests.", "price", "dated offer"),
        ("The service is fully GDPR-compliant.", "compliance", "data processing agreement"),
        ("We comply with HIPAA.", "compliance", "business associate agreement"),
        ("The platform is ISO/IEC 27001:2022 certified.", "compliance", "statement of applicability"),
        ("The platform is audited to SOC 2 Type II.", "compliance", "auditor's report"),
    ],
)
def test_a_statement_that_no_laboratory_can_measure_is_listed_with_what_to_ask_for(
    text: str, topic: str, evidence: str, tmp_path: Path
) -> None:
    (promise,) = promises_of(tmp_path, text)
    assert (promise.topic, promise.says, promise.place.line) == (topic, text, 3)
    assert evidence in promise.ask


@pytest.mark.parametrize(
    "text",
    [
        "It has 35 % fewer parameters than before.",
        "Latency is reduced by 40 %.",
        "It uses 40% less memory.",
        "35 % of the tickets are refunds.",
        "The data set holds 12% more tickets than the first release.",
        "The service is not GDPR compliant.",
        "Users must ensure that their use is GDPR compliant.",
        "It classifies whether a contract is GDPR compliant.",
        "We plan to be SOC 2 certified.",
        "Data availability is 95 %.",
        "That is a saving of $0.40 per 1,000 requests.",
        "A rack holds 99.9 % pure copper.",
    ],
)
def test_what_can_be_measured_or_is_not_stated_stays_silent(text: str, tmp_path: Path) -> None:
    assert promises_of(tmp_path, text) == ()


def test_a_price_from_which_others_begin_is_a_bound(tmp_path: Path) -> None:
    bound, fixed = promises_of(
        tmp_path, "It starts at $0.90 per 1,000 requests.\n\nIt costs $1.90 per 1,000 pages."
    )
    assert (bound.is_bound, fixed.is_bound) == (True, False)
