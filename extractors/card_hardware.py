"""The devices that a card names: in its text, its tables, and the front matter's emissions."""

import re
from collections.abc import Iterator

from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import split_name
from claims.records import Block, Document, HardwareMention
from extractors import extractor
from extractors.language.devices import clusters_in, devices_in, hardware_mention, role_of

_CITED = re.compile(r"(?i)citation|bibtex")


@extractor("card-hardware", version=2, reads="card")
def card_hardware(document: Document) -> Iterator[HardwareMention]:
    """Reads every device once, with how many, how much memory, for what and how long."""
    kept: list[HardwareMention] = []
    for mention in _all(document):
        if not any(_is_repetition(mention, other) for other in kept):
            kept.append(mention)
    yield from kept


def _all(document: Document) -> Iterator[HardwareMention]:
    for entry in document.metadata:
        if entry.path == "co2_eq_emissions/hardware_used":
            for _, _, device in devices_in(entry.value):
                yield hardware_mention(device, entry.place, "training")
    above = ""
    for block in document.blocks:
        if block.kind != "heading" and not _CITED.search(" ".join(block.section[-1:])):
            yield from _block(block, above)
        above = block.text[-300:]
    for table in document.tables:
        caption_and_heading = " ".join([table.caption or "", *table.section[-1:]])
        for cell in table.cells:
            for _, _, device in devices_in(cell.text):
                yield hardware_mention(device, cell.place, cell.text, role_hint=caption_and_heading)


def _block(block: Block, above: str) -> Iterator[HardwareMention]:
    """The devices of a block, each with the quote on its own line; code counts only where it lists, not computes."""
    for offset, line in enumerate(block.text[:60_000].split("\n")):
        if block.kind == "code" and not re.match(r"^\W{0,4}[A-Za-z ]{2,20}:", line):
            continue
        for start, end, device in devices_in(line):
            if pattern("sentence_words", "requirements").search(line[max(0, start - 80) : start]):
                continue
            quote = line[start:end].strip()
            place = block.place.model_copy(update={"line": (block.place.line or 1) + offset, "quote": quote})
            around = block.text if len(block.text) < 600 else line
            yield hardware_mention(device, place, around, role_hint=f"{' '.join(block.section[-2:])} {above}")
        for _, _, name in clusters_in(line) if block.kind != "code" else ():
            place = block.place.model_copy(update={"line": (block.place.line or 1) + offset, "quote": name})
            yield HardwareMention(name=name, role=role_of(line), place=place)


def _is_repetition(mention: HardwareMention, other: HardwareMention) -> bool:
    """Whether a mention says nothing that an earlier one has not said: "8 A100s" after "8x NVIDIA A100 (80GB)"."""
    names, known = set(split_name(mention.name)) - {"nvidia"}, set(split_name(other.name)) - {"nvidia"}
    if mention.hours is not None and other.hours is None:
        return False
    return mention.count in (None, other.count) and (
        names <= known or (known <= names and mention.memory_gb in (None, other.memory_gb))
    )
