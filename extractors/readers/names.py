"""Whom and what a passage speaks of: the document's own model, a data set, a split, a device."""

import re

from claims import catalog
from claims.catalog.name_index import squeeze
from claims.records import Document, HardwareMention, Place

SPLIT = re.compile(r"\b(train(?:ing)?|valid(?:ation)?|dev|test|devtest|held-out)\b", re.IGNORECASE)
OWN = re.compile(r"[(\[](ours|this model|this work)[)\]]|^(ours|our model|this model)$", re.IGNORECASE)


def is_own(subject: str, document: Document) -> bool:
    """Whether a name means the document's own model."""
    if OWN.search(subject):
        return True
    names = {squeeze(document.source.name), squeeze(document.source.name.rpartition("/")[2])}
    names |= {squeeze(document.title or "")}
    names |= {
        squeeze(one.value) for one in document.metadata if re.fullmatch(r"model-index/\d{1,3}/name", one.path)
    }
    own = squeeze(subject)
    return bool(own) and any(own == name or (len(own) > 3 and own in name) for name in names if name)


def dataset_in(text: str, document: Document) -> str | None:
    """The data set that a passage names: one of the front matter's first, else one of the catalog's."""
    declared = [one.value for one in document.metadata if _names_data(one.path)]
    low = text.lower()
    for name in sorted(set(declared), key=len, reverse=True):
        if name.lower() in low:
            return name
    for word in re.findall(r"[A-Za-z][\w.+/-]{2,40}", text[:2000]):
        known = catalog.benchmark(word)
        if known and squeeze(word) not in ("test", "results", "model"):
            return str(word)
    return None


def _names_data(path: str) -> bool:
    return bool(
        re.fullmatch(r"datasets/\d{1,3}|datasets|model-index/\d{1,3}/results/\d{1,4}/dataset/name", path)
    )


def split_in(text: str) -> str | None:
    """The split that a passage names, if it names just one."""
    found = {match.group(1).lower() for match in SPLIT.finditer(text[:2000])} - {"train", "training"}
    return found.pop() if len(found) == 1 else None


def device_in(text: str, place: Place) -> HardwareMention | None:
    """The device that a passage names."""
    words = re.findall(r"[\w.-]{1,40}", text[:2000])
    for size in (4, 3, 2, 1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            known = catalog.hardware(name) if re.search(r"\d", name) else None
            if known:
                return HardwareMention(name=known.name, place=place)
    return None
