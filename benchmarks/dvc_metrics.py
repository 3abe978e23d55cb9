"""The stages of examples/ci/dvc.yaml, run by the real DVC: what pairs figures across edits, and where the gate stops.

    python -m benchmarks.dvc_metrics                     # DVC in an environment of its own, removed afterwards
    python -m benchmarks.dvc_metrics --environment DIR   # keeps it there, and uses one that is there (130 MB)

Exit status: 1 where anything is not as it should be.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.pipelines import environment
from tests.reproducers.tiny import save_linear, write_points

DVC = "dvc==3.67.1"
STAGES = Path(__file__).parents[1] / "examples/ci/dvc.yaml"
CARD = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\n{}| Metric | Value |\n|---|---|\n| Parameters | {} |\n"
MORE = "| Metric | Dataset | Value |\n|---|---|---|\n| Accuracy | Iris | 91.5 |\n\n"
NAME = "claim/params"


class Repository:
    """A git repository with a model, rows and the stages."""

    def __init__(self, root: Path, python: Path) -> None:
        """Make it and commit it."""
        self.root = root
        path = f"{python.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        quiet = {"DVC_NO_ANALYTICS": "1", "VERIFY_HOME": str(root.parent / "home"), "PATH": path}
        who = {
            f"GIT_{part}_{name}": "reader@example.org"
            for part in ("AUTHOR", "COMMITTER")
            for name in ("NAME", "EMAIL")
        }
        self._environ = {**os.environ, **quiet, **who}
        save_linear(root / "model")
        shutil.copy(STAGES, root)
        write_points(root / "ours.csv")
        for words in (("git", "init", "-q"), ("dvc", "init", "-q")):
            self.run(*words)

    def run(self, *words: str) -> tuple[int, str]:
        """The exit code of a command there, and what it printed."""
        done = subprocess.run(
            words, cwd=self.root, env=self._environ, capture_output=True, text=True, check=False
        )
        return done.returncode, f"{done.stdout}\n{done.stderr}"

    def card(self, parameters: int, above: str = "") -> None:
        """Write the card with this number, and something above it."""
        (self.root / "model/README.md").write_text(CARD.format(above, parameters))

    def commit(self) -> None:
        """Commit everything."""
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", "as it is")

    def difference(self) -> dict[str, Any]:
        """What `dvc metrics diff` says of each figure that is not what was committed."""
        printed = self.run("dvc", "metrics", "diff", "--json")[1].splitlines()[0]
        return dict(json.loads(printed).get("assay.metrics.json", {}))


def look(repository: Repository) -> list[tuple[bool, str]]:
    """What was looked at, each with whether it is so."""
    repository.card(6)
    first, said = repository.run("dvc", "repro")
    repository.commit()
    again, printed = repository.run("dvc", "repro")
    repository.card(12000, MORE)
    stopped, told = repository.run("dvc", "repro")
    changed, kept = repository.difference(), json.loads((repository.root / "assay.metrics.json").read_text())
    claimed, measured = changed.get(f"{NAME}/claimed", {}), changed.get(f"{NAME}/measured", {})
    _, table = repository.run("dvc", "metrics", "diff", "--md")
    print(table)
    return [
        (first == 0, f"the stages run where the number holds{'' if first == 0 else said[-2000:]}"),
        (again == 0 and "up to date" in printed, "a second run has nothing to do"),
        (
            (claimed.get("old"), claimed.get("new")) == (6, 12000),
            "an edited number is paired with its former value",
        ),
        (changed.get(f"{NAME}/outcome") == {"old": "confirmed", "new": "refuted"}, "and so is its outcome"),
        (not measured and f"{NAME}/measured" in kept, "what was measured is the same under the same name"),
        (
            any("iris" in name and "old" in value for name, value in changed.items()),
            "a new number is a new name",
        ),
        (stopped != 0 and "gate" in told, "the gate stops where the number is refuted"),
    ]


def main() -> int:
    """Look at the stages; 1 where something is not so."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--environment", type=Path, help="keep the environment of DVC in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = (given.environment or Path(name) / "environment").absolute()
        results = look(Repository(Path(name) / "repository", environment(folder, (DVC,))))
    for so, what in results:
        print("ok   " if so else "WRONG", what)
    return 0 if all(so for so, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
