"""What a vendor's PDF promises that no laboratory can measure."""

from collections.abc import Iterator

from claims.comparisons.own_system import OwnSystem
from claims.records import Document, Promise
from extractors import extractor
from extractors.language.name_usage import NameUsage
from extractors.language.paper_sentences import paper_sentences
from extractors.language.promises import is_own, promises_in
from extractors.language.system_names import OwnNames


@extractor("paper-promises", version=1, reads="paper")
def paper_promises(document: Document) -> Iterator[Promise]:
    """Reads prices, uptime, outcomes at customers and compliance of a PDF on this disk; papers of arXiv sell nothing."""
    if document.source.kind != "folder":
        return
    usage = NameUsage(document)
    names = OwnNames(usage.own_name, OwnSystem(usage.own_names, variants=False))
    for sentence in paper_sentences(document):
        for promise in promises_in(sentence.text):
            place = sentence.place(promise.start, promise.end)
            if place is not None and place.quote and is_own(promise, sentence.text, names):
                yield promise.at(place, sentence.text)
