"""The devices that a paper names: in its text, its footnotes and its captions."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims.catalog import word_lists
from claims.records import Document, HardwareMention, Place
from extractors import extractor
from extractors.language.devices import clusters_in, devices_in, hardware_mention, role_of
from extractors.language.memo import once_per_document
from extractors.language.name_usage import NameUsage
from extractors.language.paper_sentences import PaperSentence, paper_sentences

_COUNT = (
    r"(?:(?P<count>\d{1,5}(?=[\s-])|an?|one|two|three|four|five|six|eight|sixteen|single)[\s-](?:[×x]\s)?)"
)
_BARE = re.compile(
    rf"(?<![\w.-]){_COUNT}(?:(?!per\s)\w+\s){{0,1}}?(?P<name>(?:Google\s)?(?:Cloud\s)?(?:GPU|TPU)s?)(?!\w|-|\shours?|\sdays?|\smemory)"
)
_MEMORY = re.compile(
    r"(?<![\w.])(?P<memory>\d{1,3})\s?-?\s?Gi?B[\s-](?=(?:NVIDIA |Nvidia )?(?:Tesla )?[AHVPTR]\w?\d)"
)
_TIMES = re.compile(r"(?<=\d)\s?[×x]\s?(?=[A-Z])")
_GLUED = re.compile(r"(?<=\d)x(?=\d{1,3}(?!\w))")
"""A count right after a name: "A100x8"."""
_OWN = re.compile(r"(?i)\b(?:we|our|ours|us|this (?:paper|work))\b|\bbeing trained\b")
_TELLING = re.compile(r"(?i)^(?:[\dA-Z.]{1,5}\s)?(?:related work|background|preliminar|introduction)")
_MORE = re.compile(
    r"(?<![\w-])(?P<name>(?:(?:NVIDIA|Nvidia|Tesla)\s){0,2}(?:M40|M60|M2090|TITAN (?:X|V|Xp|RTX)|Titan (?:X|V|Xp|RTX)|Jetson (?:TX2|Nano|Xavier|Orin)|A6000|A5000|RTX A\d000|L40S?|A40|A30|A10G?|H800|A800|MI\d{3}X?))(?!\w)"
)
_REQUIRED = re.compile(r"(?i)\brequir(?:es|ed|ing)\s$")
"""What stands before a device that something else would need."""
_PER = re.compile(r"(?i)\b(?:an?|one|single)\s(?:\w+\s){0,2}$")


@extractor("paper-hardware", version=3, reads="paper")
def paper_hardware(document: Document) -> Iterator[HardwareMention]:
    """Reads every device with its count once, with memory, role and hours where the sentence says them."""
    yield from _devices(document)


@once_per_document
def _devices(document: Document) -> Iterator[HardwareMention]:
    """The devices of all sentences."""
    own = NameUsage(document).own_names
    mentions = [
        mention
        for sentence in paper_sentences(document)
        if _speaks_of_own(sentence, own)
        for mention in _mentions(sentence)
    ]
    named = {_key(mention): mention.name for mention in mentions if not _is_bare(mention)}
    seen: set[tuple[str, int | None]] = set()
    for mention in mentions:
        if _is_bare(mention) and named:
            if len(named) > 1:
                continue  # of which of them, nothing says
            mention = mention.model_copy(update={"name": next(iter(named.values()))})
        if (_key(mention), mention.count) not in seen:
            seen.add((_key(mention), mention.count))
            yield mention


def _key(mention: HardwareMention) -> str:
    """What tells one kind of device from another."""
    return re.sub(r"(?i)nvidia|tesla|geforce|google|cloud|\d+\s?gb|[^a-z0-9]", "", mention.name.casefold())


def _is_bare(mention: HardwareMention) -> bool:
    """Whether a mention counts devices without naming their kind: "eight GPUs"."""
    return re.fullmatch(r"(?i)(?:google\s|cloud\s)*[gt]pus?", mention.name) is not None


def _speaks_of_own(sentence: PaperSentence, own: Sequence[str]) -> bool:
    """Whether a sentence can speak of what this paper ran on: not of peak rates, nor of what others needed."""
    if re.search(r"(?i)\bT?FLOPS\b|\bTOPS\b|\bpeak (?:performance|throughput)", sentence.text):
        return False
    telling = any(_TELLING.match(name) for name in sentence.section[-2:]) or sentence.part == "introduction"
    return not telling or bool(_OWN.search(sentence.text)) or any(name in sentence.text for name in own)


def _mentions(sentence: PaperSentence) -> Iterator[HardwareMention]:
    """The devices of a sentence: known shapes, more names, then bare "eight GPUs"."""
    text = _GLUED.sub(" x ", _TIMES.sub(" ", sentence.text))
    memory = next((match["memory"] for match in _MEMORY.finditer(text)), None)
    spoken = _MEMORY.sub("", text)
    taken: list[tuple[int, int]] = []
    for start, end, mention in devices_in(spoken):
        place = _place(sentence, mention["name"])
        if place and not _REQUIRED.search(spoken[max(0, start - 12) : start]):
            taken.append((start, end))
            device = hardware_mention(
                mention, place, sentence.text, role_hint=" ".join(sentence.section[-2:])
            )
            match = mention["count"] in ("a", "an") or _PER.search(spoken[max(0, start - 24) : start])
            yield device.model_copy(
                update={
                    "count": 1 if device.count is None and match else device.count,
                    "memory_gb": device.memory_gb or (Decimal(memory) if memory else None),
                }
            )
    for _, _, name in clusters_in(spoken):
        if place := _place(sentence, name):
            yield HardwareMention(name=name, role=role_of(sentence.text), place=place)
    for shape in (_MORE, _BARE):
        for spelled in shape.finditer(spoken):
            if any(start < spelled.end() and spelled.start() < end for start, end in taken):
                continue
            if found_one := _named(spelled, spoken, sentence, again=bool(taken) and shape is _BARE):
                taken.append(spelled.span())
                yield found_one


def _named(
    match: re.Match[str], spoken: str, sentence: PaperSentence, *, again: bool
) -> HardwareMention | None:
    """A device by its bare name; a number of "chips" in brackets counts the same devices again."""
    place, before = _place(sentence, match["name"]), spoken[max(0, match.start() - 20) : match.start()]
    word = match.groupdict().get("count")
    if place is None or (again and before.rstrip().endswith("(")) or word in ("a", "an", "one", "single"):
        return None
    single = 1 if re.search(r"(?i)\b(?:single|one)\s(?:\w+\s)?$", before) else None
    count = (
        single
        if word is None
        else int(word)
        if word.isdigit()
        else word_lists.counts("number_words", "small_numbers")[word]
    )
    name = match["name"].rstrip("s") if word else match["name"]
    return HardwareMention(name=name, count=count, role=role_of(sentence.text), place=place)


def _place(sentence: PaperSentence, name: str) -> Place | None:
    at = sentence.text.find(name)
    return sentence.place(at, at + len(name)) if at >= 0 else None
