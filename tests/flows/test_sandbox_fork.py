"""Children that are forked: they share nothing, harm nobody, and their server holds no secret and ends with us."""

import json
import os
import platform
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from claims.errors import ChildDied, OverMemory, OverTime, VerifyError
from claims.records import Source
from extractors.pipeline.reading import Reading, ReadOrder
from flows.reading_child import READ, WARM_UP
from flows.reading_steps import READING
from flows.sandbox import ChildResult, Level, Limits, probe, run
from flows.sandbox.escape_probes import PROBES
from flows.sandbox.probe import PROBE_LIMITS
from flows.sandbox.probe_targets import prepared_targets
from flows.survey_step import LABORATORY
from reproducers.lab.scoring.paired import PairedOrder, PairedResult, RawFile
from tests.flows.sandbox_starts import fork_servers

CODE = Path(__file__).with_name("sandboxed")
ROOT = Path(__file__).parents[2]
SMALL = Limits(seconds=20, memory_mb=256, scratch_mb=64, answer_mb=2)
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or probe().level < Level.FS_ONLY, reason="nothing is forked without Landlock"
)


def forked(name: str, request: bytes = b"", limits: Limits = SMALL) -> ChildResult:
    return run(f"attacks:{name}", request, code=[CODE], limits=limits, preload=())


def server() -> int:
    """The one fork server of this process for code that lies in no package."""
    forked("echo")
    (found,) = [pid for pid in fork_servers(os.getpid()) if _package(pid) == "claims"]
    return found


def _package(pid: int) -> str:
    """The package that a fork server imports from."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[-2].decode().rpartition("/")[2]


def test_a_child_sees_nothing_of_the_one_before() -> None:
    first, second = (json.loads(forked("remember", name).body) for name in (b"first", b"second"))
    assert first == [[], ["first"]]
    assert second == [[], ["second"]]


def test_a_child_holds_no_open_file_but_its_answer_and_output() -> None:
    server()
    links = json.loads(forked("descriptors").body)
    assert [
        name for name, link in links.items() if "socket:" in link or "pipe:" in link or "pidfd" in link
    ] == []
    fresh = json.loads(run("attacks:descriptors", b"", code=[CODE], limits=SMALL).body)
    assert len(links) <= len(fresh)


@pytest.mark.parametrize(
    ("name", "request_", "limits", "error"),
    [
        ("crash", b"", SMALL, ChildDied),
        ("abort", b"", SMALL, ChildDied),
        ("sleep", b"60", Limits(seconds=1), OverTime),
        ("spin", b"", Limits(seconds=1), OverTime),
        ("hold_memory", b"", SMALL, OverMemory),
        ("allocate", b"6000", SMALL, OverMemory),
        ("fork_bomb", b"8", Limits(seconds=20, processes=64), ChildDied),
        ("fill_with_files", b"", SMALL, ChildDied),
    ],
)
def test_what_one_child_does_harms_neither_the_server_nor_the_next(
    name: str, request_: bytes, limits: Limits, error: type[VerifyError]
) -> None:
    before = server()
    with pytest.raises(error):
        forked(name, request_, limits)
    assert forked("echo", b"next").body == b"next"
    assert server() == before


def test_many_at_once_each_get_their_own_answer() -> None:
    requests = [str(number).encode() for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda request: forked("echo", request).body, requests))
    assert answers == requests


def test_a_server_that_was_ended_is_started_again() -> None:
    before = server()
    os.kill(before, signal.SIGKILL)
    assert forked("echo", b"x").body == b"x"
    assert server() != before


def test_a_server_that_had_no_time_to_start_is_started_again() -> None:
    os.kill(server(), signal.SIGKILL)
    with pytest.raises(OverTime):
        forked("sleep", b"60", Limits(seconds=0.001))
    assert forked("echo", b"x").body == b"x"
    assert server()


def test_the_server_knows_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    os.kill(server(), signal.SIGKILL)
    monkeypatch.setenv("HF_TOKEN", "hf_canary")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "assay:canary")
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        pid = server()
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"canary" not in environment
    assert b"HOME=/nonexistent/home\0" in environment
    links = [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]
    assert sorted(link.partition(":")[0] for link in links) == ["/dev/null"] * 3 + ["socket"]
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1


@pytest.mark.skipif(probe().level < Level.FULL, reason=f"this machine can only isolate {probe().level}")
def test_a_forked_child_holds_every_probe() -> None:
    with prepared_targets(PROBE_LIMITS.address_space_mb) as targets:
        answer = run(
            "flows.sandbox.escape_probes:run_probes", targets.request, limits=PROBE_LIMITS, preload=()
        )
        probes = targets.after(json.loads(answer.body))
    assert [name for name, _, _ in probes] == list(PROBES)
    assert [name for name, held, _ in probes if not held] == []
    assert answer.layers == probe().layers


def test_a_server_with_a_second_thread_forks_nothing() -> None:
    script = (
        "import os, sys; from pathlib import Path; from flows.sandbox import run\n"
        "preload = ('tests.flows.sandboxed.thread:start',)\n"
        "print(run('attacks:echo', b'x', code=[Path(sys.argv[1])], preload=preload).body)\n"
        "print([run('attacks:echo', b'x', code=[Path(sys.argv[1])], preload=()).body])\n"
        "print(Path(f'/proc/self/task/{os.getpid()}/children').read_text().split())\n"
    )
    assert _python(script).splitlines() == ["b'x'", "[b'x']", "[]"]


WITHOUT_LANDLOCK = """
import ctypes, json, os, struct, sys
from pathlib import Path
from flows.sandbox import run, seccomp
code = seccomp.program(os.uname().machine, [(444, 444)])
text = ctypes.create_string_buffer(code, len(code))
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
assert not libc.prctl(22, 2, struct.pack("@HP", len(code) // 8, ctypes.addressof(text)), 0, 0)
answer = run("attacks:echo", b"x", code=[Path(sys.argv[1])], preload=())
print(answer.body, [layer for layer in answer.layers if "landlock" in layer])
print(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="takes a wall away by a filter of system calls")
def test_without_landlock_a_fresh_interpreter_is_started() -> None:
    assert _python(WITHOUT_LANDLOCK).splitlines() == ["b'x' []", "[]"]


def _python(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(CODE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


IDLE_PARENT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
from pathlib import Path
from flows.sandbox import run
run("attacks:echo", b"x", code=[Path(sys.argv[1])], preload=())
print("ready", flush=True)
time.sleep(120)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_with_its_parent(how: signal.Signals) -> None:
    command = [sys.executable, "-c", IDLE_PARENT, str(CODE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        (pid,) = fork_servers(parent.pid)
        parent.send_signal(how)
    until = time.monotonic() + 30
    while Path(f"/proc/{pid}/exe").exists() and _runs(pid):
        assert time.monotonic() < until, "the fork server has outlived its parent"
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Whether the process is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_child_that_measures_is_forked_from_a_process_without_libraries_and_threads(tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    lines = [
        {"row": row, "subject": name, "label": "a", "called": "ab"[row % part == 0]}
        for name, part in (("ours", 3), ("theirs", 2))
        for row in range(40)
    ]
    answers.write_text("\n".join(map(json.dumps, lines)))
    order = PairedOrder(subject="ours", files=(RawFile(sha256="0", path=str(answers)),), seed=0).to_bytes()
    compare = partial(run, "reproducers.lab.scoring.paired:run_in_child", order, read=[answers])
    fresh, fork = compare(), compare(preload=LABORATORY)
    assert fork.body == fresh.body and fork.layers == fresh.layers
    assert PairedResult.from_bytes(fork.body).comparisons
    (pid,) = [pid for pid in fork_servers(os.getpid()) if _package(pid) == "reproducers"]
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1
    assert not any(name in Path(f"/proc/{pid}/maps").read_text() for name in ("numpy", "onnx", "torch"))


CARD = """---
license: mit
---
# Small model

| Model | SST-2 (accuracy) | Latency (ms) |
|---|---|---|
| base | 88.1 | 12 |
| small | **90.4** | 7 |

It reaches an F1 of 90.2 on the test set of SST-2 and was trained on 2 NVIDIA A100 GPUs.
"""
PAPER = (
    r"\documentclass{article}\begin{document}\begin{table}\caption{Accuracy on SST-2.}"
    "\n"
    r"\begin{tabular}{lc}\hline Model & Acc \\ \hline Ours & 91.2 \\ BERT & 90.4 \\ \hline\end{tabular}\end{table}\end{document}"
)


def _documents(folder: Path) -> list[Path]:
    import pymupdf

    (folder / "README.md").write_text(CARD)
    (folder / "paper.tex").write_text(PAPER)
    page = pymupdf.open()
    page.new_page().insert_text((72, 72), "We reach an accuracy of 91.2 % on SST-2.")
    page.save(folder / "paper.pdf")
    return [folder / name for name in ("README.md", "paper.tex", "paper.pdf")]


def test_a_document_is_read_the_same_in_a_fork_and_in_an_interpreter(tmp_path: Path) -> None:
    source = Source(kind="folder", name="sample", revision="0", sha256="0")
    for file in (*_documents(tmp_path), tmp_path / "README.md"):
        order = ReadOrder(root=str(tmp_path), files=(file.name,), source=source).to_bytes()
        fresh = run(READ, order, read=[tmp_path], limits=READING)
        fork = run(READ, order, read=[tmp_path], limits=READING, preload=(f"{WARM_UP}:pdf_papers",))
        assert fork.body == fresh.body, file.name
        assert fork.layers == fresh.layers
        assert Reading.from_bytes(fork.body).claims, file.name
        assert "extractors" in map(_package, fork_servers(os.getpid())), "it was not forked"
