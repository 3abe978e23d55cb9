"""By which metric a column is measured where its header does not say it, or says it in letters that mean several things."""

import re

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.name_index import squeeze
from claims.records import Claim
from extractors.language.passage import read_passage
from extractors.language.plain_label import plain_label
from extractors.leaderboards.figures import Figures
from extractors.tables.label_meaning import read_label

_AT = re.compile(r"(?i)^R(?:ank)?[\s-]?(?P<k>1|5|10|20|50|100)$")
_PERSON = re.compile(r"(?i)\bre-?identification\b|\bre-?id\b|\bCMC\b|\brank-1\b")
_CUT_OFFS = frozenset({1, 3, 5, 10, 15, 20, 30, 50, 100})
_CUT = frozenset({"f1", "precision", "recall", "ndcg", "map", "mrr", "hit_rate"})
_SCORES = re.compile(
    r"^(?:[A-Z][a-z]+ )?(?P<name>[A-Z][A-Z\d]{1,5})\s(?:scores?|results|values)\b|\b(?P<other>[A-Z][A-Z\d]{1,5})\sscores?\b"
)
SURE = 0.55
"""The confidence from which on a reading says the metric itself."""


def rank_k_accuracy(figures: Figures, printed: str) -> str:
    """R-1 and R5 as what they are in papers that never speak of ROUGE: ranks of identities, or recalls at k."""
    match = _AT.match(printed)
    if not match or re.search(r"(?i)\brouge\b", figures.usage.text):
        return ""
    return f"Rank-{match['k']}" if _PERSON.search(figures.usage.text) else f"R@{match['k']}"


def with_cut_off(figures: Figures, claim: Claim, name: str) -> str:
    """A metric with the cut-off that stands before its rows, as in keyphrase extraction and retrieval: F1@10."""
    if claim.metric not in _CUT or "@" in name:
        return ""
    at, _, cell = figures.tables[claim.place]
    first = figures.labels[at]
    if len(first) < 2 or not all(
        re.fullmatch(r"@?\d{1,3}", label.text.strip()) and int(label.text.strip(" @")) in _CUT_OFFS
        for label in first
    ):
        return ""
    above = [label for label in first if label.row <= cell.row]
    return (
        f"{name}@{above[-1].text.strip(' @')}" if above and len({label.text for label in first}) > 1 else ""
    )


def metric_of_numbered_column(figures: Figures, claim: Claim) -> str:
    """The metric at a column's position among those that the caption lists, where headers of a group were lost.

    A header that spans as many columns as the caption lists metrics must stand over the figure, and no metric's name
    in the column itself; the metric that is left over the first of the group has to be the first listed.
    """
    at, table, cell = figures.tables[claim.place]
    listed = read_passage((table.caption or "")[:1500]).metrics
    names = list(dict.fromkeys(printed for metric, printed in listed if metric.kind == "quality"))
    heads = [header for header in figures.headers[at] if header.row < table.header_rows]
    group = next(
        (
            header
            for header in heads
            if header.columns == len(names) > 1 and 0 <= cell.column - header.column < header.columns
        ),
        None,
    )
    if group is None or any(
        header.column == cell.column and read_label(header.text).metric for header in heads
    ):
        return ""
    first = next(
        (m for header in heads if header.column == group.column and (m := read_label(header.text).metric)),
        None,
    )
    if first is None or first.id != next((m.id for m, printed in listed if printed == names[0]), ""):
        return ""
    name = names[cell.column - group.column]
    bare = names[cell.column - group.column - 1] if cell.column > group.column else ""
    mean = (
        bare.startswith("mean ") and name.split("-")[-1:] == bare.split("-")[-1:]
    )  # "mean F-measure, E-measure"
    return f"mean {name}" if mean and not name.startswith("mean ") else name


def metric_in_header(figures: Figures, claim: Claim, head: str) -> str:
    """The metric that the header or the caption names, where the reading of the table only guessed one."""
    if claim.confidence >= SURE:
        return ""
    if mentions := read_passage(head).metrics:
        return "GFLOPs" if mentions[0][0].id in ("flops", "macs") else ""
    match = _SCORES.search((figures.table(claim).caption or "")[:200])
    name = (match["name"] or match["other"]) if match else ""
    return name if name and not find_dataset(name) and not catalog.metric(name) else ""


def is_no_metric(printed: str, dataset: str, figures: Figures, claim: Claim) -> bool:
    """Whether what was taken for a metric's name is that of the data set or of a column of data."""
    if catalog.metric(claim.metric) is not None:
        return False
    bare = squeeze(plain_label(printed))
    return len(bare) > 1 and (
        bare in squeeze(dataset)
        or bool(find_dataset(printed))
        or figures.usage.dataset_or_method(printed) > 0
    )


def usual_metric(figures: Figures, claim: Claim, dataset: str) -> str:
    """The metric's id that caption, data set or paper use where a column names none."""
    caption = read_passage((figures.table(claim).caption or "")[:1500])
    if caption.metrics:
        return caption.metrics[0][0].id
    known = find_dataset(dataset)
    if known and known.usual_metrics:
        return known.usual_metrics[0]
    shares = {name: share for name, share in figures.metric_share.items() if catalog.metric(name)}
    return max(shares, key=lambda name: shares[name], default="accuracy")


def reported_metric(figures: Figures, claim: Claim, dataset: str) -> str:
    """The metric's id by which a caption says that figures on a data set are reported: "F1 for QQP, accuracy for the others".

    For "the others" it is the metric that the data set's own benchmark is scored by, as a caption in passing forgets it.
    """
    at, table, cell = figures.tables[claim.place]
    passage = read_passage((table.caption or "")[:1500])
    over = (
        header
        for header in figures.headers[at]
        if header.row < table.header_rows and header.column <= cell.column < header.column + header.columns
    )
    known, listed = find_dataset(dataset), catalog.benchmark(dataset)
    if listed and known and known.usual_metrics and not passage.metrics and claim.confidence < SURE:
        return known.usual_metrics[0]  # the guess was made from the table's other columns
    if not passage.by_dataset or any(
        read_label(header.text).metric or read_label(header.text).printed for header in over
    ):
        return ""
    if own := next((metric.id for name, metric, _ in passage.by_dataset if name == squeeze(dataset)), ""):
        return own
    return known.usual_metrics[0] if passage.metric_of_others and known and known.usual_metrics else ""
