"""`verify memo`: one page over a comparison, or over one run or several."""

from collections.abc import Sequence
from datetime import UTC, datetime

from claims.errors import UsageError
from claims.records import Dossier
from claims.records.decision_memo import DecisionMemo
from claims.records.system_comparison import SystemComparison
from flows.comparison_store import kept_comparison, latest_comparison
from flows.settings import Settings
from flows.store import Store
from reports.memos.of_comparison import memo_of_comparison
from reports.memos.of_runs import memo_of_runs


def decision_memo(
    names: Sequence[str], where: Settings, *, author: str, date: str, question: str | None
) -> DecisionMemo:
    """The memo of what these names begin: a comparison's id, runs' ids, or "last"; raises UsageError, UnknownName."""
    store = Store(where)
    named = [
        _last(store, where) if name == "last" else kept_comparison(name, where) or store.find(name)
        for name in names
    ]
    comparisons = [each for each in named if isinstance(each, SystemComparison)]
    runs = [each for each in named if isinstance(each, Dossier)]
    if len(comparisons) > 1:
        raise UsageError(
            "A memo is about one comparison.", "Compare all systems at once: verify compare A B C --data …"
        )
    if not comparisons:
        made = memo_of_runs(runs, author, date)
    else:
        made = memo_of_comparison(comparisons[0], author, date)
        if runs:
            beside = memo_of_runs(runs, author, date)
            update = {
                "risks": (*made.risks, *beside.risks)[:6],
                "stated": (*made.stated, *beside.stated)[:6],
                "basis": f"{made.basis} {beside.basis}",
            }
            made = made.model_copy(update=update)
    return made.model_copy(update={"question": question}) if question else made


def _last(store: Store, where: Settings) -> SystemComparison | Dossier:
    """The latest of all comparisons and runs."""
    latest, runs = latest_comparison(where), store.runs()
    if latest is None:
        return store.find("last")
    comparison, made_at = latest
    when = datetime.fromtimestamp(made_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return store.find("last") if runs and runs[0].finished_at > when else comparison
