"""`verify optimize`: the recommended model in a folder that `verify` opens again, and what cannot be done in a sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from claims.records.optimization import Optimization
from tests.flows.conftest import Typed
from tests.reproducers import compression_models as models
from tests.reproducers import picture_models

ROOT = Path(__file__).parents[2]
COLUMNS = "feature=a,feature=b,feature=place"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return models.wide_network(tmp_path / "m" / "model.onnx").parent


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    models.numbers(tmp_path / "rows.csv")
    return tmp_path / "rows.csv"


def test_the_recommended_model_lies_in_a_folder_that_verify_opens_again(
    typed: Typed, home: Path, model: Path, rows: Path, tmp_path: Path
) -> None:
    labels = models.numbers(rows)
    right = models.remembered(tmp_path / "right.onnx", labels, range(len(labels)))
    out = tmp_path / "out"
    words = ("--data", str(rows), "--columns", COLUMNS, "--candidate", str(right), "--only-candidates")
    done = typed("optimize", str(model), *words, "--out", str(out), "--json", home=home)
    assert done.returncode == 0, done.stderr
    found = Optimization.from_bytes(done.stdout.encode())
    assert found.recommended == "right" and found.machine is not None and found.machine.isolation != "none"
    names = {path.name for path in out.iterdir()}
    assert names == {"model", *(f"optimization{end}" for end in (".html", ".json", ".md", ".txt"))}
    assert (out / "model" / "model.onnx").read_bytes() == right.read_bytes()
    recipe = json.loads((out / "model" / "recipe.json").read_text())
    assert recipe["variant"] == "right" and recipe["made_of"]["sha256"] == found.source.sha256
    again = typed("extract", str(out / "model"), "--json", home=home)
    claims = json.loads(again.stdout)["claims"]
    assert {(claim["metric"], claim["own"], float(claim["value"])) for claim in claims} == {
        ("accuracy", True, 1.0),
        ("accuracy", True, 100.0),
    }
    memo = typed("memo", str(out), "--author", "A. Reader", home=home)
    assert memo.returncode == 0, memo.stderr
    assert "Use right:" in memo.stdout and "A. Reader" in memo.stdout
    profiled = typed(
        "profile", str(out / "model"), "--data", str(rows), "--columns", COLUMNS, "--passes", "5", home=home
    )
    assert profiled.returncode == 0, profiled.stderr


def test_a_detector_that_is_recommended_with_smaller_pictures_is_measured_again_at_their_size(
    typed: Typed, home: Path, tmp_path: Path
) -> None:
    pictures = picture_models.middle_squares(tmp_path / "pictures")
    root = picture_models.middle_detector(tmp_path / "m").parent
    out = tmp_path / "out"
    words = ("--data", str(pictures), "--task", "object-detection")
    more = ("--max-drop", "30%", "--budget", "10s", "--out", str(out), "--json")
    done = typed("optimize", str(root), *words, *more, home=home)
    assert done.returncode == 0, done.stderr
    found = Optimization.from_bytes(done.stdout.encode())
    assert found.chosen is not None and found.chosen.name.startswith("pictures of"), found.variants
    assert found.chosen.judging is not None and found.chosen.judging.agreement == 1.0
    side = int(found.chosen.name.split()[-1])
    settings = json.loads((out / "model" / "preprocessor_config.json").read_text())
    assert settings["size"] == {"height": side, "width": side} and side < picture_models.SIDE
    recipe = json.loads((out / "model" / "recipe.json").read_text())["recipe"]
    assert recipe["pictures"] == f"{side} x {side} instead of 64 x 64"
    again = typed(str(out / "model"), *words, "--json", home=home)
    attempts = json.loads(again.stdout)["attempts"]
    assert [a["observed"]["value"] for a in attempts if a["metric"] == "ap"] == [1], again.stderr
    dynamic = next(variant for variant in found.variants if variant.name == "dynamic INT8, per channel")
    assert not dynamic.failed, "the folder of the original cannot be written to"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--max-drop", "much"], 2, "--max-drop much is no limit"),
        (["--metric", "bleu"], 3, "none of a classifier"),
        (["--candidate", "no.onnx"], 2, "no ONNX file"),
        (["--task", "feature-extraction"], 3, "not made cheaper here"),
        (["--task", "summarization"], 3, "models that write text are not made cheaper here"),
        (["--as", "pdf"], 2, "pdf"),
        (["--budget", "soon"], 2, "--budget"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    typed: Typed, home: Path, model: Path, rows: Path, words: list[str], code: int, says: str
) -> None:
    done = typed("optimize", str(model), "--data", str(rows), "--columns", COLUMNS, *words, home=home)
    assert done.returncode == code, done.stderr
    assert says in done.stderr and done.stdout == ""
    assert "Traceback" not in done.stderr and "itself failed" not in done.stderr


def test_of_two_files_in_a_folder_the_one_that_is_meant_is_to_be_named(
    typed: Typed, home: Path, model: Path, rows: Path
) -> None:
    (model / "model.onnx").rename(model / "first.onnx")
    (model / "second.onnx").write_bytes((model / "first.onnx").read_bytes())
    words = ("--data", str(rows), "--columns", COLUMNS, "--task", "tabular-classification")
    done = typed("optimize", str(model), *words, home=home)
    assert done.returncode == 3 and "(first.onnx, second.onnx). Name the file itself" in done.stderr
    assert "--file" not in done.stderr


def test_few_rows_and_other_labels_are_one_sentence(
    typed: Typed, home: Path, model: Path, tmp_path: Path
) -> None:
    few, other = tmp_path / "few.csv", tmp_path / "other.csv"
    models.numbers(few, 30)
    models.numbers(other)
    lines = other.read_text().splitlines()
    other.write_text("\n".join([lines[0], *(f"{line.rpartition(',')[0]},sea" for line in lines[1:])]) + "\n")
    for data, says in ((few, "30 rows are too few"), (other, "label")):
        done = typed("optimize", str(model), "--data", str(data), "--columns", COLUMNS, home=home)
        assert done.returncode == 3 and says in done.stderr, done.stderr
        assert "Traceback" not in done.stderr and "itself failed" not in done.stderr


def test_a_folder_that_holds_something_is_not_overwritten(
    typed: Typed, home: Path, model: Path, rows: Path
) -> None:
    before = (model / "model.onnx").read_bytes()
    done = typed("optimize", str(model), "--data", str(rows), "--out", str(model), home=home)
    assert done.returncode == 2 and "holds something already" in done.stderr
    inside = typed("optimize", str(model), "--data", str(rows), "--out", str(model / "out"), home=home)
    assert inside.returncode == 2 and "lies in the model's own folder" in inside.stderr
    assert (model / "model.onnx").read_bytes() == before and len(list(model.iterdir())) == 1


def test_a_folder_without_a_readable_search_and_two_of_them_are_one_sentence(
    typed: Typed, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "optimization.json").write_text("{}")
    for words, says in (((str(tmp_path),), "cannot be read"), ((str(tmp_path), "last"), "stands alone")):
        done = typed("memo", *words, home=home)
        assert done.returncode == 2 and says in done.stderr, done.stderr
        assert "Traceback" not in done.stderr


FULL = """
import resource, sys
from pathlib import Path
from claims.errors import StoreError
from flows.fetched import FetchedSource
from flows.variant_folder import write_folder
from tests.reports.optimizations import an_optimization
of, (files, model, out) = an_optimization(), map(Path, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
try:
    write_folder(of, FetchedSource(source=of.source, root=str(model), files=()), files, out)
except StoreError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def test_a_disk_that_is_full_in_the_middle_leaves_nothing_behind(model: Path, tmp_path: Path) -> None:
    files, out = tmp_path / "files", tmp_path / "here" / "out"
    files.mkdir()
    (files / "model.onnx").write_bytes(bytes(100_000))
    words = [str(path) for path in (files, model, out)]
    done = subprocess.run([sys.executable, "-c", FULL, *words], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 3 and "cannot be written" in done.stdout, done.stderr
    assert list(out.parent.iterdir()) == []
