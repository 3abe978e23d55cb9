"""One system of a comparison: a model that is verified here, or a file of answers; measured, and told as a record."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from claims.errors import DataError, UsageError
from claims.records import Dossier, Measurement, Source
from claims.records.system_comparison import ComparedSystem, SystemFigure
from claims.verdicts.reservations import doubts
from flows.fetched import FetchedSource
from flows.progress import Say
from flows.request import Options, Request, pin_request
from flows.settings import Settings
from flows.store import Store

TABLES = (".csv", ".tsv", ".jsonl", ".parquet")
"""Endings of files that hold answers."""
_SCORES = ("accuracy", "f1_macro")


class SystemSpec(NamedTuple):
    """A system as it was given: what it is called, and what it is."""

    name: str
    target: str

    @property
    def is_answers(self) -> bool:
        """Whether it is a file of answers."""
        return Path(self.target).suffix.lower() in TABLES


def system_specs(texts: tuple[str, ...]) -> tuple[SystemSpec, ...]:
    """The systems that were given, `TARGET` or `NAME=TARGET`; raises UsageError for one alone, or twice a name."""
    specs = tuple(_spec(text) for text in texts)
    if len(specs) < 2:
        raise UsageError("A comparison takes two systems or more.", "verify compare A B --data rows.csv")
    if len({spec.name for spec in specs}) < len(specs):
        raise UsageError(
            "Two systems have the same name.", "Name them: verify compare old=A.csv new=B.csv --data …"
        )
    return specs


def _spec(text: str) -> SystemSpec:
    name, sign, target = text.partition("=")
    if sign and name and target and not Path(text).exists():
        return SystemSpec(name.strip(), target.strip())
    path = Path(text)
    return SystemSpec(path.stem if path.suffix.lower() in TABLES else path.name or text, text)


def name_of(text: str, specs: Sequence[SystemSpec], option: str) -> str:
    """The name of the system that an option means, by its name or by what was given for it: `today` or `today.csv`."""
    for spec in specs:
        if text == spec.name or Path(text) == Path(spec.target):
            return spec.name
    names = ", ".join(spec.name for spec in specs)
    raise UsageError(f"{option} {text!r} names none of the systems.", f"They are {names}.")


def measured_dossier(spec: SystemSpec, options: Options, where: Settings, say: Say) -> Dossier:
    """The dossier of a system on the rows of the comparison; raises a VerifyError with what to do."""
    if not spec.is_answers:
        from flows.run_target import run_target

        return run_target(spec.target, options, where, say)
    path = Path(spec.target)
    if not path.is_file():
        raise DataError(
            f"{spec.target} cannot be read: there is no such file.", "Give a file of answers, or a model."
        )
    given = options.model_copy(update={"predictions": str(path.absolute()), "model": spec.name})
    return _of_answers(_request(spec, path, given), where, say)


def _request(spec: SystemSpec, path: Path, options: Options) -> Request:
    """A request about a file of answers that comes without any document."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataError(
            f"{path.name} cannot be read: {error.strerror}.", "Give a file that can be read."
        ) from None
    source = Source(kind="predictions", name=spec.name, revision=digest[:12], sha256=digest)
    document = FetchedSource(source=source, root=str(path.absolute().parent), files=(), model=False)
    return pin_request(spec.name, (document,), None, options)


def _of_answers(request: Request, where: Settings, say: Say) -> Dossier:
    """The steps of a run for which there is no document: look at the rows, plan, measure, conclude."""
    from extractors.pipeline.reading import Reading
    from flows import document_steps, measure_steps, survey_step
    from flows.step_runner import open_step_runner

    store = Store(where)
    with store.lease(request.run):
        kept = store.dossier(request.run)
        if kept is not None:
            return kept
        runner, nothing = open_step_runner(request, store), Reading()
        say(f"{request.target}: reading its answers …")
        survey = survey_step.survey(runner, None)
        planned = document_steps.plan(runner, nothing, survey)
        attempts = tuple(
            attempt
            for reproducer in measure_steps.reproducers_of(planned)
            for attempt in measure_steps.measure(runner, None, reproducer, planned, survey)
        )
        measured = document_steps.Measured(attempts)
        dossier = document_steps.conclude(runner, nothing, None, survey, planned, measured)
        store.keep_dossier(dossier, document_steps.now())
        return dossier


def system_of(spec: SystemSpec, dossier: Dossier, *, hosted: bool) -> ComparedSystem:
    """What a dossier tells of a system; `hosted` says that a file's latencies are of a machine of one's own."""
    name = dossier.model.name if dossier.model else ""
    own = [a for a in dossier.attempts if isinstance(a, Measurement) and a.subject == name]
    latency = next((a for a in own if a.metric == "latency" and _is_median(a)), None) or next(
        (a for a in own if a.metric == "latency"), None
    )
    doubtful = tuple(dict.fromkeys(pair.value for a in own for pair in doubts(a) if a.metric in _SCORES))
    return ComparedSystem(
        name=spec.name,
        kind="answers" if spec.is_answers else "model",
        target=Path(spec.target).name if spec.is_answers else dossier.target,
        run=dossier.run,
        scores=tuple(_score(a) for metric in _SCORES if (a := _unclaimed(own, metric)) is not None),
        latency=_latencies(latency),
        busy=_busy(latency, hosted=hosted),
        price=_price(own),
        doubts=doubtful,
        notes=(*_notes(dossier), *_regular(latency)),
    )


def _regular(latency: Measurement | None) -> tuple[str, ...]:
    """Why the supplier's latencies are not believed to be measured, where they are not."""
    return tuple(pair.value for pair in doubts(latency)) if latency is not None else ()


def _is_median(latency: Measurement) -> bool:
    return any(pair.name == "statistic" and pair.value == "p50" for pair in latency.settings)


def _unclaimed(own: list[Measurement], metric: str) -> Measurement | None:
    """The measurement of a score that answers no claim, else any."""
    of_metric = [a for a in own if a.metric == metric]
    return next((a for a in of_metric if a.claim_id is None), of_metric[0] if of_metric else None)


def _score(a: Measurement) -> SystemFigure:
    return SystemFigure(
        name=a.metric, value=a.observed.value, low=a.low, high=a.high, unit="share", origin="measured", n=a.n,
        note="scored here, from supplied answers" if any(p.name == "answers" for p in a.settings) else "",
    )  # fmt: skip


def _latencies(latency: Measurement | None) -> tuple[SystemFigure, ...]:
    """The latency as it was asked for, then its other quantiles and the mean."""
    if latency is None:
        return ()
    statistic = next((p.value for p in latency.settings if p.name == "statistic"), "p50")
    note = "the machine is not named" if latency.supplied else "on this machine, one request at a time"
    first = SystemFigure(
        name=f"latency {statistic}", value=latency.observed.value, low=latency.low, high=latency.high,
        unit="seconds", origin="supplied" if latency.supplied else "measured", n=latency.n, note=note,
    )  # fmt: skip
    others = (
        first.model_copy(update={"name": f"latency {a.metric}", "value": a.value, "low": None, "high": None})
        for a in latency.alternatives
    )
    return (first, *others)


def _busy(latency: Measurement | None, *, hosted: bool) -> SystemFigure | None:
    """For how long a request keeps a machine busy: the mean latency of what runs on a machine of one's own."""
    if latency is None or (latency.supplied and not hosted):
        return None
    figures = {figure.name: figure for figure in _latencies(latency)}
    first = next(iter(figures.values()))
    mean = figures.get("latency mean", first)
    scale = mean.value / first.value if first.value else Decimal(1)
    ends = {"low": _scaled(first.low, scale), "high": _scaled(first.high, scale)}
    return mean.model_copy(update={"name": "busy seconds a request", **ends})


def _scaled(value: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if value is None else Decimal(f"{value * scale:.8g}")


def _price(own: list[Measurement]) -> SystemFigure | None:
    """The mean price of one answer in a supplier's file, also where a claim asked for it by the thousand."""
    paid = _unclaimed([a for a in own if a.supplied], "cost_per_request")
    if paid is None:
        return None
    total = next((a.value for a in paid.alternatives if a.metric == "sum"), None)
    mean = paid.observed.value if paid.claim_id is None or total is None else total / paid.n
    scale = mean / paid.observed.value if paid.observed.value else Decimal(1)
    unit = next((p.value.rpartition(" in ")[2] for p in paid.settings if p.name == "cost of"), "")
    return SystemFigure(
        name="price of a request", value=mean, low=_scaled(paid.low, scale), high=_scaled(paid.high, scale),
        unit="money", origin="supplied", n=paid.n, note=f"the prices in its file{', in ' if unit else ''}{unit}",
    )  # fmt: skip


def _notes(dossier: Dossier) -> list[str]:
    """Grave findings, and claims that fail."""
    failed = sum(v.outcome in ("refuted", "falls_short") for v in dossier.verdicts)
    lines = (
        [f"{failed} of its {len(dossier.verdicts)} claims fail: verify show {dossier.run}."] if failed else []
    )
    grave = [f for f in dossier.findings if f.severity == "serious" and f.rule != "contaminated-slice"]
    return [*lines, *(f"{finding.rule}: {finding.says}" for finding in grave[:3])]
