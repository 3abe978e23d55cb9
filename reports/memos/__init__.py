"""Forms of a memo for a decision: each file here is a function from a DecisionMemo to bytes."""

from collections.abc import Callable

from claims.records.decision_memo import DecisionMemo
from claims.registry import Registry

MemoForm = Callable[[DecisionMemo], bytes]

registry: Registry[MemoForm] = Registry("reports.memos", "form of a memo")


def memo_form(name: str, *, version: int, suffix: str) -> Callable[[MemoForm], MemoForm]:
    """Make a function from a DecisionMemo to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
