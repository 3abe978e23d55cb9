"""A paper with its own system, its tables of results, and the systems compared in each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from claims.arithmetic.better_direction import Directions
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import Compared, Spot, compared, is_result, spot
from claims.comparisons.margins import Margin, margins
from claims.comparisons.own_system import OwnSystem, bare_name
from claims.comparisons.sections import blocks_in, part_of
from claims.records import Claim, Document, OpenCase, Place
from claims.text.sentences import sentences

_CITED = re.compile(
    r"(?<![\w-])(?P<name>[A-Z][\w+]*[A-Z\d][\w+]*(?:[-.][\w+]+)*|[A-Z][a-z]+(?:former|net|Net|BERT|bert|Tagger|GAN|LM|thesizer|Bird))s?\s?"
    r"(?:\[[\d, ]{1,20}\]|\([A-Z][^()]{2,80}\d{4}[a-z]?\)|\(\d{4}[a-z]?\)|(?=[,.;)]| and | is | are | uses | further | method|, which))"
)


@dataclass(frozen=True)
class PaperView:
    """A paper as the rules about comparisons see it."""

    case: OpenCase
    document: Document

    @cached_property
    def own(self) -> OwnSystem:
        """The system that the paper proposes."""
        return OwnSystem.of_paper(self.document, self.case.claims)

    @cached_property
    def claimed(self) -> dict[Spot, Claim]:
        """The claims that were read of a paper's cells without doubt, by where they stand."""
        return {
            (claim.place.file, claim.place.table, claim.place.row, claim.place.column): claim
            for claim in self.case.claims
            if claim.place.table and not claim.in_doubt and claim.read_by.startswith("paper")
        }

    @cached_property
    def tables(self) -> list[NumericTable]:
        """The tables of results."""
        return [table for table in numeric_tables(self.document.tables) if is_result(table)]

    @cached_property
    def compared(self) -> list[Compared]:
        """The tables that compare systems, ablations included."""
        comparisons = (
            compared(table, self.own, self.claimed) for table in numeric_tables(self.document.tables)
        )
        return [comparison for comparison in comparisons if comparison]

    @cached_property
    def directions(self) -> Directions:
        """Which way columns are better, as far as the document shows it."""
        return Directions.of(numeric_tables(self.document.tables))

    @cached_property
    def margins(self) -> list[Margin]:
        """The own system's lead in each column of the tables that are no ablations."""
        return [
            margin
            for comparison in self.compared
            if not comparison.ablation and (is_result(comparison.table) or self._scored(comparison.table))
            for margin in margins(comparison, self.directions, self.claimed)
        ]

    def _scored(self, table: NumericTable) -> bool:
        """Whether most numbers of a table were read as scores."""
        read = [claim for number in table.numbers.values() if (claim := self.claimed.get(spot(number)))]
        return 2 * sum(claim.kind == "quality" for claim in read) > len(table.numbers)

    @cached_property
    def shown(self) -> str:
        """All words of all tables, to look names up in."""
        return "\n".join(cell.text for table in self.document.tables for cell in table.cells).casefold()

    @cached_property
    def _shown_letters(self) -> str:
        """The same without all that is no letter or digit."""
        return re.sub(r"[^a-z\d\n]", "", self.shown)

    def named_elsewhere(self) -> Iterator[tuple[str, Place, bool]]:
        """Systems that the text names as others' work and no table shows, by name or authors; and whether as related."""
        seen: set[str] = set()
        for block in blocks_in(self.document, "related", "introduction", "method", "results"):
            related = part_of(block) == "related"
            for sentence in sentences(block):
                if not related and not pattern("sentence_words", "citations_of_others").search(sentence):
                    continue
                for match in _CITED.finditer(sentence):
                    name, cited = match["name"], match[0].rstrip().endswith((")", "]"))
                    bare = bare_name(name)
                    author = re.search(r"\(([A-Z][^\W\d_]+)", match[0])
                    shown = author is not None and author[1].casefold() in self.shown
                    if (
                        bare not in seen
                        and not shown
                        and self._is_other(name)
                        and (cited or re.search(r"[a-z]", name))
                    ):
                        seen.add(bare)
                        yield name, block.place, related and cited

    def _is_other(self, name: str) -> bool:
        from claims import catalog

        bare = bare_name(name)
        own = any(bare in known or known in bare for known in map(bare_name, self.own.names))
        shown = bare in self._shown_letters
        known = catalog.dataset(name) or catalog.metric(name)
        return (
            not own and not shown and not known and not pattern("model_words", "no_other_system").match(name)
        )

    def check(self, question: str) -> str | None:
        """The answer to a question of the checklist, where it was asked."""
        return next((check.answer for check in self.case.checks if check.question == question), None)


def paper_view(case: OpenCase) -> PaperView | None:
    """The view of a case's paper, made once for all rules; None where no document was read."""
    if case.document is None:
        return None
    if not _LAST or _LAST[0].case is not case:
        _LAST[:] = [PaperView(case, case.document)]
    return _LAST[0]


_LAST: list[PaperView] = []
"""The view that was made last: every rule asks for the same one."""
