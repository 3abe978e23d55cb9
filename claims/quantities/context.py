"""What stands around a number in a sentence, and whether the number is a value at all."""

import re


def paid(text: str, match: re.Match[str]) -> bool:
    """Whether a currency sign stands before: "$0.60", but not the "$0.60$" of LaTeX."""
    sign = text[match.start() - 1 : match.start()] if match["unit1"] is None else ""
    return sign in ("$", "€", "£") and text[match.end() : match.end() + 1] not in ("$", "\\", "_", "^", "{")


_NAMES = frozenset(
    re.findall(
        r"\w+",
        "squad python cuda cudnn pytorch torch tensorflow keras jax flax transformers datasets "
        "tokenizers llama gpt claude gemini qwen mistral phi gemma version ver table tables tab figure "
        "figures fig section sections sec eq equation eqs appendix algorithm chapter page pages pp line "
        "lines footnote ref seed rtx gtx titan tesla apache by gpl lgpl top rank ubuntu windows debian "
        "opset yolo pi core lemma theorem experiment stage phase step task part volume vol no issue day "
        "level epoch layer head tpu gaudi opt wmt clue fold release wikitext",
    )
)
"""Words that a number after them names: "SQuAD 1.1" and "Table 2" measure nothing."""
_COMPOUNDS = re.compile(
    r"[-‐‑](?:layers?|dimensional|dimensions?|dim|parameters?|params?|tokens?|heads?|hidden)\b"
)
_BELOW = re.compile(r"(?i)(?<![\w-])sub-$")
"""What stands before an upper bound with its unit: "sub-500 ms"."""


def stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a match is a number of its own, not part of a name, a version, a date, a range or 3 x 3."""
    start, end = match.start(), match.end()
    if match["word"]:
        return match["unit1"] is not None
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    if _glued_left(before, match) or (_glued_right(after, match) and not paid(text, match)):
        return False
    if match["unit1"] or match["unit2"] or match["part"] or match["only"]:
        return not (_named(before) and not match["unit1"])
    return not _named(before) and not _year(before, match)


def _glued_left(before: str, match: re.Match[str]) -> bool:
    last = before[-1:]
    if match["unit1"] and _BELOW.search(before):
        return False
    if last.isalnum() or last in tuple("_.@#^-‐‑–−&"):
        return before[-3:] != "..."
    if last == "," and before[-2:-1].isdigit():
        return True
    if last == "/":
        return not (match["part"] and re.search(r"[0-9][.][0-9]{1,9}%?/$", before))
    return bool(re.search(r"[0-9] ?[x×] ?$|[0-9]:$", before))


def _glued_right(after: str, match: re.Match[str]) -> bool:
    first, second = after[:1], after[1:2]
    if first == "@" and second.isdigit() and match["part"]:
        return False  # a result at a cut-off: "59.5@5%"
    if first.isalnum() or first in ("_", "@", "^"):
        return True
    if first in (".", ",", ":", "'") and second.isdigit():
        return True
    if first in tuple("-‐‑–−") and (second.isalnum() or second == "."):
        return not _COMPOUNDS.match(after)
    if first == "/" and second.isalnum():
        return not (match["part"] and re.match(r"/[0-9]{1,9}[.][0-9]", after))
    ratio = match["unit1"] in ("x", "×", "X")
    return bool(re.match(r" ?[0-9]" if ratio else r" ?[x×] ?[0-9]", after))


def _named(before: str) -> bool:
    """Whether the word before is one that numbers name rather than measure: "SQuAD 1.1", "Table 2"."""
    word = re.search(r"([^\W_][\w-]{0,20})\.? ?v?$", before)
    if word is None or before[-1:] != " ":
        return False
    licence = word[1] == "BY"  # of Creative Commons; in small letters it tells how much: "better by 2.7"
    return word[1].casefold() in _NAMES and (licence or word[1].casefold() != "by")


def _year(before: str, match: re.Match[str]) -> bool:
    bare = match["whole"] is not None and match["gap"] is None and not match["spread"] and not match["e"]
    year = bare and len(match["whole"]) == 4 and "1950" <= match["whole"] <= "2039"
    return bool(year and not re.search(r"[=:] ?$", before))
