"""The audit of a repository: bring it, list it, and have it looked at in an isolated child."""

from pathlib import Path

from claims.records.maturity import Maturity
from flows.progress import Say
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.stock import bring
from flows.targets import target_of

LOOKING = Limits(seconds=60, memory_mb=1024)


def audit(text: str, where: Settings, say: Say) -> Maturity:
    """How far a folder or a repository of the Hub is; raises UsageError and SourceError with what to do."""
    from extractors.repository.listing import listing
    from extractors.repository.survey import SurveyOrder

    stock = bring(target_of(text), where, say)
    root = Path(stock.root)
    hub = stock.source.kind == "hub"
    names = tuple(file.path for file in stock.files) if hub else listing(root)
    here = tuple(name for name in names if (root / name).is_file())
    order = SurveyOrder(root=str(root), files=here, source=stock.source)
    say(f"Looking at {len(here):,} files …")
    found = Maturity.from_bytes(
        run("extractors.repository.survey:answer", order.to_bytes(), read=[root], limits=LOOKING).body
    )
    notes = (
        ("Of a repository of the Hub only documents, settings and safe weights are looked at.",)
        if hub
        else ()
    )
    return found.model_copy(update={"notes": (*found.notes, *notes)})
