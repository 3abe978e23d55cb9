"""What the parts of `hardening.py` share: a command typed as a person would, and what must never be seen of it."""

import math
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.flows.typed import type_verify

PATIENCE = 400.0
"""Seconds after which a command counts as hanging; the longest takes a few, on a machine that does nothing else."""
CARD = """\
---
license: mit
model-index:
- name: small
  results:
  - task: {type: text-classification}
    dataset: {name: SST-2, type: sst2}
    metrics: [{type: accuracy, value: 91.3}]
---
# small

The model reaches an accuracy of 91.3 on SST-2 and an F1 of 90.8. It has 12M parameters.
"""


class TimeIsUp:
    """Tells when a part has used its share of the time."""

    at = math.inf

    def __call__(self) -> bool:
        """Whether no further case is begun."""
        return time.monotonic() > self.at


time_is_up = TimeIsUp()


@dataclass
class Tally:
    """How many cases of one kind were tried, and what went wrong in which."""

    name: str
    """The kind of harm."""
    command: str
    """The command that tries these cases again."""
    tried: int = 0
    """Cases that were tried."""
    wrong: list[str] = field(default_factory=list)
    """A sentence for each case that ended as none may."""
    skipped: str = ""
    """Why none was tried, where this machine cannot do it."""

    def note(self, case: str, wrong: str | None) -> None:
        """Count a case, with what went wrong in it."""
        self.tried += 1
        if wrong:
            self.wrong.append(f"{case}: {wrong}")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command in that home, without what could lead it elsewhere."""
    plain = {n: v for n, v in os.environ.items() if not n.startswith(("PREFECT_", "VERIFY_", "HF_"))}
    return {**plain, "VERIFY_HOME": str(home), "HF_HUB_OFFLINE": "1", **more}


def fault_of(*words: str, environ: Mapping[str, str], cwd: Path) -> str | None:
    """Type a command; what is wrong with how it ended, or None where it ended as it may."""
    try:
        done = type_verify(*words, env=environ, cwd=cwd, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return "hangs"
    return fault_of_output(done.returncode, done.stdout, done.stderr)


def must_work(*words: str, environ: Mapping[str, str], cwd: Path) -> None:
    """Type a command that nothing harms; raises RuntimeError where it does not work."""
    done = type_verify(*words, env=environ, cwd=cwd)
    if done.returncode != 0:
        raise RuntimeError(f"`verify {' '.join(words)}` does not work here: {done.stderr.decode()}")


def fault_of_output(code: int, out: bytes, err: bytes) -> str | None:
    """What is wrong with an exit code and what was printed: a command ends in an answer or in one sentence."""
    words = err.decode("utf-8", "replace")
    if b"Traceback" in out + err:
        return f"a traceback: {words.strip().splitlines()[-1][:200]}"
    if "Assay itself failed" in words:
        return words.strip()[:200]
    if code not in (0, 1, 2, 3):
        return f"exit code {code}: {words.strip()[-200:]}"
    if code in (2, 3) and not words.strip():
        return f"exit code {code} without a word"
    if code in (2, 3) and len(words.strip().splitlines()) > 3:
        return f"more than a sentence: {words.strip()[:200]}"
    return None


def write_model(folder: Path) -> Path:
    """A folder with a small card."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(CARD, "utf-8")
    return folder
