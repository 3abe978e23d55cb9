"""Write the JSON Schemas to a folder (--write docs), or check that they are up to date (--check docs)."""

import argparse
import sys
from pathlib import Path

from reports.views.schemas import schemas


def main(words: list[str] | None = None) -> int:
    """Write or check; 1 where a schema in the folder is not the one that the code means."""
    parser = argparse.ArgumentParser(prog="python -m reports.views", description=__doc__)
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--write", metavar="FOLDER", type=Path)
    either.add_argument("--check", metavar="FOLDER", type=Path)
    asked = parser.parse_args(words)
    return _write(asked.write) if asked.write else _check(asked.check)


def _write(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in schemas().items():
        (folder / name).write_bytes(body)
    return 0


def _check(folder: Path) -> int:
    stale = [name for name, body in schemas().items() if _held(folder / name) != body]
    for name in stale:
        sys.stderr.write(f"{folder / name} is out of date: run python -m reports.views --write {folder}\n")
    return 1 if stale else 0


def _held(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
