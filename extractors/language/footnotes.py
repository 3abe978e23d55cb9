"""Paragraphs that are footnotes: what they say holds for what bears their mark alone."""

import re

_BEGINS = re.compile(r"\s*\\?(?:[*†‡§¶]+|\[\^?\w{1,3}\]|\(?\d\)|[¹²³⁴⁵])\s*:?\s?\w")


def is_footnote(text: str) -> bool:
    """Whether a paragraph begins with a footnote's mark: "*: ...", "† ...", "[1] ..."."""
    return bool(_BEGINS.match(text[:40]))
