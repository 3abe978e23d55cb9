"""The licence as the file, its card, its folder and its package state it, held against each other."""

import re
from collections.abc import Iterator
from pathlib import Path

from claims.catalog.word_lists import meanings
from claims.records.autopsy import LicenceStatement
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.json_file import read_start

_KEY = re.compile(r"(?i)licen[sc]e")
_FRONT = re.compile(r"^license(?:_name)?:[ \t]*[\"']?([^\"'\r\n#]{2,80})", re.MULTILINE)
_FILE = re.compile(r"(?i)(?:^|/)(?:licen[sc]e|copying)(?:[.-][\w.-]*)?$")
_METADATA = re.compile(
    r"^(License-Expression|License|Classifier: License ::[^\r\n]*?)(?:: ?| :: )([^\r\n]{2,200})", re.MULTILINE
)
_MOST = 64 << 10


def statements(
    target: ModelTarget, contents: Contents, packages: tuple[str, ...]
) -> tuple[LicenceStatement, ...]:
    """Every place that states a licence, each once."""
    stated = [*_in_file(target, contents), *_in_folder(target), *_in_packages(packages)]
    return tuple({(statement.place, statement.says): statement for statement in stated}.values())


def note_on(stated: tuple[LicenceStatement, ...]) -> str:
    """Whether the places agree, in a sentence."""
    if not stated:
        return "No licence is stated in the file, beside it or in its package: ask before you use it."
    known = {statement.spdx for statement in stated if statement.spdx}
    if len(known) > 1:
        listed = "; ".join(f"{s.place} says {s.spdx or s.says[:60]}" for s in stated)
        return f"The licences contradict each other: {listed}."
    if not known:
        return "A licence is named that is none of the well-known ones: read it."
    unclear = "" if all(statement.spdx for statement in stated) else ", as far as they can be told"
    return f"{'All places agree' if len(stated) > 1 else 'One place states it'}: {known.pop()}{unclear}."


def permission(stated: tuple[LicenceStatement, ...]) -> str:
    """Whether a company may use it, in a sentence; of several licences by the one that allows least."""
    allows = meanings("licence_words", "permissions")
    known = [name for name in allows if any(statement.spdx == name for statement in stated)]
    if not known:
        return ""
    strictest = known[0]
    several = f"Until that is settled, the strictest counts, {strictest}: " if len(known) > 1 else ""
    says = allows[strictest]
    return f"{several}{says[:1].lower() if several else says[:1]}{says[1:]}"


def spdx_of(text: str) -> str:
    """The SPDX identifier of a licence by its name or by its words; empty where it cannot be told."""
    start = " ".join(text[:4000].split())
    for shape, identifier in meanings("licence_words", "licences").items():
        if re.search(shape, start):
            return identifier
    return ""


def _in_file(target: ModelTarget, contents: Contents) -> Iterator[LicenceStatement]:
    for key, value in contents.metadata.items():
        if _KEY.search(key) and value.strip() and not key.endswith(".link"):
            place = f"metadata of {target.name}"
            yield LicenceStatement(place=place, says=value.strip()[:200], spdx=spdx_of(value))
    own = contents.config.get("license")
    if isinstance(own, str) and own:
        yield LicenceStatement(place="config.json", says=own[:200], spdx=spdx_of(own))


def _in_folder(target: ModelTarget) -> Iterator[LicenceStatement]:
    """The card's front matter and licence files."""
    for name in target.files:
        if name.count("/") > 1:
            continue
        if name.lower() in ("readme.md", "model_card.md"):
            text = read_start(target.root / name, _MOST).decode("utf-8", "replace")
            front = text.split("\n---", 1)[0] if text.startswith("---") else ""
            match = _FRONT.search(front)
            if match:
                yield LicenceStatement(place=name, says=match[1].strip(), spdx=spdx_of(match[1]))
        elif _FILE.search(name):
            text = read_start(target.root / name, _MOST).decode("utf-8", "replace")
            first = next((line.strip() for line in text.splitlines() if line.strip()), "")
            yield LicenceStatement(place=name, says=first[:120], spdx=spdx_of(text))


def _in_packages(packages: tuple[str, ...]) -> Iterator[LicenceStatement]:
    """What the metadata of the Python package around the file say, and its licence files where they say nothing."""
    place = "package"
    for name in packages:
        text = read_start(Path(name), _MOST).decode("utf-8", "replace")
        if Path(name).name not in ("METADATA", "PKG-INFO"):
            first = next((line.strip() for line in text.splitlines() if line.strip()), "")
            yield LicenceStatement(
                place=f"{Path(name).name} of {place}", says=first[:120], spdx=spdx_of(text)
            )
            continue
        head = text.split("\n\n", 1)[0]
        fields = dict(re.findall(r"^(Name|Version): ([^\r\n]+)", head, re.MULTILINE))
        place = f"package {fields.get('Name', '?')} {fields.get('Version', '')}".strip()
        values = [value.strip() for _, value in _METADATA.findall(head) if value.strip().upper() != "UNKNOWN"]
        if values:
            yield LicenceStatement(place=place, says=values[0][:200], spdx=spdx_of(values[0]))
