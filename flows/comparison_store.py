"""Where comparisons are kept: one file each in the home, by its id."""

from pathlib import Path

from claims.errors import StoreError
from claims.records.system_comparison import SystemComparison
from flows.settings import Settings


def keep_comparison(comparison: SystemComparison, where: Settings) -> Path:
    """Keep a comparison in the home, where `verify memo` finds it by its id."""
    path = where.home / "comparisons" / f"{comparison.id}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(comparison.to_bytes())
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}.", "Set VERIFY_HOME elsewhere."
        ) from None
    return path


def kept_comparison(prefix: str, where: Settings) -> SystemComparison | None:
    """The kept comparison whose id begins so; None where there is none, or several."""
    found = sorted((where.home / "comparisons").glob(f"{prefix}*.json")) if prefix.isalnum() else []
    return SystemComparison.from_bytes(found[0].read_bytes()) if len(found) == 1 else None


def latest_comparison(where: Settings) -> tuple[SystemComparison, float] | None:
    """The comparison that was kept last, and when; None where there is none."""
    files = sorted((where.home / "comparisons").glob("*.json"), key=lambda path: path.stat().st_mtime)
    return (SystemComparison.from_bytes(files[-1].read_bytes()), files[-1].stat().st_mtime) if files else None
