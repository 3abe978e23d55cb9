"""What a monitoring system reads of a store, in Prometheus's text format: counted in the database at each request."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select

from flows.library import schema as library_schema
from flows.store import Store, schema

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
"""The media type of the answer."""


def metrics_text(store: Store) -> bytes:
    """The figures of a store, and the CPU time and memory of this process."""
    registry = CollectorRegistry()
    registry.register(_StoreFigures(store))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _StoreFigures(Collector):
    """Counts what is in a store; all are gauges, since pruning lowers them."""

    def __init__(self, store: Store) -> None:
        """Count in this store."""
        self._store = store

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: what there is, is counted only when it is asked for."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure of the store as it is now."""
        with self._store.open() as connection:
            yield from _runs(connection)
            yield from _documents(connection)
            yield from _steps(connection)
            yield from _nights(connection)


def _runs(connection: Connection) -> Iterator[GaugeMetricFamily]:
    """Finished runs, and the verdicts of those that the library has indexed."""
    runs = connection.execute(select(func.count()).select_from(schema.runs)).scalar_one()
    yield GaugeMetricFamily("assay_runs", "Finished runs.", value=runs)
    verdicts = Counter[str]()
    for tally in connection.execute(select(library_schema.run_rows.c.tally)).scalars():
        verdicts.update(dict(json.loads(tally)))
    yield _labelled("assay_verdicts", "Verdicts of indexed runs.", ("outcome",), [*verdicts.items()])


def _documents(connection: Connection) -> Iterator[GaugeMetricFamily]:
    """Documents of ingestion by what became of each; the queue is those that are new or asked for again later."""
    kept = schema.arrivals.c
    asked = select(kept.kind, kept.fate, func.count(), func.sum(kept.tries)).group_by(kept.kind, kept.fate)
    counted, unanswered = [], Counter[str]()
    for kind, fate, number, tries in connection.execute(asked.order_by(kept.kind, kept.fate)):
        counted.append((kind, fate, number))
        unanswered[kind] += tries
    says = "Documents by source and fate; new and later are the queue."
    yield _labelled("assay_documents", says, ("kind", "fate"), counted)
    says = "Times that a source did not answer when a document was asked for."
    yield _labelled("assay_source_failures", says, ("kind",), [*unanswered.items()])


def _steps(connection: Connection) -> Iterator[GaugeMetricFamily]:
    """Stored answers of steps, and the wall time that they took."""
    kept = schema.steps.c
    asked = select(kept.name, func.count(), func.sum(kept.seconds)).group_by(kept.name).order_by(kept.name)
    rows = connection.execute(asked).all()
    yield _labelled("assay_steps", "Stored answers of steps.", ("step",), [row[:2] for row in rows])
    says = "Seconds that these steps took, by the clock."
    yield _labelled("assay_step_seconds", says, ("step",), [(row[0], row[2]) for row in rows])


def _nights(connection: Connection) -> Iterator[GaugeMetricFamily]:
    """When the last round of ingestion ended; nothing where there was none."""
    ended = connection.execute(select(schema.nights.c.ended).order_by(schema.nights.c.number.desc())).first()
    if ended is not None:
        when = datetime.fromisoformat(ended.ended)
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
        says = "When the last digest was made, in seconds since 1970."
        yield GaugeMetricFamily("assay_last_digest_timestamp_seconds", says, value=seconds)


def _labelled(
    name: str, says: str, labels: tuple[str, ...], rows: Sequence[Sequence[object]]
) -> GaugeMetricFamily:
    """One figure with a value for each row, whose last cell it is."""
    family = GaugeMetricFamily(name, says, labels=labels)
    for *values, number in rows:
        family.add_metric([str(value) for value in values], float(str(number)))
    return family
