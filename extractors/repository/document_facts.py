"""Facts of documents: prose counts only where it is neither a plan nor a denial, and never as proof of code."""

import functools
import re
from collections.abc import Iterator, Sequence

from claims.catalog.word_lists import words
from extractors.repository.facts import Fact, words_of

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_OPEN_TASK = re.compile(r"\s*[-*]\s+\[ \]")
_ADDRESS = re.compile(r"(?:https?|s3|gs|hdfs)://[^\s)\]>\"'`]{4,300}")
_LINK = re.compile(r"\]\(https?://|\]\[[^\]]+\]")
_DATA = r"(?:data ?sets?|corpus|corpora|training data|test data)"
_USED = r"(?:download\w*|obtain\w*|trained|evaluated|tested|collected|taken|sourced|comes|leverages|get)"
_OF_DATA = re.compile(rf"(?i)\b{_USED}\b.{{0,80}}\b{_DATA}\b|\b{_DATA}\b.{{0,80}}\b{_USED}\b")
_WHERE = re.compile(r"[\w+.-]+://\S+")
_SETTINGS_BEFORE = re.compile(r"^(?:\w+=\S+\s+)+")
_COMMENTS = ("<!--", "[comment]:", "[//]:")
"""How a line of Markdown begins that no reader sees."""
_SHELL_FENCE = re.compile(
    r"(?i)[`~]{3,}\s*\{?\.?(?:bash|sh|shell|console|shell-session|zsh|text|cmd|powershell)?\}?\s*$"
)
_FRONT = re.compile(r"(license|licence|datasets)\s*:\s*(\S.*)?$")


@functools.cache
def _phrases(listed: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(listed, key=len, reverse=True)
    return re.compile(r"(?i)(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])")


def is_planned(line: str) -> bool:
    """Whether a line describes a plan, not what exists."""
    return bool(_OPEN_TASK.match(line) or _phrases(words("repository_words", "planned")).search(line))


def is_denied(line: str) -> bool:
    """Whether a line denies something."""
    return bool(_phrases(words("repository_words", "negated")).search(line))


def is_data_address(address: str) -> bool:
    """Whether an address is of a place where data are published, or of a file of data."""
    bare = address.casefold().partition("?")[0].rstrip("/.,;")
    if "{" in bare or "/archive/" in bare or "/releases/latest/" in bare:
        return False
    if bare.endswith(
        tuple(words("repository_words", "pictures") | words("repository_words", "software_endings"))
    ):
        return False
    return any(place in bare for place in words("repository_words", "data_places")) or bare.endswith(
        tuple(words("repository_words", "data_endings"))
    )


def links_to_data(line: str) -> bool:
    """Whether a line names a place where data are published, or links to what it calls the data used."""
    if any(is_data_address(address) for address in _ADDRESS.findall(line)):
        around = words_of(_WHERE.sub("", line))
        return not around & words("repository_words", "trained") or bool(
            around & words("repository_words", "rows")
        )
    return bool(_LINK.search(line) and _OF_DATA.search(line))


def document_facts(lines: Sequence[str]) -> Iterator[Fact]:
    """Front matter, links to data, and what is said; plans and denials are left out."""
    yield from _front_matter(lines)
    typed = dict(_typed_commands(lines))
    plan_level = 0
    for number, line in enumerate(lines, 1):
        if heading := _HEADING.match(line):
            level = len(heading[1])
            if plan_level and level <= plan_level:
                plan_level = 0
            if not plan_level and is_planned(heading[2]):
                plan_level = level
        if plan_level or line.lstrip().startswith(_COMMENTS) or is_planned(line) or is_denied(line):
            continue
        if links_to_data(line):
            yield Fact("link", line.strip(), number)
        if command := typed.get(number):
            yield Fact("typed", command, number)
        yield Fact("prose", _WHERE.sub("", line).strip().lower(), number)


def _typed_commands(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The commands in fenced blocks that a reader is to type, each with its line."""
    fence, shell = False, False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("```", "~~~")):
            fence = not fence
            shell = fence and bool(_SHELL_FENCE.match(line.strip()))
        elif shell:
            command = _SETTINGS_BEFORE.sub("", line.strip().removeprefix("$ ").removeprefix("> "))
            if command.partition(" ")[0] in words("repository_words", "typed_programs"):
                yield number, command


def _front_matter(lines: Sequence[str]) -> Iterator[Fact]:
    if not lines or lines[0].strip() != "---":
        return
    for number, line in enumerate(lines[1:80], 2):
        if line.strip() == "---":
            return
        field = _FRONT.match(line)
        following = lines[number].strip() if number < len(lines) else ""
        if field and (field[2] or following.startswith("- ")) and not is_denied(line):
            yield Fact("front", field[1].replace("licence", "license"), number)
