"""Whether a name is a model's."""

import functools
import re

from claims.catalog.model_families import families
from extractors.language.plain_label import plain_label


@functools.cache
def _families() -> re.Pattern[str]:
    names = sorted(families(), key=len, reverse=True)
    return re.compile(rf"(?i)(?<![a-z])(?:{'|'.join(map(re.escape, names))})(?![a-z]{{3}})")


def is_model(text: str) -> bool:
    """Whether a name is a model's: of a known family, or with a size in parameters."""
    cleaned = plain_label(text)
    return bool(
        re.search(r"(?<![\w.])\w*-?\d+(?:\.\d+)?[bB](?:\d)?\b(?!/)", cleaned)
        and re.search(r"[A-Za-z]{3}", cleaned)
    ) or bool(_families().search(cleaned))
