"""How a paper's text uses a name: as a data set, as a method, or as the paper's own system."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from claims.catalog import word_lists
from claims.comparisons.own_system import OwnSystem
from claims.records import Block, Document, Table
from extractors.language.plain_label import plain_label

MOST_TEXT = 400_000
_NEW = re.compile(
    r"(?:we|paper|work|letter)\s(?:\w+\s){0,2}?(?:propose|present|introduce|develop|design|describe|call|term|name|dub)\w*\s(?P<rest>[^.]{3,160})",
    re.I,
)
_CALLED = re.compile(
    r"\b(?:called|named|termed|dubbed|coined|namely|denoted(?: as)?|refer(?:red)? to as|call(?: it| this| our \w+)?(?: as)?)\s[“\"‘']?(?P<name>[A-Z][\w+.-]{1,30})"
)
_NAME = re.compile(r"\b(?=[\w-]*[A-Z])[A-Za-z][\w+-]{1,30}(?<![.-])\b")
_LETTERS = re.compile(r"[^\W_]+")
MOST_IN_CAPITALS = 12
"""From how many letters on a text in capitals is one that is set so, and no name."""
_SHORT = re.compile(r"\s\((?P<short>[A-Z][\w+-]{0,7})\)")
_LONG = re.compile(r"(?:[\w+.'-]{1,30}\s){0,4}[\w+.'-]{2,30}$")
"""Up to five words before a bracket; it is looked for in the 155 characters that they can take."""


@dataclass(frozen=True)
class NameUsage:
    """Looks up in a paper's text how names are used."""

    document: Document
    _known: dict[str, int] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The paper's running text on one line."""
        parts = [block.text for block in self.document.blocks if block.kind != "heading"]
        return " ".join(" ".join(parts).split())[:MOST_TEXT]

    def dataset_or_method(self, name: str) -> int:
        """Above 0 if the text uses a name as a data set, below 0 if as a method, 0 if it does not say."""
        bare = re.sub(r"\s?[(\[][^()\[\]]{0,40}[)\]]", "", plain_label(name)).strip()
        if len(bare) < 2:
            return 0
        if bare not in self._known:
            self._known[bare] = self._count_usage(bare)
        return self._known[bare]

    def in_usual_letters(self, text: str) -> str:
        """A text, or one in capitals with each word as the running text mostly spells it."""
        letters = [c for c in text if c.isalpha()]
        if len(letters) < MOST_IN_CAPITALS or sum(map(str.isupper, letters)) < 0.8 * len(letters):
            return text
        return _LETTERS.sub(lambda match: self._spellings.get(match[0].casefold(), match[0]), text)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """For each word in small letters, how running text mostly spells it."""
        count = Counter(word for block in self.document.blocks if block.kind not in ("heading", "caption")
                        for word in _LETTERS.findall(block.text))  # fmt: skip
        return {word.casefold(): word for word, _ in reversed(count.most_common())}

    def _count_usage(self, bare: str) -> int:
        votes = 0
        for count, match in enumerate(
            re.finditer(rf"(?<![\w-]){re.escape(bare)}(?![\w])", self.text, re.I if len(bare) > 4 else 0)
        ):
            if count > 40:
                break
            after, before = (
                self.text[match.end() : match.end() + 50],
                self.text[max(0, match.start() - 45) : match.start()],
            )
            votes += (
                bool(word_lists.pattern("dataset_words", "after_dataset_names").match(after)) * 2
                + bool(word_lists.pattern("dataset_words", "before_dataset_names").search(before)) * 2
            )
            votes -= bool(word_lists.pattern("model_words", "after_method_names").match(after)) * 2 + bool(
                word_lists.pattern("model_words", "before_method_names").search(before)
            )
        return votes

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """What the text puts before an abbreviation in brackets: "Meaning Similarity (MS)"."""
        text = " ".join(
            [self.text, *(block.text for block in self.document.blocks if block.kind == "caption")]
        )
        long_forms: dict[str, str] = {}
        for match in _SHORT.finditer(text):
            if long := _LONG.search(text[max(0, match.start() - 155) : match.start()]):
                long_forms.setdefault(match["short"], long[0])
        return long_forms

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """What the paper calls its own: the name before its title's colon, and what it says it proposes."""
        names: list[str] = []
        title = self.document.title or ""
        if (head := re.match(r"^([\w+-][\w+. -]{1,30}?)\s?(?::|–|—| -)\s", title)) and len(
            head[1].split()
        ) <= 3:
            names.append(head[1].strip())
        counts: Counter[str] = Counter()
        for match in _NEW.finditer(self.text[:60_000]):
            rest = match["rest"]
            counts.update(name for name in _NAME.findall(rest)[:3] if _can_be_name(name))
            if named := re.search(
                r"\b(?:architecture|model|method|network|framework|system|approach|algorithm),? (?:the )?([A-Z]\w{3,20})\b(?=[,.( ])",
                rest,
            ):
                counts[named[1]] += 3
        counts.update(
            {
                match["name"]: 2
                for match in _CALLED.finditer(self.text[:60_000])
                if _can_be_name(match["name"])
            }
        )
        title_names = [name for name in _NAME.findall(title) if _can_be_name(name)]
        ranked = sorted(counts, key=lambda name: (-(counts[name] + 2 * (name in title_names)), name))
        names += [
            name for name in ranked[:3] if name not in names and (counts[name] > 1 or name in title_names)
        ]
        if not names and ranked:
            names.append(ranked[0])
        return tuple(names)

    @cached_property
    def own_system(self) -> OwnSystem:
        """The paper's own system, which decides what rows of its tables are its own."""
        return OwnSystem(self.own_names, called=self.calls_own)

    def calls_own(self, name: str) -> bool:
        """Whether the text calls a method its own: "our network", or by a short form of one of the paper's names."""
        bare = re.sub(r"\s?[(\[][^()\[\]]{0,40}[)\]]", "", plain_label(name)).strip()
        if len(bare) < 2 or len(bare) > 40 or not re.search(r"[A-Z]", bare):
            return False
        long = self.abbreviations.get(bare, "")
        if long and any(own.casefold() in long.casefold() for own in self.own_names):
            return True
        key = f"our {bare}"
        if key not in self._known:
            shape = rf"\b(?:[Oo]ur|[Oo]urs|[Pp]roposed)\s(?:\w+\s){{0,2}}{re.escape(bare)}(?![\w-])"
            self._known[key] = len(re.findall(shape, self.text))
        return self._known[key] > 1

    @property
    def own_name(self) -> str:
        """The name that stands for the paper's own model."""
        return (
            self.own_names[0] if self.own_names else (self.document.title or self.document.source.name)[:80]
        )

    def citing_paragraphs(self, table: Table) -> Iterator[Block]:
        """The paragraphs that speak of a table by its number."""
        number = re.search(r"(\S+)$", table.label)
        if number is None or not table.label.startswith("Table"):
            return
        shape = re.compile(
            rf"\b(?:Tables?|Tab\.?)[\s~]{{0,2}}(?:\d+\s?(?:,|and|&)\s?)?{re.escape(number[1])}(?![\d.]\d)\b"
        )
        for block in self.document.blocks:
            if block.kind in ("paragraph", "list") and shape.search(block.text[:20_000]):
                yield block


def _can_be_name(name: str) -> bool:
    """Whether a word can be the name of a method: capitals inside, or digits, or all capitals, and no plain word."""
    return name.casefold() not in word_lists.words("model_words", "no_method_names") and len(name) > 2 and (
        sum(c.isupper() for c in name) > 1 or bool(re.search(r"\d", name)) or bool(re.match(r"[A-Z][a-z]{3,}(?:former|net|Net|bert|flow|gan)", name))
    )  # fmt: skip
