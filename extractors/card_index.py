"""Claims of the `model-index` and of `co2_eq_emissions` in a card's front matter."""

import re
from collections.abc import Iterator

from claims import catalog, quantity
from claims.records import Claim, Document, Entry, Quantity, claim_id
from extractors import extractor

VALUE = re.compile(r"model-index/(\d{1,4})/results/(\d{1,4})/metrics/(\d{1,4})/value")


@extractor("card-index", version=1, reads="card")
def card_index(document: Document) -> Iterator[Claim]:
    """Reads every number of the model-index, and the declared emissions."""
    leaves = {one.path: one for one in document.metadata if one.place.file != "config.json"}
    for path, entry in leaves.items():
        if match := VALUE.fullmatch(path):
            yield from _result(document, leaves, entry, match)
        elif path in ("co2_eq_emissions", "co2_eq_emissions/emissions"):
            stated = quantity.read(entry.value)
            if isinstance(stated, Quantity):
                stated = stated.model_copy(update={"unit": stated.unit or "g"})
                yield _claim(document, entry, stated, metric="co2", printed="co2_eq_emissions", kind="cost")


def _result(
    document: Document, leaves: dict[str, Entry], entry: Entry, match: re.Match[str]
) -> Iterator[Claim]:
    model, result, metric = match.groups()
    of_result, of_metric = (
        f"model-index/{model}/results/{result}",
        f"model-index/{model}/results/{result}/metrics/{metric}",
    )

    def said(path: str) -> str | None:
        return leaves[path].value if path in leaves else None

    stated = quantity.read(entry.value)
    printed = said(f"{of_metric}/name") or said(f"{of_metric}/type") or "value"
    known = catalog.metric(said(f"{of_metric}/name") or "") or catalog.metric(said(f"{of_metric}/type") or "")
    if isinstance(stated, Quantity):
        yield _claim(
            document, entry, stated, metric=known.id if known else printed, printed=printed,
            kind=known.kind if known else "quality",
            task=said(f"{of_result}/task/type"),
            dataset=said(f"{of_result}/dataset/name") or said(f"{of_result}/dataset/type"),
            split=said(f"{of_result}/dataset/split"),
        )  # fmt: skip


def _claim(
    document: Document, entry: Entry, stated: Quantity, *, metric: str, printed: str, **more: str | None
) -> Claim:
    return Claim.model_validate(
        {
            "id": claim_id(entry.place, metric, stated),
            "subject": document.source.name,
            "own": True,
            "metric": metric,
            "metric_as_written": printed,
            "stated": stated,
            "place": entry.place,
            "read_by": "card-index@1",
            "confidence": 0.98,
            **more,
        }
    )
