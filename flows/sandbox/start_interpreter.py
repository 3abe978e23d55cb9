"""Starts a child as a fresh interpreter, with an environment in which every word is ours."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from flows.sandbox.job import Job
from flows.sandbox.types import Limits


def start_interpreter(job: Job, files: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start the launcher: nothing of this process but three open files and the few words of its environment.

    -s and -P are what -I means, except that the environment, which is ours from the first word, may fix the
    seed of the hashes: the same input is to give the same bytes.
    """
    *given, output = files
    child = Path(__file__).with_name("child.py")
    return subprocess.Popen(
        [sys.executable, "-s", "-P", os.fspath(child), *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=job["scratch"],
        env=job["environment"],
        pass_fds=given,
        start_new_session=True,
    )


def environment(folder: Path, limits: Limits) -> dict[str, str]:
    """All of the child's environment: no token, no proxy, nothing that was not written here."""
    threads = str(limits.threads)
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": f"{folder}/home",
        "TMPDIR": f"{folder}/tmp",
        "USER": "assay",  # so that nobody has to look into /etc/passwd
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin while others compute make every time a lottery
        "PYDANTIC_DISABLE_PLUGINS": "__all__",  # else the metadata of every installed package is looked through
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
