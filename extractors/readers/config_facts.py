"""The leaves of structured files that say what a model is: sizes, types, licence."""

import re
from collections.abc import Iterator

from claims.catalog.word_lists import pattern
from claims.records import Document, Entry

MOST_FACTS = 2_000
"""Facts that are kept of one document."""
_FRONT = re.compile(r"licen[cs]e(?:_name|_link)?(?:/0)?|base_model(?:/0)?|badge/licence")


def facts_of(document: Document) -> Iterator[Entry]:
    """Those leaves of the front matter, of config.json and of the weights' headers, in the order of the document."""
    for entry in document.metadata:
        file = entry.place.file
        if file == "config.json":
            wanted = pattern("config_fields", "fields").fullmatch(entry.path)
        elif file.endswith(".safetensors"):
            wanted = re.fullmatch(r"parameters|tensors|dtypes/\d{1,3}", entry.path)
        else:
            wanted = None if file.startswith(".eval_results") else _FRONT.fullmatch(entry.path)
        if wanted and entry.value.strip():
            yield entry
