"""Instructions that fetch whatever is newest."""

import re
from collections.abc import Iterator

from claims.records import Block, Finding, OpenCase, Severity, Verdict
from claims.rules import rule

_REMOTE = re.compile(r"from_pretrained\((?P<all>[^()]{0,400}?trust_remote_code\s*=\s*True[^()]{0,200})\)")
_GIT = re.compile(r"pip install [^\n]{0,80}git\+https://[^\s@\"']{5,200}(?![^\s]*@)")
_PINNED = re.compile(r"revision\s*=|@[0-9a-f]{7,40}\b|@v\d")


@rule("unpinned", version=1)
def unpinned(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds example code that runs a repository's own code, or installs a branch, at no fixed commit."""
    blocks = [block for block in (case.document.blocks if case.document else ()) if block.kind == "code"]
    remote = _first(blocks, _REMOTE)
    branch = _first(blocks, _GIT)
    if remote:
        says = "The example runs code from the model's repository at whatever commit is newest."
        yield _finding(says, "warning", remote, "Add revision= with a commit that was reviewed.")
    if branch:
        says = "The instructions install a branch of a repository at no fixed commit."
        yield _finding(says, "info", branch, "Add @ and a commit to the address.")


def _first(blocks: list[Block], shape: re.Pattern[str]) -> Block | None:
    """The first block in which a pattern stands unpinned."""
    for block in blocks:
        match = shape.search(block.text[:20_000])
        if match and not _PINNED.search(match[0]):
            return block
    return None


def _finding(says: str, severity: Severity, block: Block, remedy: str) -> Finding:
    return Finding(rule="unpinned", severity=severity, says=says, places=(block.place,), remedy=remedy)
