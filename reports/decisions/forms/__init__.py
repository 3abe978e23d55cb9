"""Forms of a page for a decision: each file here is a function from a DecisionPage to bytes."""

from collections.abc import Callable

from claims.registry import Registry
from reports.decisions.page import DecisionPage

PageForm = Callable[[DecisionPage], bytes]

registry: Registry[PageForm] = Registry("reports.decisions.forms", "form of a page")


def page_form(name: str, *, version: int, suffix: str) -> Callable[[PageForm], PageForm]:
    """Make a function from a DecisionPage to bytes a form whose files end in `suffix`."""
    return registry.add(name, version, suffix)
