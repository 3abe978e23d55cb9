"""What goes in, what comes back, and in which words a failure is told."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from claims.errors import ChildDied, DataError, IsolationError, OverMemory, ReadError, StoreError, VerifyError
from flows.sandbox import ChildResult, Level, Limits, probe, require, run
from tests.flows.sandbox_starts import START, both_starts

CODE = Path(__file__).with_name("sandboxed")
__all__ = ["both_starts"]


def call(
    name: str, request: bytes = b"", *, keep: Path | None = None, read: tuple[Path, ...] = ()
) -> ChildResult:
    limits = Limits(seconds=30, scratch_mb=64)
    return run(
        f"attacks:{name}", request, code=[CODE], limits=limits, keep=keep, read=read, preload=START.preload
    )


def test_bytes_go_in_and_come_back() -> None:
    every_byte = bytes(range(256)) * 5000
    answer = call("echo", every_byte)
    assert answer.body == every_byte
    assert answer.printed == "hello\\x1b[31m\n"
    assert 0 < answer.seconds < 10
    assert answer.peak_mb > 1
    assert "limits" in answer.layers


def test_a_room_is_called_by_its_name() -> None:
    with pytest.raises(ChildDied, match="no attribute 'nothing'"):
        run("claims.errors:nothing", b"", limits=Limits(seconds=20), preload=START.preload)


@pytest.mark.parametrize(
    "function", ["os:system", "claims.errors", "../x:y", "flows.cli:main", "reports:a.b", ""]
)
def test_what_is_no_function_of_a_room_is_not_started(function: str) -> None:
    with pytest.raises(ValueError, match="not a function of one of our packages"):
        run(function, b"")


def test_the_environment_is_ours_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_canary")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "assay:canary")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = json.loads(call("look").body)
    assert "hf_canary" not in str(told)
    unwanted = ("PYTHONPATH", "HF_TOKEN", "HTTPS_PROXY", "PREFECT_API_AUTH_STRING")
    assert not any(name in told["environment"] for name in unwanted)
    assert str(tmp_path) not in told["path"]
    assert told["environment"]["HOME"] == f"{told['cwd']}/home"
    assert told["files"] == ["home", "tmp"]


def test_the_same_input_meets_the_same_hashes() -> None:
    assert json.loads(call("look").body)["hash"] == json.loads(call("look").body)["hash"]


def test_only_the_room_and_the_nouns_can_be_imported() -> None:
    assert call("find_rooms").body == b"claims.errors"


def test_what_is_given_can_be_read_and_not_written(tmp_path: Path) -> None:
    given = tmp_path / "given.txt"
    given.write_text("content")
    assert call("read_file", str(given).encode(), read=(tmp_path,)).body == b"ESCAPED content"
    if probe().level >= Level.FS_ONLY:
        with pytest.raises(ChildDied, match=r"PermissionError|OSError"):
            call("write_file", str(given).encode(), read=(tmp_path,))
    assert given.read_text() == "content"


def test_an_error_comes_back_as_itself() -> None:
    with pytest.raises(DataError) as caught:
        call("fail", b"typed")
    assert (caught.value.says, caught.value.hint) == ("Column 'label' is missing.", "Name it with --columns.")
    assert type(caught.value) is DataError


def test_an_error_we_do_not_know_comes_back_as_the_nearest_we_do() -> None:
    with pytest.raises(ReadError, match=r"The header is cut off\.") as caught:
        call("fail", b"derived")
    assert type(caught.value) is ReadError


def test_a_sentence_cannot_drive_the_terminal() -> None:
    with pytest.raises(ReadError) as caught:
        call("fail", b"dirty")
    assert caught.value.says.startswith("A\\x1b]0;title\\x07 sentence with \\u202e signs!")
    assert caught.value.says.isprintable()
    assert len(caught.value.says) <= 400


def test_a_sentence_that_is_no_unicode_is_still_told() -> None:
    with pytest.raises(ReadError) as caught:
        call("fail", b"unprintable")
    assert caught.value.says == "lone \\ud800 surrogate"


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("other", "ValueError: no such thing"),
        ("exit", "SystemExit: 0"),
        ("interrupt", "KeyboardInterrupt"),
    ],
)
def test_any_other_exception_is_one_sentence(kind: str, says: str) -> None:
    with pytest.raises(ChildDied) as caught:
        call("fail", kind.encode())
    assert caught.value.says == f"The isolated process failed with {says}."
    assert "Traceback" not in str(caught.value)
    assert any("Traceback" in note for note in caught.value.__notes__), (
        "the log keeps what the user is spared"
    )


def test_the_root_of_the_tree_comes_back_too() -> None:
    with pytest.raises(VerifyError, match="Just so") as caught:
        call("fail", b"base")
    assert type(caught.value) is VerifyError


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("crash", r"signal 11 \(Segmentation fault\)"),
        ("abort", r"signal 6 \(Aborted\)"),
        ("leave_quietly", "ended without an answer"),
        ("wrong_type", "returned str, not bytes"),
        ("nothing_of_that_name", "AttributeError"),
    ],
)
def test_a_death_has_a_cause(name: str, says: str) -> None:
    with pytest.raises(ChildDied, match=says):
        call(name)


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"\n",
        b"[" * 60_000,
        b"null\n",
        b'{"ends": "error", "name": "SystemExit", "says": "x"}\n',
        b'{"ends": "error", "name": ["VerifyError"], "says": 1}\n',
        b'{"ends": "error", "name": "ClassVar", "says": "x"}\n',
        b"\xff\xfe" * 40_000,
        b'{"ends": NaN}\n',
    ],
)
def test_a_forged_answer_is_a_death(forged: bytes) -> None:
    with pytest.raises(ChildDied):
        call("forge", forged)


def test_files_that_it_leaves_are_kept_if_they_are_plain(tmp_path: Path) -> None:
    answer = call("leave_files", keep=tmp_path / "kept")
    assert answer.files == ("large.bin", "raw.json")
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["large.bin", "raw.json"]
    assert (tmp_path / "kept" / "raw.json").read_text() == "[1, 2]"


def test_a_file_with_two_names_is_not_kept(tmp_path: Path) -> None:
    assert call("leave_files", b"twice", keep=tmp_path).files == ("large.bin",)


def test_runs_do_not_meet() -> None:
    answers: dict[int, bytes] = {}

    def one(number: int) -> None:
        answers[number] = call("echo", str(number).encode()).body

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number).encode() for number in range(6)}


def test_numpy_computes() -> None:
    assert float(call("numpy_sum").body) == 300.0**3


def test_torch_computes() -> None:
    assert float(call("torch_sum").body) == 300.0**3


def test_onnx_runtime_computes(tmp_path: Path) -> None:
    from onnx import TensorProto, helper, save

    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2]) for name in "xy"]
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "double", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    save(model, tmp_path / "double.onnx")
    answer = call("onnx_session", str(tmp_path / "double.onnx").encode(), read=(tmp_path,))
    assert float(answer.body) == 42.0


def test_less_isolation_than_asked_for_is_refused() -> None:
    if probe().level == Level.FULL:
        assert (
            run("attacks:echo", b"x", code=[CODE], isolation=Level.FULL, preload=START.preload).body == b"x"
        )
        return
    with pytest.raises(IsolationError, match="only"):
        require(Level.FULL)


def test_a_disk_that_takes_nothing_is_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StoreError, match="could not be started"):
        call("leave_files", keep=blocked)


def test_importing_the_sandbox_is_light() -> None:
    script = "import sys, flows.sandbox; print(sorted({'pydantic', 'psutil', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=CODE.parents[2], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_memory_that_is_refused_is_told_as_such() -> None:
    with pytest.raises(OverMemory):
        run(
            "attacks:allocate",
            b"3000",
            code=[CODE],
            limits=Limits(seconds=20, memory_mb=128, address_mb=1024),
            preload=START.preload,
        )
