"""What learned weights are worth on documents left out, and the files that keep them."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.entered_lessons import Entered
from benchmarks.table_fit import Choice, fit_choices, fit_monotone
from benchmarks.table_gold import ALIKE, Lesson, Truth, like, names_of
from claims.records import Claim
from extractors.tables.claims import with_signs
from extractors.tables.model import ReaderWeights
from extractors.tables.read import read
from extractors.tables.trust import trust

if TYPE_CHECKING:
    from benchmarks.train_table_reader import Known


Judged = tuple[dict[str, float], bool, str]
"""What speaks for a claim, whether it is right in everything, and its document."""


def judged(bench: Path, one: Lesson, learned: ReaderWeights) -> list[Judged]:
    """Each claim told of a lesson that was left out."""
    found = read(one.table, one.context, learned)
    by_place = {}
    for (n, at, k), truth in one.truths.items():
        cell = one.table.grid.rows[n][at]
        value = str(one.table.numbers[n, at][k].stated.value)
        if cell:
            by_place[cell.place.model_dump_json(), value] = truth
    out = []
    for claim, signs in with_signs(found, "training", learned):
        truth = by_place.get((claim.place.model_dump_json(), str(claim.stated.value)))
        if truth or one.covered:
            right = truth is not None and _agrees(bench, claim, truth)
            out.append((signs, right, one.document))
    return out


def trust_of(results: Sequence[Judged]) -> dict[str, float]:
    """The weights of what speaks for a claim; each document counts by the root of its claims."""
    count = Counter(document for _, _, document in results)
    made = [
        Choice([signs, {}], [right, not right], count[document] ** -0.5) for signs, right, document in results
    ]
    return fit_choices(made)


def sure_of(results: Sequence[Judged], fold_of: Callable[[str], int]) -> list[tuple[float, float]]:
    """How often claims of a raw score are right, where the raw score was learned from other documents."""
    raw, right = [], []
    for fold in sorted({fold_of(document) for _, _, document in results}):
        weights = trust_of([result for result in results if fold_of(result[2]) != fold])
        here = [result for result in results if fold_of(result[2]) == fold]
        raw += [trust(signs, weights) for signs, _, _ in here]
        right += [ok for _, ok, _ in here]
    return fit_monotone(raw, right, points=16)


def _agrees(bench: Path, claim: Claim, truth: Truth) -> bool:
    said = {"metric": claim.metric, "dataset": claim.dataset or "", "subject": claim.subject}
    return all(
        not (names := names_of(truth, key)) or like(bench, text, names) >= ALIKE for key, text in said.items()
    )


def write(learned: ReaderWeights, every: Sequence["Known"], more: Entered, out: Path) -> None:
    """The weights and where they come from."""
    used = np.flatnonzero(np.abs(learned.roles).max(1) > 2e-3)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in (("slots", used.astype(np.uint16)), ("weights", learned.roles[used].astype(np.float16)),
                            ("width", np.array(len(learned.roles)))):  # fmt: skip
            inner = io.BytesIO()
            np.save(inner, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), inner.getvalue(), zipfile.ZIP_DEFLATED)
    out.mkdir(parents=True, exist_ok=True)
    (out / "roles.npz").write_bytes(buffer.getvalue())
    parts = {
        key: getattr(learned, key)
        for key in ("structure", "metric", "dataset", "subject", "keep", "trust", "sure")
    }
    text = json.dumps(
        {"within": learned.within.tolist(), **parts}, sort_keys=True, indent=0, ensure_ascii=True
    )
    (out / "table_reader.json").write_text(text + "\n", "utf-8")
    documents = {one.lesson.document for one in every}
    annotated = {
        "documents": len(documents),
        "tables": len(every),
        "claims": sum(len(one.lesson.truths) for one in every),
        "phrases": sum(len(one.roles) for one in every),
        "source": "own annotation of public model cards and papers; no text of theirs is kept, only weights",
    }
    entries = {
        "papers": more.papers,
        "phrases": len(more.roles),
        "choices": len(more.metric) + len(more.dataset),
        "source": "leaderboard entries of papers, github.com/jd-coderepos/sota; no text is kept, only weights",
        "licence": "CC BY-SA 4.0",
    }
    source = {"annotated": annotated, **({"leaderboard entries": entries} if more.papers else {})}
    (out / "provenance.json").write_text(json.dumps(source, indent=2, sort_keys=True) + "\n", "utf-8")
