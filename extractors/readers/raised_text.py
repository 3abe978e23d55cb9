"""What raised text says: a footnote's mark, a power, or something of its own."""

import re

_POWERS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_MARK = re.compile(
    r"(?:\[?\d{1,2}\]?|[a-z]|[ivx]{1,4}|[*†‡§¶♠♣♦♥⋆]{1,3})(?: ?[,;] ?(?:\d{1,2}|[a-z]|[*†‡§¶]))*"
)
_POWER = re.compile(r"[+\-−–]?\d{1,4}")


def raised(before: str, text: str) -> str:
    """Raised text as it is written on the line, behind what stands before it.

    Behind a ten, a letter or a bracket a number is a power ("10⁹", "R²"); behind another number or a blank it is
    the mark of a footnote and left out, since it is part of neither the number nor the sentence.
    """
    sign = text.strip()
    if not sign:
        return text
    last = before[-1:]
    if _POWER.fullmatch(sign) and re.search(r"(?:(?<![\d.,])10|[A-Za-z)])$", before):
        return sign.translate(_POWERS)
    behind_number = bool(re.search(r"\d[%)*]?\s?$", before))
    if _MARK.fullmatch(sign) and (behind_number or not last.strip()):
        return ""
    if behind_number and re.match(r"[+\-−–]\.?\d", sign):
        return f" ({sign})"
    return f" {text}" if behind_number and sign[:1] in "±(" and last.strip() else text
