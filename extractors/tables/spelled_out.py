"""The metric of a label that no list knows as it stands: spelled out by the caption or the text, or at the label's end."""

import functools
import re
from collections.abc import Iterator

from claims import catalog
from claims.catalog.metrics import Metric
from extractors.language.passage import metrics_named
from extractors.tables.candidates import Group, Phrase
from extractors.tables.label_meaning import read_label

LONGEST = 8
"""Letters of an abbreviation, at most."""
_DEFINED = re.compile(r"(?P<long>[A-Za-z][\w' -]{3,50}?)\s?[(\[](?P<short>[^\s()\[\],]{1,8})[)\]]")
"""A name and its sign: "Pearson (r)", "hit rate (HR)"."""
_ENDING = re.compile(r"[a-z]{2,8}[-_ ](?P<metric>[A-Z][A-Za-z]{2,}(?:@\d+)?)")
"""A metric behind how it is averaged: "geo-MASE"."""


def spelled_out(group: Group) -> Iterator[tuple[str, Metric, str]]:
    """For the labels of a group: which way it was found, the metric, and the label."""
    caption = group.context.table.caption or ""
    for phrase in group.phrases:
        if phrase.role == "system" or len(phrase.text) > 2 * LONGEST:
            continue
        label = read_label(phrase.text)
        if len(phrase.text) <= LONGEST and (metric := _defined(phrase, group, caption)):
            same = label.metric is None or label.metric is metric
            yield ("defined" if same else "defined-other"), metric, phrase.text
            continue
        end = _ENDING.fullmatch(phrase.text) if label.metric is None else None
        if end and (metric := catalog.metric(end["metric"])):
            yield "ending", metric, phrase.text


def _defined(phrase: Phrase, group: Group, caption: str) -> Metric | None:
    """The metric whose sign a caption or the text says a label to be."""
    document = group.context.document
    long = _definitions(caption).get(phrase.text, "")
    if not long and document.is_paper and phrase.text.isupper():
        long = document.evidence.abbreviations.get(phrase.text, "")
    named = metrics_named(long) if long else ()
    return named[-1][0] if named else None


@functools.lru_cache(maxsize=256)
def _definitions(caption: str) -> dict[str, str]:
    """What a caption puts before the signs in its brackets."""
    return {match["short"]: match["long"] for match in _DEFINED.finditer(caption[:1500])}
