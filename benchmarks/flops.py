"""Operations as the laboratory counts them, beside closed forms, on architectures built here from their configurations.

    python benchmarks/flops.py

Each model is counted in torch and as an ONNX export. Exits 1 where a count is off by more than 0.1 % and nothing is
named as not counted. With the extra "counters" other counters stand beside: a dash where one is not installed.
"""

import os
import select
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
import transformers as hub
from flops_cases import Case, N, every_case
from flops_peers import PEERS, exported, onnx_tool

from reproducers.lab.cost.flops import count
from reproducers.lab.cost.onnx_flops import count_onnx

PATIENCE = 60  # seconds for one count of another counter


def off(counted: int | None, closed: int) -> str:
    """How far a count is off, in per cent of the closed form."""
    return "-" if counted is None else f"{100 * (counted - closed) / closed:+.1f}"


def by_peer(count_of: Callable[[], int], closed: int) -> str:
    """A peer's count beside the closed form; a dash where it is not installed, its error where it fails."""
    found = in_a_fork(count_of)
    return found if isinstance(found, str) else off(found, closed)


def in_a_fork(work: Callable[[], int]) -> int | str:
    """A number from a process of its own, since some counters patch torch for good; a dash or an error's name for none."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1), os.dup2(nothing, 2)
        try:
            answer = str(int(work()))
        except ImportError:
            answer = "-"
        except BaseException as error:
            answer = type(error).__name__[:20]
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    if not select.select([reading], [], [], PATIENCE)[0]:  # threads of the parent that a fork has not
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return int(said) if said.lstrip("-").isdigit() else said or "no answer"


def ours(count_of: Callable[[], Any], closed: int) -> tuple[str, bool]:
    """Our count, and whether it misses: off by more than 0.1 % with nothing named as not counted."""
    try:
        found = count_of()
    except Exception as error:
        return type(error).__name__[:12], False
    shown = off(found.total, closed) + (f" ({', '.join(found.uncounted)} named)" if found.uncounted else "")
    return shown, abs(found.total - closed) > 0.001 * closed and not found.uncounted


def row(case: Case, folder: str) -> tuple[list[str], bool]:
    """One model by all counters."""
    name, model, inputs, closed = case
    model = model.eval()
    if hasattr(model, "set_attn_implementation"):
        model.set_attn_implementation("eager")
    mine, missed = ours(lambda: count(model, inputs), closed)
    path: Path | None = None
    try:
        path = Path(folder) / f"{abs(hash(name))}.onnx"
        failed = in_a_fork(lambda: exported(model, inputs, path))
        if isinstance(failed, str):
            raise RuntimeError(failed)
        graph, missed_too = ours(lambda: count_onnx(path or Path(), {}, rows=1, tokens=N), closed)
    except Exception as error:
        graph, missed_too, path = f"no export ({error})"[:32], False, None
    peers = [by_peer(lambda peer=peer: peer(model, inputs), closed) for peer in PEERS.values()]
    last = by_peer(lambda: onnx_tool(path), closed) if path else "-"
    return [name, f"{closed:,}", mine, graph, *peers, last], missed or missed_too


def main() -> int:
    """Print the table; 1 if a target is missed."""
    import warnings

    warnings.simplefilter("ignore")
    hub.logging.set_verbosity_error()
    torch.set_num_threads(1)  # a process with threads of its own cannot be forked safely
    every = list(every_case())
    heads = ["% off the closed form", "operations", "Assay", "Assay, ONNX", *PEERS, "onnx-tool"]
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in every:
            cells, bad = row(case, folder)
            missed += bad
            print("| " + " | ".join(cells) + " |", flush=True)
    print(f"{missed} of {len(every)} architectures miss the target (0.1 %, or named)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
