"""What a paper's caption says that numbers are on, known as data or not: "Ablation study on Kelpline hourly"."""

import re
from collections.abc import Iterator

from claims import catalog
from extractors.language.model_names import is_model
from extractors.tables.candidates import Candidate, Group
from extractors.tables.label_meaning import is_plain

_ON = re.compile(
    r"\b(?P<word>on|for|of|from|in|over|across)\s(?:the\s|our\s)?(?P<name>[A-Z][\w+/-]*(?:\.\d\w*)?(?:[\s-](?:[A-Z\d][\w+/-]*(?:\.\d\w*)?)){0,3})"
)
_TABLE = re.compile(r"(?i)(?:tab|fig|sec|app|eq)\w*\.?\s?\d*")


def caption_names(group: Group) -> Iterator[Candidate]:
    """Names behind "on" and the like in a caption that names no known data, each with how the text uses it."""
    surroundings = group.context.surroundings
    if surroundings.caption.datasets:
        return
    text = surroundings.evidence.in_usual_letters(surroundings.table.caption or "")[:600]
    first = (text.find(". ") + 1) or len(text)
    for match in list(_ON.finditer(text))[:4]:
        name = match["name"]
        if len(name) < 3 or _TABLE.fullmatch(name) or catalog.metric(name) or is_model(name):
            continue
        use = max(-2, min(3, surroundings.evidence.dataset_or_method(name)))
        early = match.start() < first
        signs = (f"from=behind-{match['word']}", f"behind-use{use}", f"behind-early{early}:{match['word']}",
                 f"behind-plain{is_plain(name)}", f"behind-words{len(name.split())}", f"behind|{group.layout}")  # fmt: skip
        yield Candidate(name, name, signs)
