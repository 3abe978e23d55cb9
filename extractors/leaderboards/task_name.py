"""Of which task a figure is: its column's, where tasks head the columns, else its data set's, else the paper's."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from claims import catalog
from claims.catalog.leaderboards import board
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.catalog.tasks import tasks
from claims.records import Claim
from claims.text.sentences import split_sentences
from extractors.language.passage import read_passage
from extractors.language.plain_label import plain_label
from extractors.leaderboards.figures import Figures
from extractors.tables.label_meaning import read_label

_MAIN = re.compile(r"(?i)\bmain metrics?\b|\bscored\b|\bmetrics?\b|\bevaluat\w+|\bmeasur\w+")


@dataclass(frozen=True)
class TaskHeading:
    """A section of the paper that describes a task."""

    task: str
    metric: Metric | None


@dataclass(frozen=True)
class TaskNames:
    """The tasks of a paper, asked about single figures."""

    figures: Figures
    _headed: dict[int, dict[int, TaskHeading]] = field(default_factory=dict)

    def name_for(self, claim: Claim, dataset: str) -> str:
        """The task of a figure; empty where nothing says it."""
        if headed := self.heading_over(claim):
            return headed.task
        return claim.task or self.listed(dataset) or self.main_task

    @staticmethod
    def listed(dataset: str) -> str:
        """The task that the catalog knows for a data set; empty where it does not know it."""
        listed, known = board(dataset), catalog.benchmark(dataset)
        return listed.task if listed else known.task if known else ""

    def heading_over(self, claim: Claim) -> TaskHeading | None:
        """The task that heads a figure's column, where the paper has a section on it and on its neighbours' tasks."""
        at = self.figures.table_index(claim)
        if at not in self._headed:
            table = self.figures.table(claim)
            headings = {
                cell.column: heading
                for cell in table.cells
                if cell.row < table.header_rows and (heading := self._section(plain_label(cell.text)))
            }
            self._headed[at] = headings if len({value.task for value in headings.values()}) > 2 else {}
        return self._headed[at].get(claim.place.column or 0)

    def _section(self, head: str) -> TaskHeading | None:
        bare = squeeze(head.rstrip("."))
        part = read_label(head)
        if len(bare) < 3 or part.metric or part.setting or not re.match(r"[A-Z]", head):
            return None
        for heading, text in self._sections:
            whole, short = heading.partition(" (")[0], heading.partition(" (")[2].rstrip(")")
            if (
                squeeze(whole) == bare
                or short == head
                or (head.endswith(".") and squeeze(whole).startswith(bare))
            ):
                return TaskHeading(whole, _metric(text))
        return None

    @cached_property
    def _sections(self) -> tuple[tuple[str, str], ...]:
        """The headings and the text below each, the first of a name alone."""
        sections: dict[str, str] = {}
        for block in self.figures.document.blocks:
            if block.section and block.kind != "heading":
                sections[block.section[-1]] = f"{sections.get(block.section[-1], '')} {block.text}"[:3000]
        return tuple(sections.items())

    @cached_property
    def main_task(self) -> str:
        """The task that title, abstract and headings name most; of equals the longer name."""
        count: dict[str, int] = {}
        blocks = self.figures.document.blocks
        texts = [(self.figures.document.title or "", 6)]
        texts += [
            (block.text, 3 if block.section[:1] == ("Abstract",) or at < 4 else 1)
            for at, block in enumerate(blocks[:60])
        ]
        for text, weight in texts:
            low = text.casefold().replace("-", " ")
            for task in tasks():
                spelt = (spelling.replace("-", " ") for spelling in task.spellings)
                if any(task in low and re.search(rf"\b{re.escape(task)}\b", low) for task in spelt):
                    count[task.name] = count.get(task.name, 0) + weight
        return max(count, key=lambda name: (count[name] * (1 + 0.4 * name.count(" ")), len(name)), default="")


def _metric(text: str) -> Metric | None:
    """The metric by which a section says that its task is scored."""
    sentences = split_sentences(" ".join(text.split()))
    for shape in (re.compile(r"(?i)\bmain metrics?\b"), _MAIN):
        for sentence in sentences:
            metrics = [mention for mention, _ in read_passage(sentence).metrics if mention.kind == "quality"]
            if metrics and shape.search(sentence):
                return metrics[0]
    return None
