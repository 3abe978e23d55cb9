"""By which metric a column is measured where its header does not say it, or says it in letters that mean several things."""

import re

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.name_index import squeeze
from claims.records import Claim
from extractors.language.passage import telling
from extractors.leaderboards.figures import Scene
from extractors.tables.paper.labels import named, plain

_AT = re.compile(r"(?i)^R(?:ank)?[\s-]?(?P<k>1|5|10|20|50|100)$")
_PERSON = re.compile(r"(?i)\bre-?identification\b|\bre-?id\b|\bCMC\b|\brank-1\b")
_CUT_OFFS = frozenset({1, 3, 5, 10, 15, 20, 30, 50, 100})
_CUT = frozenset({"f1", "precision", "recall", "ndcg", "map", "mrr", "hit_rate"})
_SCORES = re.compile(
    r"^(?:[A-Z][a-z]+ )?(?P<name>[A-Z][A-Z\d]{1,5})\s(?:scores?|results|values)\b|\b(?P<other>[A-Z][A-Z\d]{1,5})\sscores?\b"
)
SURE = 0.8
"""The confidence from which on a reading says the metric itself."""


def ranked(scene: Scene, printed: str) -> str:
    """R-1 and R5 as what they are in papers that never speak of ROUGE: ranks of identities, or recalls at k."""
    found = _AT.match(printed)
    if not found or re.search(r"(?i)\brouge\b", scene.evidence.text):
        return ""
    return f"Rank-{found['k']}" if _PERSON.search(scene.evidence.text) else f"R@{found['k']}"


def cut_off(scene: Scene, claim: Claim, name: str) -> str:
    """A metric with the cut-off that stands before its rows, as in keyphrase extraction and retrieval: F1@10."""
    if claim.metric not in _CUT or "@" in name:
        return ""
    at, _, cell = scene.tables[claim.place]
    first = scene.labels[at]
    if len(first) < 2 or not all(
        re.fullmatch(r"@?\d{1,3}", one.text.strip()) and int(one.text.strip(" @")) in _CUT_OFFS
        for one in first
    ):
        return ""
    above = [one for one in first if one.row <= cell.row]
    return f"{name}@{above[-1].text.strip(' @')}" if above and len({one.text for one in first}) > 1 else ""


def enumerated(scene: Scene, claim: Claim) -> str:
    """The metric at a column's position among those that the caption lists, where headers of a group were lost.

    A header that spans as many columns as the caption lists metrics must stand over the figure, and no metric's name
    in the column itself; the metric that is left over the first of the group has to be the first listed.
    """
    at, table, cell = scene.tables[claim.place]
    listed = telling((table.caption or "")[:1500]).metrics
    names = list(dict.fromkeys(printed for metric, printed in listed if metric.kind == "quality"))
    heads = [one for one in scene.headers[at] if one.row < table.header_rows]
    group = next(
        (
            one
            for one in heads
            if one.columns == len(names) > 1 and 0 <= cell.column - one.column < one.columns
        ),
        None,
    )
    if group is None or any(one.column == cell.column and named(one.text).metric for one in heads):
        return ""
    first = next((m for one in heads if one.column == group.column and (m := named(one.text).metric)), None)
    if first is None or first.id != next((m.id for m, printed in listed if printed == names[0]), ""):
        return ""
    name = names[cell.column - group.column]
    bare = names[cell.column - group.column - 1] if cell.column > group.column else ""
    mean = (
        bare.startswith("mean ") and name.split("-")[-1:] == bare.split("-")[-1:]
    )  # "mean F-measure, E-measure"
    return f"mean {name}" if mean and not name.startswith("mean ") else name


def headed(scene: Scene, claim: Claim, head: str) -> str:
    """The metric that the header speaks of or the caption's scores are called, where the reading only guessed."""
    if claim.confidence >= SURE:
        return ""
    if said := telling(head).metrics:
        return "GFLOPs" if said[0][0].id in ("flops", "macs") else ""
    found = _SCORES.search((scene.table(claim).caption or "")[:200])
    name = (found["name"] or found["other"]) if found else ""
    return name if name and not find_dataset(name) and not catalog.metric(name) else ""


def no_metric(printed: str, dataset: str, scene: Scene, claim: Claim) -> bool:
    """Whether what was taken for a metric's name is that of the data set or of a column of data."""
    if catalog.metric(claim.metric) is not None:
        return False
    bare = squeeze(plain(printed))
    return len(bare) > 1 and (
        bare in squeeze(dataset) or bool(find_dataset(printed)) or scene.evidence.leans(printed) > 0
    )


def usual(scene: Scene, claim: Claim, dataset: str) -> str:
    """The metric's id that caption, data set or paper use where a column names none."""
    caption = telling((scene.table(claim).caption or "")[:1500])
    if caption.metrics:
        return caption.metrics[0][0].id
    known = find_dataset(dataset)
    if known and known.usual_metrics:
        return known.usual_metrics[0]
    shares = {name: share for name, share in scene.metric_share.items() if catalog.metric(name)}
    return max(shares, key=lambda name: shares[name], default="accuracy")


def reported(scene: Scene, claim: Claim, dataset: str) -> str:
    """The metric's id by which a caption says that figures on a data set are reported: "F1 for QQP, accuracy for the others".

    For "the others" it is the metric that the data set's own benchmark is scored by, as a caption in passing forgets it.
    """
    at, table, cell = scene.tables[claim.place]
    said = telling((table.caption or "")[:1500])
    over = (
        one
        for one in scene.headers[at]
        if one.row < table.header_rows and one.column <= cell.column < one.column + one.columns
    )
    known, listed = find_dataset(dataset), catalog.benchmark(dataset)
    if listed and known and known.usual_metrics and not said.metrics and claim.confidence < SURE:
        return known.usual_metrics[0]  # the guess was made from the table's other columns
    if not said.by_dataset or any(named(one.text).metric or named(one.text).printed for one in over):
        return ""
    if own := next((metric.id for name, metric, _ in said.by_dataset if name == squeeze(dataset)), ""):
        return own
    return known.usual_metrics[0] if said.others and known and known.usual_metrics else ""
