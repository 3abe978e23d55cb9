"""Files that come wrong, late or never: each is one sentence, and nothing unchecked gets its name."""

from pathlib import Path

import pytest

from claims.errors import ModelUnavailable, SourceNotFound, SourceUnavailable, SourceUnsafe, VerifyError
from claims.safetensors_header import header_length
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model
from tests.loopback.visit import (
    CARD,
    QUICK,
    WEIGHTS,
    access,
    assert_clean,
    assert_mended,
    assert_told,
    client_cache,
    everything,
    hub,
    location,
)

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")

FATAL: list[tuple[str, Fault, type[VerifyError], str]] = [
    # a light file
    ("card 404", Fault("/resolve/", "status", status=404), SourceNotFound, "serves none"),
    ("card 503", Fault(CARD, "status"), SourceUnavailable, "status 503"),
    ("card 429", Fault(CARD, "status", status=429), SourceUnavailable, "too often"),
    ("card stall", Fault(CARD, "stall"), SourceUnavailable, "no answer in time"),
    ("card drip", Fault(CARD, "drip"), SourceUnavailable, "too slowly"),
    ("card drip head", Fault(CARD, "drip_head"), SourceUnavailable, "no answer in time"),
    ("card truncate", Fault(CARD, "truncate", at=20), SourceUnavailable, "broke"),
    ("card reset", Fault(CARD, "reset", at=0), SourceUnavailable, "broke"),
    ("card corrupt", Fault(CARD, "corrupt", at=20), SourceUnsafe, "hash differs"),
    ("card longer", Fault(CARD, "longer"), SourceUnsafe, "announced"),
    ("card endless", Fault(CARD, "endless"), SourceUnsafe, "longer than"),
    ("card html", Fault(CARD, "html"), SourceUnavailable, "web page"),
    ("card gzip", Fault(CARD, "gzip"), SourceUnavailable, "plain bytes"),
    ("card echo", Fault(CARD, "echo", at=0), SourceUnsafe, "sent the token back"),
    ("card commit", Fault(CARD, "commit"), SourceUnavailable, "another commit"),
    ("card redirect", Fault(CARD, "redirect", headers=location("http://169.254.169.254/latest")), SourceUnsafe, "169.254.169.254"),
    ("card redirect loop", Fault(CARD, "redirect", headers=location("/org/model/resolve/main/README.md")), SourceUnsafe, "in circles"),
    ("card redirect token", Fault(CARD, "redirect", headers=location(f"http://{SECRET}.example/")), SourceUnsafe, "***"),
    ("card other length", Fault(CARD, "headers", headers=(("Content-Length", "10"),)), SourceUnsafe, "announced"),
    # weights
    ("weights corrupt", Fault(WEIGHTS, "corrupt", at=30_000), SourceUnsafe, "hash differs"),
    ("weights truncate", Fault(WEIGHTS, "truncate", at=0), SourceUnavailable, "broke"),
    ("weights drip", Fault(WEIGHTS, "drip"), SourceUnavailable, "too slowly"),
    ("weights stall", Fault(WEIGHTS, "stall"), SourceUnavailable, "no answer"),
    ("weights gone", Fault(WEIGHTS, "status", status=404, headers=(("X-Error-Code", "EntryNotFound"),)), ModelUnavailable, "not on the Hub"),
    ("weights gated", Fault(WEIGHTS, "status", status=403, headers=(("X-Error-Code", "GatedRepo"),)), ModelUnavailable, "Ask for access"),
    ("weights echo", Fault(WEIGHTS, "echo", at=40_000), SourceUnsafe, "sent the token back"),
    ("weights pointer", Fault(WEIGHTS, "body", body=b"version https://git-lfs.github.com/spec/v1\n"), SourceUnsafe, "announced"),
]  # fmt: skip

MENDED: list[tuple[str, Fault]] = [
    ("card 503 twice", Fault(CARD, "status", last=2)),
    ("card truncate once", Fault(CARD, "truncate", at=20, last=1)),
    ("weights truncate twice", Fault(WEIGHTS, "truncate", at=20_000, last=2)),
    ("weights reset once", Fault(WEIGHTS, "reset", at=20_000, last=1)),
    ("weights redirected within", Fault(WEIGHTS + "$", "redirect", headers=location("model.safetensors?again"))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "kind", "words"), [one[1:] for one in FATAL], ids=[one[0] for one in FATAL]
)
def test_a_fault_is_one_sentence_and_leaves_nothing_unchecked(
    fault: Fault, kind: type[VerifyError], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert_told(fault, kind, words, tmp_path, capfd)


@pytest.mark.parametrize("fault", [one[1] for one in MENDED], ids=[one[0] for one in MENDED])
def test_what_gets_better_is_tried_again(
    fault: Fault, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert_mended(fault, tmp_path, capfd)


def test_a_break_is_gone_on_from_and_a_whole_answer_starts_anew(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "hub")
    broken = Fault(WEIGHTS, "truncate", at=20_000, last=1)
    with Hub(tmp_path / "hub", (broken,), token=SECRET) as hub:
        everything(hub, tmp_path / "cache")
        assert [request.range for request in hub.log if "safetensors" in request.path] == [
            None,
            "bytes=20000-",
        ]
    whole = Fault(WEIGHTS, "whole", first=2)
    with Hub(tmp_path / "hub", (broken, whole), token=SECRET) as hub:
        root = everything(hub, tmp_path / "cache2")
    assert (root / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()


def test_another_part_than_the_asked_one_is_refused(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    faults = (Fault(WEIGHTS, "truncate", at=20_000, last=1), Fault(WEIGHTS, "range", first=2))
    with Hub(tmp_path / "hub", faults, token=SECRET) as hub, pytest.raises(SourceUnsafe, match="other bytes"):
        everything(hub, tmp_path / "cache")


def test_a_light_file_that_is_gone_is_said(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    gone = Fault("vocab", "status", status=404, headers=(("X-Error-Code", "EntryNotFound"),))
    with Hub(tmp_path / "hub", (gone,)) as hub:
        pinned = door.pin(
            "org/model", cache=tmp_path / "cache", access=door.Access(hub.endpoint, False, QUICK)
        )
    assert pinned.gone == ("vocab.txt",) and "vocab.txt" not in {file.path for file in pinned.files}


def test_a_gated_file_beside_an_open_card_is_said(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    gated = Fault("config", "status", status=403, headers=(("X-Error-Code", "GatedRepo"),))
    with Hub(tmp_path / "hub", (gated,)) as hub:
        pinned = door.pin(
            "org/model", cache=tmp_path / "cache", access=door.Access(hub.endpoint, False, QUICK)
        )
    assert "gated" in pinned.left_out[0] and (pinned.root / "README.md").exists()


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(WEIGHTS, "status"), SourceUnavailable, "status 503"),
        (Fault(WEIGHTS, "status", status=404), ModelUnavailable, "not on the Hub"),
        (
            Fault(WEIGHTS, "status", status=403, headers=(("X-Error-Code", "GatedRepo"),)),
            ModelUnavailable,
            "Ask for",
        ),
        (Fault(WEIGHTS, "range"), SourceUnsafe, "other bytes"),
        (Fault(WEIGHTS, "stall"), SourceUnavailable, "no answer"),
        (Fault(WEIGHTS, "drip"), SourceUnavailable, "too slowly"),
        (Fault(WEIGHTS, "html"), SourceUnavailable, "web page"),
        (Fault(WEIGHTS, "echo", at=10), SourceUnsafe, "sent the token back"),
    ],
)
def test_a_glance_in_trouble_is_told(
    fault: Fault,
    kind: type[VerifyError],
    words: str,
    hub: Hub,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=door.Access(hub.endpoint, SECRET, QUICK))
    hub.script.faults = (fault,)
    with pytest.raises(kind, match=words) as error:
        door.preview_folder(pinned)
    assert_clean(tmp_path, str(error.value), capfd)
    assert not pinned.cached.preview.exists()


def test_a_glance_takes_its_part_of_a_whole_answer(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    hub.script.faults = (Fault(WEIGHTS, "whole"),)
    stub, real = door.preview_folder(pinned) / "model.safetensors", hub.root / "org/model/model.safetensors"
    length = 8 + header_length(real.read_bytes())
    assert stub.read_bytes()[:length] == real.read_bytes()[:length]
