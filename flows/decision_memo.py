"""`verify memo`: one page over a comparison, a search for a cheaper model, or one run or several."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from claims.errors import UsageError
from claims.records import Dossier
from claims.records.decision_memo import DecisionMemo
from claims.records.optimization import Optimization
from claims.records.system_comparison import SystemComparison
from flows.comparison_store import kept_comparison, latest_comparison
from flows.plain_file import read_plain
from flows.settings import Settings
from flows.store import Store
from flows.variant_folder import RESULT
from reports.memos.of_comparison import memo_of_comparison
from reports.memos.of_optimization import memo_of_optimization
from reports.memos.of_runs import memo_of_runs


def decision_memo(
    names: Sequence[str], where: Settings, *, author: str, date: str, question: str | None
) -> DecisionMemo:
    """The memo of what these names begin: a comparison's id, runs' ids, or "last"; or of a search's folder.

    Raises UsageError, UnknownName, StoreDamaged.
    """
    made = _of_folder(names, author, date) or _of_store(names, where, author, date)
    return made.model_copy(update={"question": question}) if question else made


def _of_folder(names: Sequence[str], author: str, date: str) -> DecisionMemo | None:
    """The memo of a folder that `verify optimize --out` wrote; None where no name is one."""
    files = [file for name in names if (file := Path(name) / RESULT).is_file()]
    if not files:
        return None
    if len(names) > 1:
        raise UsageError(
            f"A memo of {names[0]} stands alone.", "Name one folder that verify optimize --out wrote."
        )
    try:
        optimization = Optimization.from_bytes(read_plain(files[0]))
    except (ValidationError, OSError):
        raise UsageError(
            f"{files[0]} cannot be read: it is damaged, or of another version.", "Run verify optimize again."
        ) from None
    return memo_of_optimization(optimization, author, date)


def _of_store(names: Sequence[str], where: Settings, author: str, date: str) -> DecisionMemo:
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
    return made


def _last(store: Store, where: Settings) -> SystemComparison | Dossier:
    """The latest of all comparisons and runs."""
    latest, runs = latest_comparison(where), store.runs()
    if latest is None:
        return store.find("last")
    comparison, made_at = latest
    when = datetime.fromtimestamp(made_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return store.find("last") if runs and runs[0].finished_at > when else comparison
