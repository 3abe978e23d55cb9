"""Devices named in running text: how many, which, with how much memory, for what and for how long."""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from claims import catalog
from claims.catalog import word_lists
from claims.records import HardwareMention, Place

Role = Literal["training", "inference"]
_MAKER = r"(?:(?:NVIDIA|Nvidia|NVidia|nVidia|nvidia|AMD|Intel(?:\s?\(R\))?|intel|Google|Apple|apple|Tesla|GeForce|Quadro|[Cc]loud)[ -]){0,3}"
_MODEL = (
    r"(?:[ABHVPTLK]\d{2,4}[A-Zgx]?|[TLPA]\d(?!\d)|[avph]100|k80|GH?200|GB200|B200)(?:[ -](?:SXM\d?|PCIe|PCI-?E|NVL))?"
    r"|[VAPH]-100|G[VP]100|(?:GTX|RTX|Titan|TITAN|Quadro)(?:[ -]?(?:RTX|TITAN|Titan|(?:X|V|XP|Xp|A?\d{3,4})(?!\w)|A?\d{3,4}(?=T[iI])|T[iI]|ti|SUPER|Super|Ada)(?![A-Za-z]))+"
    r"|(?<!\d)(?:[1-5]0[5-9]0|9[5-9]0|7[5-9]0)[ -]?T[iI]|(?<!\d)[2-5]0[5-9]0(?=[ -]GPUs?)|DGX(?:[ -](?:\d|[ABH]\d{3}|Station|Spark))|Ascend[ -]?\d{3}[A-Z]?\d?|(?<=[Cc]loud )TPU(?=s?\b(?! ?v\d))|(?:TPU|tpu)[ -]?v?\d(?:[a-zA-Z]|-\d{1,4})*|Jetson(?:[ -](?:AGX|Orin|Xavier|Nano|T[XxKk]\d|NX|Thor|Super|NANO))+|Jetson(?= ?(?:board|device|\())|Raspberry Pi(?: \d[AB+]*)?"
    r"|MI\d{3}[XA]?|EPYC(?:\(TM\))?(?: [0-9A-Z]{4,6})?|Xeon(?:\(R\))?(?: (?:Gold|Silver|Platinum|E\d|CPU))?[ -]?[0-9A-Za-z]{4,8}(?: v\d)?"
    r"|(?:Core(?:\(TM\))? |(?<=[Ii]ntel )|(?<=[Ii]ntel Core ))i[3579][- ]\d{4,5}[A-Z]{0,3}|Ryzen \w{1,12} \w{4,6}|M[1-4](?: (?:Pro|Max|Ultra))?|Gaudi ?\d?|Inferentia ?\d?|Trainium ?\d?"
    r"|Snapdragon \w{2,5}|Graviton ?\d?"
)  # fmt: skip
_COUNT = r"(?:(?P<nodes>\d{1,4}) ?[x×] ?(?=\d{1,4} ?[x×]))?(?:(?P<count>\d{1,5}|an?|one|two|three|four|five|six|seven|eight|ten|twelve|sixteen|thirty-two|sixty-four|single)\s?(?:x|×|X|\*)?[ -]?(?:nodes? of )?)?(?:(?P<before>\d{1,3})\s?-?Gi?B\s)?"
_TAIL = (
    r"(?:\s?[-(]?\s?(?P<memory>\d{1,4})\s?(?:GB|GiB|G)\b\)?)?(?P<form> ?(?:SXM\d?|PCIe))?(?P<noun>[ -](?:GPU|TPU|CPU|GPUs|TPUs|CPUs|NPUs?|chips?|cores?"
    r"|accelerators?|cards?|devices?|processors?))?(?:,? with (?P<more>\d{1,4})\s?Gi?B\b)?(?:\s?[x×]\s?(?P<times>\d{1,4})(?![\w.]))?(?: \w{1,12})?(?: ?\((?P<parts>\d{1,5}) (?:cores|chips|GPUs|TPUs|devices)\))?"
)
_CLUSTER = re.compile(
    r"(?<![\w'’])(?P<name>(?!(?:The|A|An|This|Our|Its|On|In|We|One)\s)[A-Z][\w'’-]*(?:\s(?:[A-Z\d][\w'’-]*|\([A-Z\d][A-Z\d-]{1,8}\))){0,5}?"
    r"\s(?:[Ss]uper-?[Cc]omputer|[Ss]uper\s?[Cc]luster|HPC (?:cluster|system)))\b"
)
_ROLE = re.compile(
    r"(?i)\b(?:(train\w*|fine-?tun\w*|pre-?train\w*)|(infer\w*|latency|throughput|deploy\w*|real-time|run(?:s|ning)?"
    r"|benchmark\w*|speed))\b"
)
_HOURS = re.compile(r"(?i)(?<![\w.])(\d{1,6}(?:\.\d{1,3})?)\s?(hours?|hrs?|h|days?|weeks?)\b")


@functools.cache
def _shape() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-]){_COUNT}(?P<name>{_MAKER}(?:{_MODEL}))s?(?![\w]){_TAIL}")


def devices_in(text: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Where a text names devices, left to right; a bare "M1" or "T5" counts only if the catalog knows it."""
    for match in _shape().finditer(text[:8000]):
        if _is_device(match, text):
            yield match.start(), match.end(), match


def hardware_mention(
    match: re.Match[str], place: Place, around: str, *, role_hint: str = ""
) -> HardwareMention:
    """The record of a device that was found, with what its surroundings say of role and hours."""
    memory = match["memory"] or match["before"] or match["more"]
    count = match["count"] or match["times"] or match["parts"]
    if count in ("a", "an") and re.fullmatch(r"[ -](?:GPU|TPU|NPU|card)", match["noun"] or ""):
        count = "1"
    if match["nodes"] and count and count.isdigit():
        count = str(int(match["nodes"]) * int(count))
    hours = _hours(around, match.start())
    return HardwareMention(
        name=_name(match),
        count=int(count)
        if count and count.isdigit()
        else word_lists.counts("number_words", "small_numbers").get(count)
        if count and count not in ("a", "an")
        else None,
        memory_gb=Decimal(memory) if memory else None,
        role=role_of(around) or role_of(role_hint),
        hours=hours,
        place=place,
    )


def clusters_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text names a whole machine of many devices: "the JUWELS supercomputer"."""
    for match in _CLUSTER.finditer(text[:8000]):
        yield match.start(), match.end(), match["name"]


def device_in(text: str, place: Place) -> HardwareMention | None:
    """The device that a table's cell or a short phrase names."""
    for _, _, device in devices_in(text):
        return hardware_mention(device, place, "")
    known = catalog.device(text)
    return HardwareMention(name=known.name, place=place) if known else None


def role_of(text: str) -> Role | None:
    """Whether a passage is about training or about inference; None where it is about both or neither."""
    roles = [(bool(train), bool(infer)) for train, infer in _ROLE.findall(text[:3000])]
    training, inference = any(t for t, _ in roles), any(i for _, i in roles)
    if training == inference:
        return None
    return "training" if training else "inference"


def _name(match: re.Match[str]) -> str:
    """As printed with its memory and form; the catalog's name where it says no more than what is printed."""
    printed = " ".join(match["name"].split())
    tail = " ".join(
        filter(None, [f"{match['memory']}GB" if match["memory"] else "", (match["form"] or "").strip()])
    )
    known = catalog.device(printed)
    if known and known.family is None and not tail:
        return known.name
    maker = (
        "NVIDIA "
        if known and known.name.startswith("NVIDIA") and not printed.upper().startswith("NVIDIA")
        else ""
    )
    return " ".join(filter(None, [f"{maker}{printed}", tail]))


def _is_device(match: re.Match[str], text: str) -> bool:
    name = match["name"]
    if re.fullmatch(r"(?i)(?:google )?cloud tpu", name):
        return bool(match["count"])
    if len(name) > 3 and re.search(r"[A-Za-z]{3}|[A-Z]\d{3}", name):
        return True
    if re.fullmatch(r"\d{3,4}(?:[ -]?T[iI])?", name):
        return "GPU" in (match["noun"] or "")
    return catalog.device(name) is not None and bool(
        match["noun"]
        or match["count"]
        or re.search(
            r"(?i)gpu|tpu|cpu|hardware|nvidia|device|apple|tensorrt|cuda|\bfps\b|latency", text[:8000]
        )
    )


def _hours(text: str, at: int) -> Decimal | None:
    """How long it ran, in hours, where the sentence says one duration, or one right before: "73.6 hours of 8 A100s"."""
    right = re.search(
        r"(?i)(?<![\w.])(\d{1,6}(?:\.\d{1,3})?) (?:hours?|hrs?|h) (?:of|on|with) $",
        text[max(0, at - 40) : at],
    )
    if right:
        return Decimal(right[1])
    hours = _HOURS.findall(text[max(0, at - 160) : at + 160])
    if len(hours) != 1:
        return None
    worth = {"d": 24, "w": 168}.get(hours[0][1][0].lower(), 1)
    return Decimal(hours[0][0]) * worth
