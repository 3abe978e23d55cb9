"""The store's files in a bucket: made once, seen by every machine, checked by digest, and refused where that cannot be."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from claims.errors import StoreDamaged, StoreError, UsageError
from flows.settings import Settings, settings
from flows.store import Store, blobs
from flows.store.bucket import Bucket
from flows.store.check import check
from tests.flows.buckets import CREDENTIALS, forgetful_server, make_bucket, moto_server
from tests.flows.conftest import Typed, free_port
from tests.reports import dossiers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with moto_server(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture
def bucket(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of its own, and the environment in which it is reached."""
    name = hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]
    make_bucket(server, name)
    for variable, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": server}.items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}/evidence"


def home_of(folder: Path, bucket: str, database: Path | None = None) -> Settings:
    store = {"VERIFY_STORE": f"sqlite:///{database}"} if database else {}
    return settings({"VERIFY_HOME": str(folder), "VERIFY_BLOBS": bucket, **store})


def test_two_machines_with_one_database_see_each_others_evidence(bucket: str, tmp_path: Path) -> None:
    database = tmp_path / "shared.db"
    here, there = (Store(home_of(tmp_path / name, bucket, database)) for name in ("here", "there"))
    dossier = dossiers.realistic().model_copy(update={"run": "a1"})
    here.keep_dossier(dossier, "2026-01-01T00:00:00Z")
    here.keep_step("k", "read", b"answer", 1.0)
    assert there.find("a1").claims == dossier.claims
    assert there.step("k") == b"answer"
    digest = here.keep_file(b"rows of an evidence")
    assert there.file_path(digest).read_bytes() == b"rows of an evidence"  # on its own disk, for a child
    assert there.file_path(digest).is_relative_to(tmp_path / "there")


def test_a_finished_run_is_found_again_where_it_was_not_made(
    bucket: str, tmp_path: Path, typed: Typed
) -> None:
    model = tmp_path / "tiny"
    model.mkdir()
    (model / "README.md").write_text("# tiny\n\nThe model has 6 parameters.\n")
    shared = {"VERIFY_BLOBS": bucket, "VERIFY_STORE": f"sqlite:///{tmp_path / 'shared.db'}"}
    made = typed(str(model), home=tmp_path / "here", **shared)
    assert made.returncode == 0, made.stderr
    shown = typed("report", "last", home=tmp_path / "there", **shared)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "tiny" in shown.stdout


def test_a_home_that_lost_its_files_gets_them_from_the_bucket(bucket: str, tmp_path: Path) -> None:
    store = Store(home_of(tmp_path / "home", bucket))
    digest = store.keep_file(b"kept")
    blobs.where(tmp_path / "home" / "artefacts", digest).write_bytes(b"damaged")
    assert store.file(digest) == b"kept"
    shutil.rmtree(tmp_path / "home" / "artefacts")
    assert store.file(digest) == b"kept"


def test_a_file_that_was_damaged_in_the_bucket_is_made_anew(bucket: str, tmp_path: Path) -> None:
    here = Store(home_of(tmp_path / "here", bucket))
    digest = hashlib.sha256(b"right").hexdigest()
    Bucket(bucket, tmp_path / "here").put(digest, b"wrong")
    with pytest.raises(StoreDamaged, match="damaged in s3://") as damaged:
        here.file(digest)
    assert "Run the same command again" in damaged.value.hint
    assert here.keep_file(b"right") == digest
    assert Store(home_of(tmp_path / "there", bucket)).file(digest) == b"right"


def test_a_file_that_is_nowhere_is_one_sentence(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="neither here nor in s3://"):
        Store(home_of(tmp_path, bucket)).file("0" * 64)


def test_many_at_once_make_a_file_once_and_the_first_stays(bucket: str, tmp_path: Path) -> None:
    shared = Bucket(bucket, tmp_path)
    shared.put("0" * 64, b"first")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: shared.put("0" * 64, f"later {n}".encode()), range(16)))
    assert shared.get("0" * 64) == b"first"


def test_a_large_file_arrives_whole(bucket: str, tmp_path: Path) -> None:
    body = bytes(range(256)) * 50_000  # more than one part of an upload
    digest = Store(home_of(tmp_path / "here", bucket)).keep_file(body)
    assert Store(home_of(tmp_path / "there", bucket)).file(digest) == body


def test_a_server_that_lets_files_be_made_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("obstore", reason="the extra s3 is not installed")
    with forgetful_server() as address:
        for variable, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": address}.items():
            monkeypatch.setenv(variable, value)
        for _ in range(2):  # it is not taken for one that was tried
            with pytest.raises(StoreError, match="ignores If-None-Match"):
                Store(home_of(tmp_path, "s3://any"))


def test_a_bucket_that_is_not_there_is_one_sentence(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no bucket s3://nobodys"):
        Store(home_of(tmp_path, "s3://nobodys-bucket"))


def test_an_object_store_that_does_not_answer_is_one_sentence(
    typed: Typed, bucket: str, tmp_path: Path
) -> None:
    gone = {"VERIFY_BLOBS": bucket, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}"}
    done = typed("list", home=tmp_path, **gone)
    assert (done.returncode, done.stdout) == (3, "")
    assert "VERIFY_BLOBS" in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize("address", ["bucket", "gs://bucket", "s3://", "s3://key:secret@bucket"])
def test_what_is_no_bucket_is_one_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="names no bucket") as wrong:
        Store(home_of(tmp_path, address))
    assert "secret" not in str(wrong.value)


def test_a_missing_package_is_one_sentence_that_says_how_to_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['obstore.store'] = None\n"
        "from flows.cli import main; sys.argv = ['verify', 'list']; main()"
    )
    environ = {"VERIFY_HOME": str(tmp_path), "VERIFY_BLOBS": "s3://bucket"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environ, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "assay[s3]" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_store_on_a_server_is_not_looked_through_as_if_it_were_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not in one folder"):
        check(settings({"VERIFY_HOME": str(tmp_path), "VERIFY_BLOBS": "s3://bucket"}))
    with pytest.raises(UsageError, match="not in one folder"):
        check(settings({"VERIFY_HOME": str(tmp_path), "VERIFY_STORE": "postgresql://me@host/assay"}))
