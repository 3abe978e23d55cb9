"""On which data set a figure is listed: the cell's own, else the table's, else the paper's main one."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.leaderboards import board
from claims.catalog.name_index import squeeze
from claims.catalog.word_lists import pattern
from claims.records import Claim, Table
from extractors.language.model_names import is_model
from extractors.language.name_usage import NameUsage
from extractors.language.plain_label import plain_label
from extractors.leaderboards.figures import Figures
from extractors.tables.label_meaning import is_plain

_NAME = r"(?:[a-z]{0,5}[A-Z\d][\w+.’'-]*[\w+]|[A-Z])(?:[\s-](?:[A-Z][\w+.’'-]*[\w+]|\d[\w.]*\w)){0,3}"
_AFTER = re.compile(
    rf"\b(?:on|for|of|from|in|to|with|and|using|dataset:?)\s(?:the\s|both\s)?(?P<name>{_NAME})"
)
_CALLED = re.compile(
    rf"(?P<name>{_NAME})\s(?:\w+\s)?(?:data\s?-?sets?|benchmarks?|corpus|corpora|test[- ]sets?|val\w*\s?-?sets?|challenge|splits?)\b"
)
_ALONE = re.compile(rf"(?:^|[.:;]\s|\)\s)({_NAME})(?=\.?$)")
"""A name that is a whole sentence, as in the captions of a table's parts."""
_WORDS = re.compile(r"[A-Za-z]")
_TO = re.compile(rf"(?P<one>{_NAME})\s?(?:to|→|->|➜|⇒)\s?(?P<other>{_NAME})")


_TRAINED = re.compile(
    r"(?i)\b(?:pre-?)?train(?:ed|ing)?\s(?:\w+\s){0,2}(?:on|with|from|using|in)\s(?:the\s|both\s)?$|\binitiali[sz]\w+\s\w+\s(?:the\s)?$"
)
"""What stands before the data that a model was made of."""


def _is_known_dataset(name: str) -> bool:
    """Whether the catalog knows a data set of that name, and the name means nothing else."""
    known = find_dataset(name)
    return not is_plain(name) and bool(
        board(name)
        or catalog.dataset(name)
        or (known and (not known.ambiguous or (name.isupper() and len(name) > 2)))
    )


@dataclass(frozen=True)
class DatasetNames:
    """The data sets of a paper, asked about single figures."""

    figures: Figures
    evidence: NameUsage

    def name_for(self, claim: Claim) -> str:
        """The data set of a figure, as printed; empty where nothing says it."""
        printed, heads = claim.dataset or "", self.headers_over(claim)
        around = self.named_around(self.figures.table(claim))
        listed = [head for head in heads if _is_known_dataset(head)]
        in_heads = bool(printed) and any(squeeze(printed) in squeeze(head) for head in heads)
        if (
            printed
            and _is_known_dataset(printed)
            and (in_heads or any(squeeze(printed) == squeeze(name) for name in around))
        ):
            return max(
                (head for head in listed if squeeze(printed) in squeeze(head)), key=len, default=printed
            )
        if len({squeeze(name) for name in listed}) == 1:
            return listed[-1]
        if in_heads and self._beside_listed(claim):
            return printed
        if len(around) == 1 or (around and board(around[0])):
            return around[0]
        known = [head for head in heads if self.known(head)]
        if in_heads and self.known(printed):
            return printed
        if len({squeeze(name) for name in known}) == 1:
            return known[-1]
        if in_heads and around and not is_plain(printed):
            return printed
        return next(iter(around), "") or (printed if self.known(printed) else self.main_dataset or printed)

    def known(self, name: str) -> bool:
        """Whether a name is a data set's: of the catalog, or used as one by the text."""
        if len(name) < 2 or is_plain(name):
            return False
        phrase = not any(sum(c.isupper() or c.isdigit() for c in word) > 1 for word in name.split())
        return _is_known_dataset(name) or self.evidence.dataset_or_method(name) > (
            3 if phrase and " " in name else 0
        )

    def _beside_listed(self, claim: Claim) -> bool:
        """Whether figures beside this one are of data sets that the catalog lists."""
        beside = {
            claim.dataset for claim in self.figures.by_table[self.figures.table_index(claim)] if claim.dataset
        }
        return not is_plain(claim.dataset or "") and sum(map(_is_known_dataset, beside)) > 1

    def headers_over(self, claim: Claim) -> list[str]:
        """What stands over and before a figure, and full-width rows above it."""
        at, table, cell = self.figures.tables[claim.place]
        above = [header for header in self.figures.headers[at] if header.row + header.rows <= cell.row]
        out = []
        for header in (*above, *self.figures.rows[at, cell.row]):
            if not header.text.strip() or len(header.text) > 60:
                continue
            over = (
                header.row < min(cell.row, table.header_rows + 1)
                and header.column <= cell.column < header.column + header.columns
            )
            before = header.column < cell.column and header.row <= cell.row < header.row + header.rows
            if (over or before) and _WORDS.search(header.text):
                out.append(plain_label(header.text))
        return out

    def named_around(self, table: Table) -> list[str]:
        """The data sets that caption, headings and the citing text name, in that order."""
        return self._around((table.caption or "")[:1500]) or self._around(" / ".join(table.section[-1:]))

    def _around(self, text: str) -> list[str]:
        if pair := _TO.search(text):
            both = f"{pair['one']} to {pair['other']}"
            if board(both) or (self.known(pair["one"]) and self.known(pair["other"])):
                return [both]
        named = [
            (match.start("name"), match["name"])
            for match in (*_CALLED.finditer(text), *_AFTER.finditer(text))
        ]
        named += [(match.start(1), match[1]) for match in _ALONE.finditer(text) if self.known(match[1])]
        names = [
            name
            for at, name in sorted(named)
            if not pattern("dataset_words", "no_name_begins").match(name)
            and not _TRAINED.search(text[max(0, at - 40) : at])
        ]
        return [name for name in dict.fromkeys(names) if self.known(name) or self._proper(name)]

    def _proper(self, name: str) -> bool:
        """Whether a name behind "on" can only be a data set's: capitals or digits inside, and no method's name."""
        shaped = len(name) > 2 and any(
            sum(c.isupper() or c.isdigit() for c in word) > 1 for word in name.split()
        )
        own = any(squeeze(own_name) == squeeze(name) for own_name in self.evidence.own_names)
        return (
            shaped
            and not own
            and self.evidence.dataset_or_method(name) >= 0
            and catalog.metric(name) is None
            and not is_model(name)
        )

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the text calls each name a data set."""
        count: Counter[str] = Counter()
        for block in self.figures.document.blocks:
            weight = 3 if block.section[:1] == ("Abstract",) or block.kind in ("heading", "caption") else 1
            for match in _CALLED.finditer(" ".join(block.text.split())[:6000]):
                if (
                    not pattern("dataset_words", "no_name_begins").match(match["name"])
                    and self.evidence.dataset_or_method(match["name"]) > 0
                ):
                    count[match["name"]] += weight
        return count

    @cached_property
    def main_dataset(self) -> str:
        """The data set that a paper of that name presents, else the one that the text names most."""
        title = self.figures.document.title or ""
        presented = re.search(r"(?i)\b(?:data ?-?set|corpus|benchmark)\b", title)
        if presented and (own := next((name for name in self.evidence.own_names if name in title), "")):
            return own
        return next((name for name, _ in self.counts.most_common(1)), "")
