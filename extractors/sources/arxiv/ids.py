"""What names a paper on arXiv: a number or a URL becomes one normal form, anything else becomes nothing."""

import re
from dataclasses import dataclass, replace

from claims.catalog.arxiv_archives import archives

LONGEST = 300
"""Characters beyond which nothing is looked at."""
FORMS = "1706.03762, 1706.03762v5, hep-th/9901001 or https://arxiv.org/abs/1706.03762"
"""What a person may write."""

_LEAD = (
    r"(?i:arxiv:\s?"
    r"|(?:https?://)?(?:(?:www|export)\.)?arxiv\.org/(?:abs|pdf|src|html|e-print|format)/"
    r"|(?:https?://)?(?:www\.)?(?:huggingface|hf)\.co/papers/"
    r"|(?:https?://doi\.org/|doi:)?10\.48550/arxiv\.)?"
)
_MONTH = r"(?:0[1-9]|1[0-2])"
_NEW = rf"(?P<new>(?P<year>\d\d)(?P<month>{_MONTH})\.\d{{4,5}})"
_OLD = rf"(?P<archive>[a-z]{{2,8}}(?:-[a-z]{{2,4}})?)(?:\.[A-Za-z-]{{2,9}})?/(?P<old>\d\d{_MONTH}\d{{3}})"
_TAIL = r"(?:v(?P<version>[1-9]\d{0,2}))?(?:\.pdf|\.tar\.gz)?/?(?:[?#]\S*)?"
_NAME = re.compile(rf"{_LEAD}(?:{_NEW}|{_OLD}){_TAIL}", re.ASCII)


@dataclass(frozen=True)
class PaperId:
    """A paper's number, and its version where one is named."""

    number: str
    """1706.03762, or hep-th/9901001 for those of before April 2007."""
    version: int | None = None
    """From 1; None stands for whichever is the newest, and is never kept."""

    @property
    def ref(self) -> str:
        """As arXiv writes it: 1706.03762v5."""
        return self.number if self.version is None else f"{self.number}v{self.version}"

    @property
    def folder(self) -> str:
        """A file name of its own: hep-th_9901001v1."""
        return self.ref.replace("/", "_")

    def at(self, version: int | None) -> "PaperId":
        """The same paper in another version."""
        return replace(self, version=version)


def parse_id(text: str) -> PaperId | None:
    """The paper that a number or URL names; None if it names none."""
    match = _NAME.fullmatch(text.strip(" \t\r\n")) if len(text) <= LONGEST else None
    if match is None:
        return None
    number = match["new"] or f"{match['archive']}/{match['old']}"
    if not (_is_valid_number(match) if match["new"] else match["archive"] in archives()):
        return None
    return PaperId(number, int(match["version"]) if match["version"] else None)


def _is_valid_number(match: re.Match[str]) -> bool:
    """Numbers of this kind began in April 2007 and have five digits since January 2015."""
    month = int(match["year"] + match["month"])
    digits = len(match["new"]) - 5
    return month >= 704 and digits == (5 if month >= 1501 else 4)
