"""A round of ingestion without an engine, and what it read in the library."""

import os
import subprocess
import sys
from pathlib import Path

from claims.records.digest import Night
from claims.records.library import Query
from flows.library.index import LibraryIndex
from flows.settings import settings
from flows.store import Store
from tests.loopback.hub import Hub
from tests.loopback.printed import write_card

WORDS = ("ingest", "--author", "team", "--since", "2025-12-31", "--json")


def test_a_round_needs_no_engine_and_what_it_read_is_in_the_library(tmp_path: Path) -> None:
    for number in (1, 2):
        write_card(tmp_path / "hub" / "team" / f"m{number}", f"m{number}", 80 + number)
    with Hub(tmp_path / "hub") as hub:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        home = {"VERIFY_HOME": str(tmp_path / "home"), "HF_HOME": str(tmp_path / "hf")}
        environ = {**clean, **home, "HF_ENDPOINT": hub.endpoint}
        code = (
            f"import sys; sys.argv = ['verify', *{WORDS!r}]\n"
            "from flows.cli import main\n"
            "try: main()\n"
            "except SystemExit: pass\n"
            "print('prefect' in sys.modules, file=sys.stderr)"
        )
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=200, check=True)
    assert done.stderr == "False\n"
    assert {arrival.fate for arrival in Night.model_validate_json(done.stdout).arrivals} == {"read"}
    store = Store(settings(home))
    index = LibraryIndex(store)
    index.catch_up()
    listed = index.listing(Query()).runs
    assert {run.target for run in listed} == {"team/m1", "team/m2"}
    dossier = store.find(listed[0].run)
    assert {verdict.outcome for verdict in dossier.verdicts} == {"unchecked"}
    assert f"verify hf:{dossier.target} --data" in dossier.notes[-1]
