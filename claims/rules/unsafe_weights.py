"""Weights that cannot be opened without running somebody else's code."""

from collections.abc import Iterator

from claims.records import Case, Finding, Verdict
from claims.rules import rule


@rule("unsafe-weights", version=1)
def unsafe_weights(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a model whose weights were refused."""
    if case.model and case.model.refused == "unsafe_weights":
        yield Finding(
            rule="unsafe-weights",
            severity="serious",
            says=case.model.detail,
            remedy="Ask for safetensors or ONNX files.",
        )
