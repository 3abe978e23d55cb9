"""A library is imported without a large package that nothing asks it for, which stays to be had for everybody else."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

SCRIPT = """
import sys
from importlib.util import find_spec
from reproducers.lab.models.import_without import import_without
library = import_without(*sys.argv[1:])
print(library.__name__, sys.argv[2] in sys.modules, find_spec(sys.argv[2]) is not None)
"""


@pytest.mark.parametrize(
    ("library", "package"), [("skops.io", "torch"), ("lightgbm", "sklearn"), ("xgboost", "sklearn")]
)
def test_what_a_library_would_import_along_is_left_out_and_can_be_imported_later(
    library: str, package: str
) -> None:
    top = library.partition(".")[0]
    if find_spec(top) is None:
        pytest.skip(f"the extra {top} is not installed")
    command = [sys.executable, "-c", SCRIPT, library, package]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [library, "False", "True"]
