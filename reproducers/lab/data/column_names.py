"""Which column is the text and which the label, by what columns are usually called."""

import re
from collections.abc import Iterable

from claims.errors import DataError
from claims.records import Pair

SENSES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "sentence", "source", "article", "src", "dialogue", "review", "content", "utterance", "query",
        "document", "comment", "message", "tweet",
        "body", "input", "question", "title", "headline", "description", "post", "premise", "sentence1", "text_a",
        "question1", "sms", "abstract", "passage",
    ),
    "text_pair": ("sentence2", "hypothesis", "text_b", "question2", "text2"),
    "label": (
        "label", "labels", "target", "class", "category", "sentiment", "language", "lang", "intent", "y", "stars",
        "rating", "gold", "emotion", "topic", "truth", "ground_truth", "expected", "answer_key", "polarity", "species",
        "quality", "outcome", "diagnosis",
    ),
    "score": (
        "score", "similarity", "relatedness", "label", "labels", "target", "y", "rating", "stars", "value", "gold",
        "price", "quality", "outcome", "truth",
    ),
    "tokens": ("tokens", "words", "token"),
    "tags": ("tags", "ner_tags", "labels", "tag", "ner", "pos_tags", "chunk_tags", "entities", "label"),
    "question": ("question", "query"),
    "context": ("context", "passage", "paragraph", "document", "text"),
    "answers": ("answers", "answer", "answer_text", "gold", "label"),
    "answer": ("answer_key", "answerkey", "label", "answer", "gold", "correct", "target", "answer_index"),
    "target": (
        "target", "summary", "highlights", "reference", "translation", "transcription", "transcript", "sentence",
        "abstract", "gold", "output", "label", "text",
    ),
    "choices": ("choices", "options", "endings", "candidates"),
    "image": ("image", "img", "image_path", "file", "file_name", "filename", "path", "picture", "photo"),
    "audio": ("audio", "audio_path", "file", "file_name", "filename", "path", "wav", "recording", "clip"),
    "objects": ("objects", "annotations", "boxes", "bboxes", "label", "labels"),
    "id": ("id", "idx", "index", "key", "row", "row_id", "example_id", "guid", "uuid", "uid"),
    "output": ("output", "prediction", "predictions", "predicted", "pred", "response", "completion", "answer"),
    "latency": ("latency", "latency_ms", "latency_s", "seconds", "ms", "duration", "elapsed", "response_time"),
    "price": ("price", "cost", "usd", "eur", "price_usd", "cost_usd", "cost_eur"),
}  # fmt: skip
"""What each role's column is called, without case and with underscores for spaces."""
COUPLES = (
    ("sentence1", "sentence2"), ("premise", "hypothesis"), ("text_a", "text_b"), ("question1", "question2"),
    ("text1", "text2"), ("query", "positive"), ("query", "passage"), ("query", "document"), ("query", "text"),
    ("anchor", "positive"), ("question", "answer"), ("question", "passage"), ("question", "context"),
)  # fmt: skip
"""Two columns whose texts belong together, as pairs to compare or as a question with its answer."""
_PAIRS = {"premise": "hypothesis", "sentence1": "sentence2", "text_a": "text_b", "question1": "question2"}


def role_of(columns: Iterable[str], role: str, given: tuple[Pair, ...], file: str) -> str | None:
    """The column that plays a role: as --columns says, else the one whose name fits; None if none does.

    Raises DataError where two fit, or where --columns names a column that is not there.
    """
    names = list(columns)
    for pair in given:
        if pair.name == role:
            return _there(pair, names, file)
    taken = {pair.value for pair in given}
    found = _fitting([name for name in names if name not in taken], role)
    if len(found) > 1:
        says = f"{file}: {_listed(found)} could each be the {role} column."
        raise DataError(says, f"Say which: --columns {role}={found[0]}.")
    return found[0] if found else None


def candidates(columns: Iterable[str], role: str) -> list[str]:
    """The columns whose names fit a role: exactly, else by their ending."""
    return _fitting(list(columns), role)


def ranked(columns: Iterable[str], role: str) -> list[str]:
    """The columns whose names are exactly a role's, the most usual name first."""
    plain: dict[str, str] = {}
    for name in columns:
        plain.setdefault(_plain(name), name)
    return [plain[word] for word in SENSES[role] if word in plain]


def is_called(column: str, role: str) -> bool:
    """Whether a column's name is one of a role's, or ends in one."""
    return bool(_fitting([column], role))


def partner(columns: Iterable[str], first: str | None, given: tuple[Pair, ...], file: str) -> str | None:
    """The second text of a pair, where the first is one of a known pair or --columns names it."""
    names = list(columns)
    if any(pair.name == "text_pair" for pair in given):
        return role_of(names, "text_pair", given, file)
    wanted = _PAIRS.get(_plain(first or ""))
    return next((name for name in names if _plain(name) == wanted), None)


def couple(columns: Iterable[str]) -> tuple[str, str] | None:
    """The first two columns that are known to belong together."""
    plain = {_plain(name): name for name in columns}
    return next(((plain[a], plain[b]) for a, b in COUPLES if a in plain and b in plain), None)


def known_role(role: str) -> bool:
    """Whether --columns may speak of it."""
    return role in SENSES or role == "feature"


def _there(pair: Pair, names: list[str], file: str) -> str:
    if pair.value in names:
        return pair.value
    fold = [name for name in names if name.casefold() == pair.value.casefold()]
    if len(fold) == 1:
        return fold[0]
    raise DataError(f"{file} has no column {pair.value!r}.", f"It has {_listed(names)}.")


def _fitting(names: list[str], role: str) -> list[str]:
    """Columns of exactly such a name; else those that end in one, such as review_text."""
    words = SENSES[role]
    exact = [name for name in names if _plain(name) in words]
    if role == "text" and len(exact) > 1:  # a pair is not a doubt
        exact = [name for name in exact if _plain(name) not in SENSES["text_pair"]]
    ends = tuple(f"_{word}" for word in words if len(word) > 2)
    return exact or [name for name in names if role != "id" and _plain(name).endswith(ends)]


def _plain(name: str) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()[:100])
    return re.sub(r"[\s\-.]+", "_", snake).casefold()


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names[:20]) + (" and more" if len(names) > 20 else "")
