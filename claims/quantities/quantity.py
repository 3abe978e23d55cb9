"""A printed number and what it means: "20.0 ± 1.2 %" is a Quantity, "—" is not a number, and says why.

Decisions: every digit is an ASCII digit (superscripts only in a power of ten). Thousands groups have exactly
three digits. `read` takes "1,6" for a decimal comma, since no group has one digit, and "1,600" for a group;
`find` refuses a decimal comma, which in a sentence is mostly a list. "12.5 (0.3)" is 12.5: what the bracket
means is not guessed. Everything is bounded, so that reading takes time in proportion to the text.
"""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from claims.quantities.context import paid, stands_alone
from claims.quantities.unit_names import unit_pattern
from claims.records.claim import Quantity, Relation
from claims.records.record import Record

LONGEST = 200
"""Characters: no printed number is longer."""
LARGEST_POWER = 99
"""Powers of ten beyond this measure nothing that a document could report."""

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
)
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
_UNITS = re.findall(r"\w+", _SMALL)
_HUNDREDS = {f"{word} hundred": 100 * n for n, word in enumerate(_UNITS) if 1 < n < 10}
_WORDS = {word: n for n, word in enumerate(_UNITS)} | _TENS | _HUNDREDS
_RELATIONS: dict[str, Relation] = {
    "<": "<", "≤": "<", "<=": "<", "⩽": "<", "\\leq": "<", "\\le": "<", "less than": "<", "at most": "<",
    "up to": "<", "below": "<", ">": ">", "≥": ">", ">=": ">", "⩾": ">", "\\geq": ">", "\\ge": ">",
    "more than": ">", "at least": ">", "above": ">", "~": "~", "≈": "~", "≃": "~", "∼": "~", "\\sim": "~",
    "\\approx": "~", "about": "~", "approximately": "~", "approx.": "~", "around": "~", "roughly": "~",
    "nearly": "~", "almost": "~", "circa": "~", "ca.": "~", "sub-": "<",
}  # fmt: skip
_COUNTED = (
    "parameters?|params?|layers?|heads?|dimensions?|dimensional|samples|examples|images|languages|classes"
)
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–", "0123456789+---")
_GAP = "[ \u00a0\u2009\u202f]"
_DIGITS = "[0-9]{1,25}+"
_POWER = (
    rf"(?:[eE](?P<e>[+\-−]?[0-9]{{1,4}}+)|{_GAP}{{0,2}}(?:[·×⋅∙•*x]|\\times|\\cdot){_GAP}{{0,2}}10{_GAP}?"
    r"(?:(?:\^|\*\*) ?\{? ?(?P<p>[+\-−–]?[0-9]{1,4}+) ?\}?|(?P<s>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}+)))"
)
_TEN = r"10(?:(?:\^|\*\*)\{?(?P<tp>[+\-−–]?[0-9]{1,4}+)\}?|(?P<ts>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}+))"
_SPREAD = (
    rf"{_GAP}{{0,2}}(?:±|\+/[-−–]|\+-|\\pm){_GAP}{{0,2}}"
    rf"(?P<spread>{_DIGITS}(?:[.]{_DIGITS})?|[.]{_DIGITS})"
)


_BY_POINTS = r"[1-9][0-9]{0,2}(?:[.][0-9]{3}){2,7}(?![0-9.])"
"""Thousands by points: two groups or more, since one is a decimal part."""
_PAIR = re.compile(r"\((?:[0-9]{3,6},\s?[0-9]{3,6}|[0-9.]{1,9},\s[0-9.]{1,9})\)|[0-9]{3,6},[0-9]{4,6}")
"""Two numbers with a comma between them, as of a picture's size: no group, no decimal part."""


class NotANumber(Record):
    """Something printed where a number could stand, which is none."""

    as_written: str
    """What stands there, cut at 200 characters."""
    why: str
    """Why it is no number."""


class NumberInText(Record):
    """A quantity inside a text."""

    start: int
    """Where it begins, in characters."""
    end: int
    """Where it ends."""
    quantity: Quantity
    """What it says; its `as_written` is the text from start to end."""

    def distance(self, start: int, end: int) -> int:
        """How many characters a stretch of the text is away."""
        return min(abs(start - self.end), abs(self.start - end))


def read(text: str) -> Quantity | NotANumber:
    """The number that a cell, a field or a short phrase prints, with its unit, spread and relation."""
    if len(text) > LONGEST:
        return NotANumber(as_written=text[:LONGEST], why=f"it is longer than {LONGEST} characters")
    written = text.strip()
    if _PAIR.fullmatch(written):
        return NotANumber(as_written=written, why="it is a pair of numbers")
    relation, bare = _related(_undressed(written))
    if written[:1] in ("$", "€", "£") and written.count("$") < 2:
        price = read(re.sub(r" ?(?:/|per) ?[\w ]{1,20}$", "", written[1:]))
        priced = {"unit": written[0]} if isinstance(price, Quantity) else {}
        return price.model_copy(update={"as_written": written, **priced})
    word = re.match(r"[a-z]+", bare.casefold())
    if word and word[0] in _WORDS:
        bare = str(_WORDS[word[0]]) + bare[word.end() :]
    match = _cell().match(bare)
    power = match and match["whole"] and not match["part"] and re.match("[²³⁴⁵⁶⁷⁸⁹¹]", bare[match.end() :])
    if not match or power or not _rest(bare[match.end() :]):
        return NotANumber(as_written=written, why=_reason(bare))
    if bare[match.end() :].strip() == "+":
        relation = ">"
    return _quantity(match, written, relation)


def find(text: str) -> Iterator[NumberInText]:
    """The quantities in a text, left to right; not the digits of names, versions, dates, links, citations."""
    for match in _sentence().finditer(text):
        if match["skip"] is None and stands_alone(text, match):
            first = match.start() - paid(text, match)
            start, relation = _relation_before(text, first)
            quantity = _quantity(match, text[start : match.end()], relation)
            if isinstance(quantity, Quantity):
                priced = {"unit": text[first]} if first < match.start() else {}
                yield NumberInText(start=start, end=match.end(), quantity=quantity.model_copy(update=priced))


_COMMA_PERCENT = r"[1-9][0-9],(?![0-9]00)[0-9]{3} ?%"
"""A share with a decimal comma and three decimals, which is no thousands group: "93,125 %", but not "10,000 %"."""
_DECIMAL = (
    r"(?:[.]|(?<![0-9(\[]0)(?<=0),(?=[0-9]{2,6}(?![0-9]|,[0-9]))|(?<=[0-9]),(?=[0-9]{1,2} ?%)"
    r"|(?<=[1-9][0-9]),(?=(?![0-9]00)[0-9]{3} ?%))"
)
"""What parts decimals off in running text: a point, or a comma where it can be nothing else: "0,917", "79,6 %"."""


@functools.cache
def _cell() -> re.Pattern[str]:
    """A number alone: groups by comma, blank or apostrophe; decimal point or comma."""
    gap = "(?P<gap>[,'’ \u00a0\u2009\u202f])"
    grouped = rf"[1-9][0-9]{{0,2}}{gap}[0-9]{{3}}(?:(?P=gap)[0-9]{{3}}){{0,7}}(?![0-9])|{_BY_POINTS}"
    return re.compile(_number(grouped, "[.,]"))


@functools.cache
def _sentence() -> re.Pattern[str]:
    """A number in running text, or something to step over."""
    gap = "(?P<gap>[,'’\u00a0\u2009\u202f])"
    by_mark = rf"(?!{_COMMA_PERCENT})[1-9][0-9]{{0,2}}{gap}[0-9]{{3}}(?:(?P=gap)[0-9]{{3}}){{0,7}}(?![0-9]|[,][0-9])"
    # a plain blank separates two numbers, unless what is counted leaves no doubt: "14 386 parameters"
    by_blank = r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,7}(?= (?:trainable )?param(?:eter)?s\b)"
    by_points = rf"{_BY_POINTS}(?= (?:trainable )?param(?:eter)?s\b)"
    grouped = f"{by_mark}|{by_blank}|{by_points}"
    skip = (
        r"(?:https?://|www\.|[aA]r[xX]iv: ?|doi: ?)\S{1,4000}+"
        r"|\[[0-9]{1,3}(?: ?[,;–-] ?[0-9]{1,3}){0,40}\]"
        r"|(?<![\w.])[0-9]{4}\.[0-9]{5}(?:v[0-9]{1,2})?(?![\w])"
        # the precisions of 1- to 4-grams behind a BLEU score
        r"|(?<![\w.])[0-9]{1,3}(?:\.[0-9]{1,3})?(?:/[0-9]{1,3}(?:\.[0-9]{1,3})?){3} ?\(BP[^()\n]{0,200}+\)?"
    )
    words = "|".join(sorted((word for word in _WORDS if _WORDS[word] > 1), key=len, reverse=True))
    spelled = rf"(?<![\w-])(?P<word>{words})(?= )"
    return re.compile(rf"(?P<skip>{skip})|{_number(grouped, _DECIMAL, spelled)}")


def _number(grouped: str, point: str, spelled: str = "") -> str:
    unit = unit_pattern().replace("%", r"\\?%")
    tail = r"(?![\w])(?!(?<=[gt])/(?!s\b)[A-Za-z]{{1,4}}\b)"  # "mg/dL" is no unit that is known, and no mg
    unit_at = rf"(?:{_GAP}?\[?(?P<unit{{}}>{unit}){tail}\]?)"
    magnitude = rf"(?P<whole>{grouped}|{_DIGITS})(?P<part>{point}{_DIGITS})?|(?P<only>[.]{_DIGITS})"
    # a dash that follows a word, a per cent sign or a bracket joins, and is no sign: "97%-98%"
    value = rf"(?P<sign>(?<![\w%)])[+\-−–])?(?:(?P<ten>{_TEN})|(?:{magnitude})(?:{_POWER})?)"
    either = f"(?:{value}|{spelled})" if spelled else value
    return rf"{either}{unit_at.format(1)}?(?:{_SPREAD}{unit_at.format(2)}?)?"


def _quantity(match: re.Match[str], written: str, relation: Relation) -> Quantity | NotANumber:
    """The record of what matched; a NotANumber where the digits contradict themselves or mean nothing."""
    groups = match.groupdict()
    power = int(
        (groups["e"] or groups["p"] or groups["s"] or groups["tp"] or groups["ts"] or "0").translate(_SUPER)
    )
    if abs(power) > LARGEST_POWER:
        return NotANumber(as_written=written, why=f"a power of ten beyond {LARGEST_POWER} measures nothing")
    whole, part = groups["whole"] or "", groups["part"] or groups["only"] or ""
    if part.startswith(",") and "," in whole:
        return NotANumber(
            as_written=written, why="its commas are neither thousands groups nor a decimal comma"
        )
    digits = re.sub(r"[^0-9]", "", whole) + part.replace(",", ".")
    if groups["ten"]:
        digits = "1"
    if groups.get("word"):
        digits = str(_WORDS[groups["word"]])
    minus = "-" if (groups["sign"] or "+") != "+" else ""
    unit = (groups["unit1"] or groups["unit2"] or "").replace("\\", "") or None
    return Quantity(
        value=Decimal(f"{minus}{digits}E{power}" if power else f"{minus}{digits}"),
        unit=unit,
        as_written=written,
        spread=Decimal(groups["spread"]) if groups["spread"] else None,
        relation=relation,
    )


def _undressed(text: str) -> str:
    """The text without the marks of bold, maths and footnotes that surround a number in a table."""
    bare = text.strip().replace("{,}", ",").replace("\\,", " ").replace("\\ ", " ").replace("\\%", "%")
    bare = re.sub(r"</?[a-zA-Z]{1,10}>|`|\$|\\[()]|\*\*|(?<!\w)__|__(?!\w)", "", bare)
    bare = re.sub(
        r"\\(?:textbf|mathbf|underline|textit|emph|bf|text|mathrm|bm|boldsymbol)\b",
        "",
        bare,
    )
    bare = re.sub(r"[_^]\{ ?(±|\\pm)", r"{\1", bare)
    bare = re.sub(r"^(?:--|[-−–] )(?=\.?[0-9])", "-", bare)
    bare = re.sub(r"\^\{?(?:\\?(?:dagger|ddagger|ast|star)|[*†‡§♯♮a-z])\}?", "", bare)
    if not re.search(r"10\s?\^\s?\{", bare):
        bare = bare.replace("{", "").replace("}", "")
    bare = bare.strip().strip("*†‡§♯↑↓⇑⇓▲▼ _")
    inner = re.fullmatch(r"\(([^()]{1,100})\)|\[([^\[\],]{1,100})\]", bare)
    return (inner[1] or inner[2]).strip() if inner else bare


def _related(bare: str) -> tuple[Relation, str]:
    """The relation that stands before a number, and what follows it."""
    for sign in sorted(_RELATIONS, key=len, reverse=True):
        rest = bare[len(sign) :]
        if bare.casefold().startswith(sign) and not (sign[-1].isalpha() and rest[:1].isalpha()):
            return _RELATIONS[sign], rest.strip()
    return "=", bare


def _rest(text: str) -> bool:
    """Whether what follows a number in its cell is no second one: a noun, a remark, a mark, an arrow."""
    marks = r"(?:\+|[_^]?\(?[¹²³⁴⁵⁶⁷⁸⁹]\)?|[*†‡§↑↓⇑⇓]|\([^()]{0,80}\)){0,3}"
    return bool(re.fullmatch(rf"(?:[ -](?:{_COUNTED}))?\s{{0,9}}{marks}\s{{0,9}}", text))


def _reason(bare: str) -> str:
    if not re.search(r"[0-9]", bare):
        return "nothing is printed" if not bare else "no digit is printed"
    if re.search(r"[0-9]{26}", bare):
        return "it has more than 25 digits"
    if re.fullmatch(r"[0-9.,%]{1,30} ?(?:-|–|—|to) ?[0-9.,%]{1,30}", bare):
        return "it is a range"
    return "the digits stand with something that is neither a unit nor a remark"


def _relation_before(text: str, start: int) -> tuple[int, Relation]:
    """Where the relation before a number begins, and which it is; "of~5" holds LaTeX's blank, not "about"."""
    before = re.search(_before(), text[max(0, start - 20) : start], re.IGNORECASE)
    if not before or (before[1] == "~" and before.start(1) and before.string[before.start(1) - 1].isalnum()):
        return start, "="
    return start - (len(before.string) - before.start(1)), _RELATIONS[before[1].casefold()]


@functools.cache
def _before() -> str:
    marks = sorted(_RELATIONS, key=len, reverse=True)
    words = "|".join(re.escape(mark) for mark in marks if mark[0].isalpha() and mark != "sub-")
    signs = "|".join(re.escape(mark) for mark in marks if not mark[0].isalpha())
    return rf"((?<![\w-])(?:(?:{words})(?= )|sub-)|{signs}) ?\$?$"
