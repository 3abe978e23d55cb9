"""Numbers that fit a metric's unit but do not describe the model (server RAM, corpus size, clip length)."""

import re

from claims.catalog.metrics import Metric
from claims.quantities.quantity import Found
from extractors.language.subject_of_number import is_part_of_name
from extractors.language.system_names import OwnNames

_MACHINE = re.compile(r"(?i)\b(?:cpus?|processors?|nodes?|equipped|xeon|epyc|ryzen|server)\b")
_CORPUS = re.compile(
    r"(?i)\b(?:corpus|corpora|datasets?|data ?sets?|(?:training|pre-?training) (?:set|data)|texts?|documents|collected|crawl)\b"
)
_FILE = re.compile(r"(?i)\b(?:model|checkpoint|weights?|files?|download|gguf|onnx|disk)\b")
_RECORDED = re.compile(r"(?i)\b(?:speech|audio|recordings?|videos?|transcri\w+|podcasts?)\b")
_TOOK = re.compile(
    r"(?i)\btrained (?:for|in|on \d)|\btook\b|\btakes\b|\btraining (?:took|time|for|ran)\b|\bgpus?\b|\btpus?\b"
)
_PIECE = re.compile(
    r"(?i)[ -](?:long )?(?:windows?|segments?|chunks?|clips?|excerpts?|of (?:audio|speech|sound|video|lookahead))\b"
)
"""What a length of sound or film is said of, which is no time that a model takes."""
_TRAINED_WITH = re.compile(
    r"(?i)\bsteps\b|\bbatch(?:es)?\b|\btarget (?:seq|length)|\bwarm-?up\b|\boptimi[sz]er\b|\btarget sequence"
)


def is_not_a_claim(found: Found, metric: Metric, text: str, names: OwnNames) -> bool:
    """Whether the words around a number say that it describes something else than the model."""
    near = text[max(0, found.start - 90) : found.end + 60]
    match metric.id:
        case "params":
            return is_part_of_name(found, text[: found.start], names)
        case "vram":
            return bool(re.search(r"\bRAM\b", near) and _MACHINE.search(near))
        case "model_size":
            return bool(_CORPUS.search(near)) and not _FILE.search(near)
        case "training_time":
            return bool(_RECORDED.search(near)) and not _TOOK.search(near)
        case "latency":
            return bool(_PIECE.match(text[found.end :]))
        case "context_length":
            return bool(_TRAINED_WITH.search(near))
        case _:
            return False
