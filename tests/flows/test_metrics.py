"""/metrics of `verify serve`: read by Prometheus's own parser, and enough for the alert rules in examples/monitoring."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from claims.records.digest import Arrival, Night
from claims.records.library import Query
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue
from flows.library.app import build_app
from flows.library.index import LibraryIndex
from flows.store import Store
from tests.flows.stores import settings_of
from tests.reports.dossiers import realistic

MONITORING = Path(__file__).parents[2] / "examples/monitoring"
Figures = dict[tuple[str, frozenset[str]], float]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(settings_of(tmp_path))


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    app = build_app(store, LibraryIndex(store), "the-key-that-was-printed")
    with TestClient(app, base_url="http://127.0.0.1:8470") as client:
        yield client


def fill(store: Store) -> None:
    """A run, two steps, and a night with a document that was read, one that waits and one that did not come."""
    store.keep_dossier(realistic(), "2026-01-01T00:00:00Z")
    store.keep_step("a", "read", b"1", 1.5)
    store.keep_step("b", "read", b"2", 2.5)
    queue = Queue(store)
    queue.add(
        "asked", "2026-01-01", [ListedDocument("hub", f'org/"{number}"', "v1", "") for number in (1, 2, 3)]
    )
    arrival = Arrival(kind="hub", name='org/"1"', version="v1", fate="read")
    queue.settle(1, arrival, reading=b"what it says")
    queue.postpone(2, 0.0)
    queue.postpone(2, 0.0)
    night = Night(began="2026-01-01T00:00:00Z", ended="2026-01-01T00:00:10Z", asked=(), arrivals=(arrival,))
    queue.keep_night(night, [1])


def figures(client: TestClient) -> Figures:
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(
        "text/plain; version=0.0.4"
    )
    families = text_string_to_metric_families(answer.text)
    samples = (sample for family in families for sample in family.samples)
    return {(s.name, frozenset(s.labels.values())): s.value for s in samples}


def test_what_is_in_the_store_is_counted(store: Store, client: TestClient) -> None:
    fill(store)
    counted = figures(client)
    assert counted["assay_runs", frozenset()] == 1
    assert counted["assay_documents", frozenset({"hub", "read"})] == 1
    assert counted["assay_documents", frozenset({"hub", "new"})] == 1
    assert counted["assay_documents", frozenset({"hub", "later"})] == 1
    assert counted["assay_source_failures", frozenset({"hub"})] == 2
    assert counted["assay_steps", frozenset({"read"})] == 2
    assert counted["assay_step_seconds", frozenset({"read"})] == 4.0
    assert counted["assay_last_digest_timestamp_seconds", frozenset()] == 1767225610
    listed = sum(value for (name, _), value in counted.items() if name == "assay_verdicts")
    run = LibraryIndex(store).listing(Query()).runs[0]
    assert listed == sum(number for _, number in run.tally) > 0
    assert counted["process_cpu_seconds_total", frozenset()] > 0


def test_an_empty_store_has_no_digest_and_no_failures(client: TestClient) -> None:
    counted = figures(client)
    assert counted["assay_runs", frozenset()] == 0
    assert not [
        name for name, _ in counted if name.startswith(("assay_last_digest", "assay_source_failures"))
    ]


def test_what_has_just_finished_is_in_the_next_answer(store: Store, client: TestClient) -> None:
    figures(client)
    fill(store)
    assert figures(client)["assay_runs", frozenset()] == 1


def test_behind_a_proxy_it_takes_the_key_as_every_page_does(client: TestClient) -> None:
    assert client.get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 403
    assert client.get("/metrics", headers={"Host": "elsewhere.example"}).status_code == 421


def test_every_alert_rests_on_a_figure_that_is_served(store: Store, client: TestClient) -> None:
    fill(store)
    served = {name for name, _ in figures(client)}
    rules = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    named = {name for rule in rules for name in re.findall(r"assay_\w+", rule["expr"])}
    assert len(rules) == 5 and named and named <= served


def test_the_alert_rules_pass_their_own_test() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian's package prometheus)")
    for words in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run([promtool, *words], cwd=MONITORING, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
