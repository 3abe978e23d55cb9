"""The evidence of a run in one file, and the same verdicts from it without the model."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from claims.errors import SourceNotFound, StoreError
from claims.records import Dossier, Measurement
from claims.records.bundle import Manifest, Member, Replayed
from flows.render import render
from flows.sandbox import Limits, run
from flows.store import Store

REPLAYING = Limits(seconds=120, memory_mb=4096)
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a bundle, so that the same run gives the same bytes."""
README = """\
The evidence of run {run} of Assay on {target}.

dossier.json      everything that was read, planned, measured and concluded
plan.json         what was going to be measured, sealed (sha256 {sealed}) before anything was
environment.json  machine, isolation, versions and options
raw/SHA256.jsonl  per-sample values, named for their digest: row numbers, labels, answers, times; never your texts
report.html       the report, for reading
manifest.json     the digest of every file; its own digest is the seal that `verify bundle` printed

`verify replay FILE` derives the same verdicts from these files, without the model and without the data.
Who can change a file can change its digest in the manifest: `verify replay FILE --seal SEAL` finds that out.
"""


def bundle(dossier: Dossier, store: Store) -> bytes:
    """A zip file of everything that the verdicts rest on; the same run gives the same bytes."""
    wanted = sorted({a.raw_sha256 for a in dossier.attempts if isinstance(a, Measurement) and a.raw_sha256})
    kept = {digest: body for digest in wanted if (body := _kept(store, digest)) is not None}
    files = {
        "README.txt": README.format(
            run=dossier.run, target=dossier.target, sealed=dossier.plan.sealed
        ).encode(),
        "dossier.json": dossier.to_bytes(),
        "plan.json": _pretty(dossier.plan.model_dump(mode="json")),
        "environment.json": _environment(dossier),
        "report.html": render("html", dossier, store),
        **{f"raw/{digest}.jsonl": body for digest, body in kept.items()},
    }
    members = tuple(Member(name=n, sha256=hashlib.sha256(b).hexdigest()) for n, b in sorted(files.items()))
    lost = tuple(digest for digest in wanted if digest not in kept)
    manifest = Manifest(run=dossier.run, members=members, lost=lost)
    return _zipped({"manifest.json": _pretty(manifest.model_dump(mode="json")), **files})


def seal_of(body: bytes) -> str:
    """The seal of a bundle that was just made: the digest of its manifest, and so of every file in it."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return hashlib.sha256(archive.read("manifest.json")).hexdigest()


def replay(path: Path, seal: str | None = None) -> Replayed:
    """Derive the verdicts of a bundle anew, in the sandbox; raises SourceNotFound and ReadError.

    A bundle whose seal is not the one that is given is another one, or was changed: that is the first difference.
    """
    from reproducers.lab.replay import ReplayOrder

    if not path.is_file():
        raise SourceNotFound(f"There is no bundle {path}.", "Make one with `verify bundle RUN`.")
    order = ReplayOrder(path=str(path.resolve()))
    done = run("reproducers.lab.replay:run_in_child", order.to_bytes(), read=[path], limits=REPLAYING)
    replayed = Replayed.from_bytes(done.body)
    if seal is None or seal.strip().lower() == replayed.seal:
        return replayed
    says = f"The seal is {replayed.seal}, not the one that was given: some file is another than it was."
    return replayed.model_copy(update={"differs": (says, *replayed.differs)})


def _kept(store: Store, digest: str) -> bytes | None:
    try:
        return store.file(digest)
    except StoreError:
        return None


def _environment(dossier: Dossier) -> bytes:
    body = {
        "machine": dossier.machine.model_dump(mode="json") if dossier.machine else None,
        "isolation": dossier.isolation,
        "versions": {pair.name: pair.value for pair in dossier.versions},
        "settings": {pair.name: pair.value for pair in dossier.settings},
    }
    return _pretty(body)


def _pretty(body: object) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, body)
    return packed.getvalue()
