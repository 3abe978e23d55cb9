"""Runs one reproducer in an isolated child: a work order in, its result out."""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from claims import catalog
from claims.errors import DataError, LabError, ModelUnsafe, ReadError, UsageError
from claims.records import Attempt, Measurement, Pair, Question, Reason, Stake
from claims.verdicts.reservations import LEAKED
from reproducers import Measure, registry
from reproducers.lab.bench import Bench
from reproducers.lab.orders import WorkOrder, WorkResult
from reproducers.lab.scoring.early_stop import predict_until_settled
from reproducers.lab.scoring.to_measurement import skipped

_ISOLATED_ONLY = "The weights are a pickle, which is opened in full isolation only: see `verify doctor`."
_KIB = 1024  # ru_maxrss is in KiB on Linux


def run_in_child(request: bytes) -> bytes:
    """The work that an order asks for, in the working folder; both are records as bytes."""
    # threads that wait should sleep: where others compute too, spinning ones made 2,400 rows take 26 s, not 2
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return run_order(WorkOrder.from_bytes(request), scratch=Path.cwd()).to_bytes()


def run_order(order: WorkOrder, *, scratch: Path) -> WorkResult:
    """Measure: one attempt for each question, in their order; what fails is skipped with the reason."""
    plugin = registry[order.reproducer.partition("@")[0]]
    bench = Bench(
        stamp=plugin.stamp,
        model=order.model,
        slice=order.slice,
        settings=order.settings,
        clock=time.perf_counter,
        scratch=scratch,
        root=_path(order.model_root),
        data=_path(order.data),
        predictions=_path(order.predictions),
        against=_path(order.against),
    )
    started, raw = time.perf_counter(), scratch / "raw.jsonl"
    raw.unlink(missing_ok=True)
    measuring = _measuring(plugin.call.measure, order.questions, bench, order.stakes)
    attempts = tuple(_attempts(order.questions, measuring, bench))
    digest = next((a.raw_sha256 for a in attempts if a.outcome == "measured" and a.raw_sha256), None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (_KIB if os.uname().sysname == "Linux" else 1)
    return WorkResult(
        attempts=attempts, raw_sha256=digest, seconds=time.perf_counter() - started, peak_bytes=peak
    )


def _measuring(
    measure: Measure, questions: tuple[Question, ...], bench: Bench, stakes: tuple[Stake, ...]
) -> Iterator[Attempt]:
    """What the reproducer yields; a state dict or GGUF file is made safetensors first."""
    made_from: Pair | None = None
    if not bench.stamp.startswith("file-size@"):  # it weighs the files as they are
        bench, made_from = with_open_weights(bench)
    elif _is_pickle(bench) and not bench.settings.isolated:
        raise ModelUnsafe(_ISOLATED_ONLY)
    leak = Pair(name=LEAKED, value=bench.slice.leak) if bench.slice and bench.slice.leak else None
    for attempt in measure(questions, predict_until_settled(bench, stakes) if stakes else bench):
        for setting in filter(None, (made_from, leak if attempt.metric in _scores() else None)):
            attempt = _with_setting(attempt, setting)
        yield attempt


def with_open_weights(bench: Bench) -> tuple[Bench, Pair | None]:
    """The bench with a state dict or GGUF file made safetensors, and what it was made from."""
    if bench.root is None or bench.model.refused is not None:
        return bench, None
    if _is_pickle(bench):
        if not bench.settings.isolated:
            raise ModelUnsafe(_ISOLATED_ONLY)
        from reproducers.lab.models.state_dict import as_safetensors

        root, model = as_safetensors(bench.root, bench.model, bench.scratch)
        return replace(bench, root=root, model=model), None
    if bench.model.format == "gguf":
        from reproducers.lab.models.gguf_weights import dequantised

        root, model, made_from = dequantised(bench.root, bench.model, bench.scratch)
        return replace(bench, root=root, model=model), made_from
    return bench, None


@cache
def _scores() -> frozenset[str]:
    """The metrics that compare answers with labels."""
    return frozenset(name for name, metric in catalog.metrics().items() if metric.kind == "quality")


def _is_pickle(bench: Bench) -> bool:
    """Whether the weights are a pickle that may be opened."""
    return bench.model.format == "pickle" and bench.model.refused is None and bench.root is not None


def _with_setting(attempt: Attempt, setting: Pair) -> Attempt:
    """The attempt with one more setting, where it is a measurement."""
    if not isinstance(attempt, Measurement):
        return attempt
    return attempt.model_copy(update={"settings": (*attempt.settings, setting)})


def _attempts(
    questions: tuple[Question, ...], measuring: Iterator[Attempt], bench: Bench
) -> Iterator[Attempt]:
    """What the reproducer yields, and a reason for every question that it left open when it failed."""
    answered = set()
    reason: Reason
    try:
        for attempt in measuring:
            answered.add((attempt.claim_id, attempt.subject, attempt.metric))
            yield attempt
        reason, detail = "no_reproducer", f"{bench.stamp} left it open."
    except (DataError, ReadError, UsageError) as error:
        reason, detail = "no_data", str(error)
    except ModelUnsafe as error:
        reason, detail = bench.model.refused or "unsafe_weights", str(error)
    except LabError as error:
        reason, detail = "failed", str(error)
    except MemoryError:
        reason, detail = "too_large", "It does not fit in the memory that the measuring may use."
    except (
        Exception
    ) as error:  # whatever a foreign model or odd rows bring about is a reason, not the end of the run
        message = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        reason, detail = "failed", f"{bench.stamp} failed on this model and these rows: {message}"
    for question in questions:
        if (question.claim_id, question.subject, question.metric) not in answered:
            yield skipped(question, bench, reason, detail)


def _path(name: str | None) -> Path | None:
    return Path(name) if name is not None else None
