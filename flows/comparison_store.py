"""Where comparisons are kept: one file each in the home, by its id."""

from pathlib import Path

from claims.records.system_comparison import SystemComparison
from flows.plain_file import read_plain
from flows.settings import Settings
from flows.store.stored_records import stored
from flows.write_file import write_file


def keep_comparison(comparison: SystemComparison, where: Settings) -> Path:
    """Keep a comparison in the home, where `verify memo` finds it by its id."""
    path = where.home / "comparisons" / f"{comparison.id}.json"
    write_file(path, comparison.to_bytes(), "Set VERIFY_HOME elsewhere.")
    return path


def kept_comparison(prefix: str, where: Settings) -> SystemComparison | None:
    """The kept comparison whose id begins so; None where there is none, or several. Raises StoreDamaged."""
    files = sorted((where.home / "comparisons").glob(f"{prefix}*.json")) if prefix.isalnum() else []
    return stored(SystemComparison, read_plain(files[0])) if len(files) == 1 else None


def latest_comparison(where: Settings) -> tuple[SystemComparison, float] | None:
    """The comparison that was kept last, and when; None where there is none. Raises StoreDamaged."""
    files = sorted((where.home / "comparisons").glob("*.json"), key=lambda path: path.stat().st_mtime)
    if not files:
        return None
    return stored(SystemComparison, read_plain(files[-1])), files[-1].stat().st_mtime
