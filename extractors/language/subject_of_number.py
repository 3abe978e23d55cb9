"""The system that a number in a sentence belongs to, and whether it is the document's own."""

import re
from collections.abc import Sequence

from claims import catalog
from claims.catalog.word_lists import pattern
from claims.quantities.quantity import NumberInText
from extractors.language.system_names import OwnNames

_OWN_AGAIN = re.compile(
    r"(?i)[,;]? (?:and|but|while|yet) (?:on (?:the )?[\w.+-]{2,30}(?: [\w.+-]{1,20}){0,3},? )?(?:it|this model|the model|our model)\b"
)
"""Where a sentence comes back to its own model after a comparison."""
_FOR = re.compile(
    r"^\s?(?:%|points?)?\s?(?:for|by|of|in|with) (?:the |its |an? )?([A-Za-z][\w./ -]{1,50}?)(?=\s*(?:[,.;()]|$|\band\b|\bon\b))"
)
_NAME = re.compile(
    r"(?<![\w/])(?:[\w.]+/)?(?=[\w./-]*[A-Z0-9]|(?:distil)?(?:ro)?(?:bert|gpt|bart|llama|mistral|electra|pegasus))[A-Za-z]\w*(?:[-_.]\w+)+"
    r"|\b(?:[A-Z][a-z]{0,8})?(?:BERT|GPT|BART|ELECTRA|XLNet|Llama|LLaMA|Mistral|Falcon|Qwen|ERNIE)(?:[\d-][\w.-]*\w|\d)?\b|\bT5\b"
)
_TITLED = re.compile(r"(?:[A-Z][\w.-]*|\d(?:\.\d)?)[ -]$")
"""A proper name right before a size: "Name 180B" names a model and claims nothing."""
_OF_NAMED = re.compile(
    r"(?:\s?\((?:about |around |with |~ ?)?|,? (?:which|that) (?:has|have|had|contains?|comes with|counts?|uses?) (?:\w+ ){0,2}|['’]s (?:\w+ ){0,2})"
)
"""What ties a size to the model that is named right before it: "Name (7B parameters)", "Name, which has 7B"."""
_HEAD_OF_ITEM = re.compile(
    r"\s*(?:[-*•]\s*)?\[?((?:[\w.-]+/)?[A-Z][\w./-]*(?:[- ][\w.-]+){0,2}?)\]?(?:\([^)]*\))?(?=\s?[:,(])"
)
"""The model that a list item is about: "Name-Base, Uncased (...): 110M parameters"."""
_THIS_MODEL = re.compile(r"(?i)\s?: ?(?:this|the) (?:model|checkpoint)\b")
_SIZE_IN_NAME = re.compile(r"(?i)(?<![\dx.])(\d{1,3}(?:\.\d{1,2})?)b(?![a-z])")
_SIZE_OF_MODEL = re.compile(
    r"(\d{1,3}(?:\.\d{1,2})?) ?B[ -](?:[a-z]+ )?(?:model|version|variant|checkpoint)s?\b"
)
"""A model that is called by its size alone: "the 34B model"."""
_ARROW = re.compile(r"\s?%?\s?(?:→|->|=>|➔)\s?(?:about |over |around |~)?\d")
"""What stands between a score and what became of it."""
_RISES = re.compile(r"[\d%] ?%? ?(?:to|→|->|=>|➔) ?(?:about |over |around )?\d")


def is_part_of_name(number: NumberInText, before: str) -> bool:
    """Whether a size is part of another model's name: "the <Name> 10.7B base model"."""
    size = number.quantity.unit in ("B", "M") and " " not in number.quantity.as_written
    name = re.search(
        r"((?:[A-Z][\w.-]*|\d(?:\.\d)?)(?:[ -](?:[A-Z][\w.-]*|\d(?:\.\d)?)){0,3})[ -]$", before[-60:]
    )
    if not size or name is None or not _TITLED.search(before[-40:]):
        return False
    first = name[1].split(" ")
    sentence_start = len(first) == 1 and before[: -len(name[0])].strip() in ("", "-", "*")
    common = re.fullmatch(
        r"A|An|The|This|Our|With|It|In|Its|Is|Of|Has|Only|All|Over|Two|Both|And|SOTA|LLM|Parameters|Size",
        first[-1],
    )
    return not (sentence_start or common)


def subject_of_number(
    number: NumberInText, text: str, names: OwnNames, numbers: Sequence[NumberInText]
) -> tuple[str, bool]:
    """The system a number belongs to, and whether it is the own one: it is, unless the clause compares or names another."""
    since = max((earlier.end for earlier in numbers if earlier.end <= number.start), default=0)
    clause, after = _OWN_AGAIN.split(text[since : number.start])[-1], text[number.end : number.end + 80]
    named = [
        match
        for match in _NAME.finditer(clause)
        if not catalog.dataset(match[0]) and not names.is_own(match[0]) and not names.shared_words(match[0])
    ]
    other = pattern("sentence_words", "of_other_systems").search(clause)
    if other and (since > 0 or re.match(r"(?i)original|baseline|previous|while|whereas|unlike", other[0])):
        follows = _FOR.match(after)
        if follows:
            own = names.is_own(follows[1])
            return names.subject if own else follows[1].strip(), own
        if named:
            return named[-1][0], False
        noun = re.search(r"(?i)\b((?:original|baseline|previous)\s[\w-]{2,30})", clause)
        return (noun[1] if noun else "baseline"), False
    by_kin = (
        _size_of_named(number, text, clause, named, names)
        or _base_or_family(number, text, names)
        or _one_of_sizes(number, text, names, numbers)
    )
    if by_kin:
        return by_kin
    another = re.search(
        r"(?i)\b(?:also|other|smaller|larger|bigger) (?:comes? |available |released? |sizes?|versions?|variants?)[^.;]{0,40}$",
        text[: number.start],
    )
    if another and number.quantity.unit in ("B", "M", "billion", "million"):
        return f"{number.quantity.as_written} version", False
    rival = re.search(
        r"(?i)\b((?:reference|teacher|original|baseline|base|rival|competitor)\b[\w -]{0,30}?) (?:has|have|reach\w*|achiev\w*|gets?|scor\w+|obtain\w*)\b[^,;]{0,30}$",
        clause,
    )
    if rival:
        return rival[1].strip(), False
    printed = re.fullmatch(r"(\S{3,150}) parameters: ?[\d.]+ ?[MBK]", text.strip())
    if printed:
        return (names.subject, True) if names.is_own(printed[1]) else (printed[1], False)
    acting = _acting(clause, named)
    if acting and not re.search(r"(?i)\b(?:this|our|the) (?:model|checkpoint)\b|\bit\b", clause):
        return acting, False
    return names.subject, True


def _acting(clause: str, named: Sequence[re.Match[str]]) -> str | None:
    """The other model that a clause says reaches something."""
    reaching = pattern("sentence_words", "reaching_verbs")
    return next((name[0] for name in reversed(named) if reaching.match(clause[name.end() :])), None)


def _size_of_named(
    number: NumberInText, text: str, clause: str, named: Sequence[re.Match[str]], names: OwnNames
) -> tuple[str, bool] | None:
    """The other model that a size belongs to: it is named right before it, heads the item, or is of that size itself."""
    sized = number.quantity.unit in ("B", "M", "billion", "million")
    if named and sized and _OF_NAMED.fullmatch(clause[named[-1].end() :]):
        return named[-1][0], False
    head = _HEAD_OF_ITEM.match(text[: number.start])
    if (
        head
        and not names.is_own(head[1])
        and (names.is_sibling(head[1]) or _THIS_MODEL.match(text[head.end() :]))
    ):
        return head[1], False
    own, other = _SIZE_IN_NAME.findall(names.subject), _SIZE_OF_MODEL.match(text[number.start :])
    if len(own) == 1 and other and float(own[0]) and not 0.66 < float(other[1]) / float(own[0]) < 1.5:
        return f"{names.subject.rpartition('/')[2]} {other[1]}B", False
    return None


def _base_or_family(number: NumberInText, text: str, names: OwnNames) -> tuple[str, bool] | None:
    """The model that a rise starts from, or the family of models whose sizes a sentence gives."""
    before = text[: number.start]
    told_so = re.search(r"(?<!ing )\bfrom $|\($", before) and _RISES.match(text[number.end - 1 :])
    rises = told_so or _ARROW.match(text[number.end :])
    if rises and (number.quantity.unit == "%" or re.search(r"[.,]", number.quantity.as_written)):
        return names.base or "baseline", False
    collection = re.search(
        r"\b(?!The )([A-Z][\w.-]*(?: [\w.-]+)?) is an? (?:collection|family|series|suite|set) of [^.;]{0,80}\brang(?:e|es|ing)\b",
        before,
    )
    if collection and not names.is_own(collection[1]):
        return collection[1], False
    series = re.search(
        r"\b(?!The )([A-Z][\w.-]*(?: [\w.-]+)?) (series|family)\b[^.;]{0,60}\brang(?:e|es|ing)\b",
        before,
    )
    if series:
        return f"{series[1]} {series[2]}", False
    released = re.search(
        r"\bFor ([A-Z][\w.-]*), we (?:release|present|introduce|open-source)\b[^;]{0,120}\bmodels\b[^;]{0,30}\brang(?:e|es|ing)\b",
        before,
    )
    return (f"{released[1]} series", False) if released else None


def _one_of_sizes(
    number: NumberInText, text: str, names: OwnNames, numbers: Sequence[NumberInText]
) -> tuple[str, bool] | None:
    """The member of a family whose sizes a sentence lists: "2B and 8B parameter models"; the own one by its name."""
    unit = number.quantity.unit
    if unit not in ("B", "M", "billion", "million"):
        return None
    listed = r"\s?(?:,|/|,?\s?(?:and|or|to|-|–))\s?(?:an?\s|the\s)?"
    beside = [
        other
        for other in numbers
        if other.start != number.start
        and (other.quantity.unit == unit or other.quantity.unit is None)
        and (
            re.fullmatch(listed, text[other.end : number.start])
            or re.fullmatch(listed, text[number.end : other.start])
        )
    ]
    if not beside:
        return None
    size = f"{number.quantity.value.normalize():f}{unit[0].upper()}"
    own = bool(re.search(rf"(?i)(?<![\d.]){re.escape(size)}(?![a-z0-9])", names.subject))
    return (names.subject, True) if own else (f"{names.subject.rpartition('/')[2]} {size}", False)
