"""The script for GPUs says so where there is none, and ends well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

SCRIPT = Path(__file__).parents[2] / "benchmarks/gpu.sh"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU: benchmarks/gpu.sh is run by hand")
def test_without_a_gpu_it_says_so_and_does_nothing(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(
        [SCRIPT, str(tmp_path / "out")], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "No GPU is at hand" in done.stdout
    assert not (tmp_path / "out").exists()
