"""A checklist that says yes where the paper shows nothing."""

import re
from collections.abc import Iterator

from claims.records import Block, Finding, OpenCase, Verdict
from claims.rules import rule

_ASKED = re.compile(
    r"(?i)(?P<asked>(?:question:|did you|does the paper|do you|have you)[^?]{5,400}\?)[\s\"”]{0,6}(?:answer:?)?\s{0,4}\[?\s?(?P<answer>yes|no|n/?a)\b\]?"
)
_MEANS = (
    ("variance_reported", r"(?i)error bars|statistical significance|confidence interval|random seed", "a spread, an interval or several seeds"),
    ("hardware_named", r"(?i)compute resources|type of (?:gpus?|compute|workers)|total amount of compute", "a device"),
    ("limitations_discussed", r"(?i)limitations of (?:the|your) work|describe the limitations|discuss the limitations", "a limitation"),
)  # fmt: skip


@rule("checklist-contradiction", version=1)
def checklist_contradiction(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds questions of the conference's checklist that are answered yes and that the paper itself answers no."""
    answers = {check.question: check.answer for check in case.checks}
    reported: set[str] = set()
    for block, asked, answer in _answered(case):
        for question, shape, topic in _MEANS:
            if (
                re.search(shape, asked)
                and answer == "yes"
                and answers.get(question) == "no"
                and question not in reported
            ):
                reported.add(question)
                yield Finding(
                    rule="checklist-contradiction",
                    severity="warning",
                    says=f"The checklist answers yes to “{asked[:160]}”, but the paper shows nowhere {topic}.",
                    places=(block.place,),
                    remedy="Say where it is shown, or answer no.",
                )


def _answered(case: OpenCase) -> Iterator[tuple[Block, str, str]]:
    """The questions of a checklist with their answers; question and answer may be two blocks."""
    blocks = [block for block in (case.document.blocks if case.document else ()) if block.kind != "heading"]
    for index, block in enumerate(blocks):
        text = " ".join(block.text for block in blocks[index : index + 2])[:2_000].replace("\n", " ")
        for match in _ASKED.finditer(text) if "?" in text else ():
            if match.start() < len(block.text):
                yield block, match["asked"], match["answer"].casefold()
