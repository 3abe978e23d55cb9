"""Looking for models: of a paper, of an author, the newest."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.errors import (
    SourceUnsafe,
    UsageError,
    VerifyError,
)
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model
from tests.loopback.visit import QUICK, access, assert_clean, client_cache, hub

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")


def test_a_paper_leads_to_its_models(hub: Hub) -> None:
    make_model(hub.root, "other/popular", {"tags": ["arxiv:1706.03762"], "downloads": 99})
    make_model(hub.root, "other/unrelated", {"tags": ["arxiv:2401.00001"]})
    model_candidates = door.models_of_paper("1706.03762v5", access=access(hub))
    assert [model_candidate.name for model_candidate in model_candidates] == ["other/popular", "org/model"]
    served = hub.snapshot("org/model")
    assert served is not None and model_candidates[1].commit == served.commit
    assert door.models_of_paper("9999.99999", access=access(hub)) == ()
    with pytest.raises(UsageError, match=r"1706\.03762"):
        door.models_of_paper("../../etc/passwd", access=access(hub))


def test_new_models_are_found_by_author_words_and_date(hub: Hub) -> None:
    make_model(hub.root, "org/newer", {"lastModified": "2026-03-01T00:00:00.000Z", "trending": 1})
    make_model(hub.root, "else/newest", {"lastModified": "2026-04-01T00:00:00.000Z", "trending": 0})
    way = access(hub)
    assert [model_candidate.name for model_candidate in door.new_models(access=way)] == [
        "else/newest",
        "org/newer",
        "org/model",
    ]
    assert [model_candidate.name for model_candidate in door.new_models(author="org", access=way)] == [
        "org/newer",
        "org/model",
    ]
    assert [
        model_candidate.name for model_candidate in door.new_models(query="new", limit=1, access=way)
    ] == ["else/newest"]
    since = datetime(2026, 2, 1, tzinfo=UTC)
    assert [
        model_candidate.name for model_candidate in door.new_models(since=since, author="org", access=way)
    ] == ["org/newer"]
    assert door.new_models(order="trending_score", access=way)[0].name == "org/newer"


@pytest.mark.parametrize("deed", ["status", "stall", "drip", "close", "html", "endless"])
def test_looking_for_models_ends_too(deed: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make_model(tmp_path / "hub")
    began = time.monotonic()
    with Hub(tmp_path / "hub", (Fault("/api/models", deed),)) as hub, pytest.raises(VerifyError) as error:
        door.models_of_paper("1706.03762", access=door.Access(hub.endpoint, SECRET, QUICK))
    assert time.monotonic() - began < 4
    assert_clean(tmp_path, str(error.value), capfd)


def test_pages_without_end_are_not_followed(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub") as hub:
        link = (("Link", f'<{hub.endpoint}/api/models?more>; rel="next"'),)
        hub.script.faults = (Fault("/api/models", "headers", headers=link),)
        with pytest.raises(SourceUnsafe, match="in circles"):
            door.new_models(limit=500, access=door.Access(hub.endpoint, False, QUICK))
