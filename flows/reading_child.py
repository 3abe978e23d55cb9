"""What a child that reads documents runs, and what is imported before it is forked; light, so that it comes first."""

from flows.sandbox import prepare_fork

READ = "extractors.pipeline.read:run_in_child"
WARM_UP = "extractors.pipeline.warm_up"


def prepare_to_read(name: str) -> None:
    """Start what reading children are forked from, for a document of this name; others may be read by it too."""
    prepare_fork(READ, preload((name,), paper=name.lower().endswith((".pdf", ".tex"))))


def preload(names: tuple[str, ...], *, paper: bool) -> tuple[str, ...]:
    """What is to be imported before a child is forked that reads files of these names."""
    if not paper:
        return (f"{WARM_UP}:cards",)
    pdf = any(name.lower().endswith(".pdf") for name in names)
    return (f"{WARM_UP}:{'pdf_papers' if pdf else 'latex_papers'}",)
