"""How well each number of a paper fits one leaderboard: names, learnt words, known numbers, its standing."""

from collections import defaultdict
from dataclasses import dataclass
from math import log1p

from extractors.leaderboards.learned.board_names import Taxonomy, Triple, measured, measures, spoken
from extractors.leaderboards.learned.number_features import Features, PaperFeatures, better, column
from extractors.leaderboards.learned.scales import Scale, lower_is_better
from extractors.leaderboards.learned.tables import TableNumber, bag
from extractors.leaderboards.learned.training_examples import Entity


@dataclass(frozen=True)
class CandidateFigure:
    """A number as the score of a leaderboard."""

    number: TableNumber
    score: str
    """Its digits on the leaderboard's scale."""
    features: Features


class FigureScoring:
    """The numbers of one paper against one leaderboard."""

    def __init__(self, triple: Triple, looks: PaperFeatures, taxonomy: Taxonomy, fit: Features) -> None:
        self.triple, self.looks, self.taxonomy, self.board_fit = triple, looks, taxonomy, fit
        self.paper, self.lessons, self.but = looks.paper, looks.lessons, looks.but
        self.lower = lower_is_better(triple.metric)
        self.scale = Scale(triple.metric, self.lessons.scores(triple, self.but))
        self.known = self.lessons.numbers(triple, self.but)
        self._matches: dict[tuple[object, ...], Features] = {}
        self._associations: dict[tuple[Entity, str, frozenset[str]], float] = {}

    def all(self) -> list[CandidateFigure]:
        """Every number with its features."""
        numbers = self.paper.numbers
        matches = [self._match(number) for number in numbers]
        tellings = [self.scale.leaderboard_score(number.digits) for number in numbers]
        standing = self._standing(matches)
        met = self._met()
        scores = [m["said"] + self._own_said(i, m) for i, m in enumerate(matches)]
        behind, most, out = self._behind(scores), max(scores), []
        for i, printed in enumerate(numbers):
            rank = {
                "evidence": scores[i],
                "evidence_left": scores[i] - most,
                "evidence_first": scores[i] == most,
                "evidence_peers": min(5, behind[i]),
            }
            values = self._values(printed, tellings[i]) | met[i]
            features = self.looks.features[i] | matches[i] | standing[i] | values | rank
            out.append(CandidateFigure(printed, tellings[i][0], features | self._crossed(features)))
        return out

    def _match(self, number: TableNumber) -> Features:
        key = (number.table, number.heads, number.rows)
        if key not in self._matches:
            named = self._names(number)
            self._matches[key] = named | self._learnt(number) | {"said": self._score_by_names(named, number)}
        return self._matches[key]

    def _names(self, number: TableNumber) -> Features:
        table, data, metric = self.paper.tables[number.table], self.triple.dataset, self.triple.metric
        in_head = any(measures(metric, label) for label in number.heads)
        in_row = any(measures(metric, label) for label in number.rows)
        other = not (in_head or in_row) and any(measured(label) for label in (*number.heads, *number.rows))
        named = self.taxonomy.named
        return {
            "data_in_heads": named(data, " ".join(number.heads)[:400]),
            "data_in_rows": named(data, " ".join(number.rows)[:300]),
            "data_in_title": named(data, table.title),
            "data_in_caption": named(data, table.caption),
            "data_around": named(data, f"{number.around} {table.title}"),
            "metric_in_heads": in_head,
            "metric_in_rows": in_row,
            "metric_other": other,
            "metric_in_title": measures(metric, table.title),
            "data_other": self.taxonomy.others(data, number.around, table.title),
            "task_in_title": spoken(self.triple.task, bag(table.title)),
        }

    def _learnt(self, number: TableNumber) -> Features:
        t, title = self.triple, self.paper.tables[number.table].title_words
        heads, rows = number.head_words, number.row_words
        data, board, metric = (
            ("dataset", t.task, t.dataset),
            ("triple", t.task, t.dataset, t.metric),
            ("metric", t.metric),
        )
        return {
            "heads_of_metric": self._association(metric, "heads", heads, 3),
            "heads_of_data": self._association(data, "heads", heads, 3),
            "heads_of_board": self._association(board, "heads", heads, 3),
            "rows_of_data": self._association(data, "rows", rows, 3),
            "title_of_data": self._association(data, "title", title, 4),
            "title_of_board": self._association(board, "title", title, 4),
            "title_of_metric": self._association(metric, "title", title, 3),
        }

    def _association(self, entity: Entity, where: str, words: frozenset[str], most: int) -> float:
        key = (entity, where, words)
        if key not in self._associations:
            self._associations[key] = self.lessons.association(entity, where, words, self.but, most)
        return self._associations[key]

    def _score_by_names(self, named: Features, number: TableNumber) -> float:
        """The sum of what speaks for a number by names alone, with weights set by hand."""
        around = self.taxonomy.named(self.triple.dataset, number.around)
        on = max(
            3.2 * around,
            2.9 * named["data_in_title"],
            2.7 * named["data_around"],
            2.2 * named["data_in_caption"],
            1.6 * self.board_fit["data_in_paper"],
            1.3 * (self.board_fit["alone"] * (self.board_fit["task_in_paper"] == 1)),
        )
        by = 1.4 if named["metric_in_title"] else 0.7
        if named["metric_in_heads"] or named["metric_in_rows"]:
            by = 2.5 if named["metric_in_heads"] else 1.8
        elif named["metric_other"]:
            by = 0.0
        return on + by - named["data_other"] if on else 0.0

    def _own_said(self, index: int, match: Features) -> float:
        """What a number's row and print say for it, where its names say something."""
        looks, valid = self.looks.features[index], "alid" in self.triple.metric
        wrong = (looks["test"] and not looks["dev"]) if valid else looks["dev_alone"]
        row = 0.8 * looks["ours"] - 0.5 * looks["cited"] - 0.7 * looks["rerun"]
        return (1.0 * looks["bold"] + row - 0.8 * wrong) if match["said"] else 0.0

    def _behind(self, scores: list[float]) -> list[int]:
        """How many numbers for which as much is said are better."""
        numbers = self.paper.numbers
        alike: defaultdict[float, list[float]] = defaultdict(list)
        for number, score in zip(numbers, scores, strict=True):
            alike[round(score, 2)].append(number.value)
        return [
            better(alike[round(score, 2)], number.value, self.lower)
            for number, score in zip(numbers, scores, strict=True)
        ]

    def _standing(self, matches: list[Features]) -> list[Features]:
        groups: defaultdict[tuple[object, ...], list[float]] = defaultdict(list)
        keys = [
            (match.table, match.part, *sorted(m.items()))
            for match, m in zip(self.paper.numbers, matches, strict=True)
        ]
        for printed, key in zip(self.paper.numbers, keys, strict=True):
            groups[key].append(printed.value)
        lead = [self._leads(number) for number in self.paper.numbers]
        return [self._stand(i, groups[key], lead) for i, key in enumerate(keys)]

    def _leads(self, number: TableNumber) -> bool:
        peers = [self.paper.numbers[i].value for i in self.looks.columns[column(number)]]
        return len(peers) > 1 and not better(peers, number.value, self.lower)

    def _stand(self, index: int, group: list[float], lead: list[bool]) -> Features:
        numbers, own = self.paper.numbers, self.looks.own
        number = numbers[index]
        peers, row = self.looks.columns[column(number)], self.looks.rows[number.table, number.rows]
        behind = better([numbers[i].value for i in peers], number.value, self.lower)
        own_better = better([numbers[i].value for i in peers if own[i]], number.value, self.lower)
        ours_better = better([numbers[i].value for i in peers if own[i] == 2], number.value, self.lower)
        row_behind = better([numbers[i].value for i in row], number.value, self.lower)
        return {
            "own": own[index] >= 1,
            "own_first": own[index] >= 1 and not own_better,
            "ours_first": own[index] == 2 and not ours_better,
            "ours_elsewhere": own[index] < 2 and any(own[i] == 2 for i in peers),
            "row_bold": sum(numbers[i].bold for i in row) / len(row),
            "row_leads": sum(lead[i] for i in row) / len(row),
            "leads": lead[index],
            "leads_bold": lead[index] and number.bold,
            "behind": min(5, behind),
            "behind_none": not behind,
            "behind_share": behind / len(peers),
            "row_first": not row_behind,
            "group_first": not better(group, number.value, self.lower),
        }

    def _met(self) -> list[Features]:
        """How many known numbers of the leaderboard stand in a number's column and table, itself aside."""
        columns: defaultdict[tuple[object, ...], set[float]] = defaultdict(set)
        tables: defaultdict[int, set[float]] = defaultdict(set)
        for number in self.paper.numbers:
            if number.value in self.known:
                columns[column(number)].add(number.value)
                tables[number.table].add(number.value)
        out: list[Features] = []
        for number in self.paper.numbers:
            own = number.value in self.known
            met, around = len(columns[column(number)]) - own, len(tables[number.table]) - own
            out.append({"known_column": log1p(met), "known_table": log1p(around), "known_itself": own})
        return out

    def _values(self, number: TableNumber, choice: tuple[str, bool, bool]) -> Features:
        value = float(choice[0].replace(",", ""))
        within, far = self.scale.within(value), self.scale.distance(value)
        return {
            "far": far,
            "near": min(4.0, far),
            "within": within is True,
            "without": within is False,
            "changed": choice[1],
            "small": number.value <= 1 and not choice[1],
        }

    def _crossed(self, f: Features) -> Features:
        """What counts only together."""
        metric = bool(f["metric_in_heads"] or f["metric_in_rows"])
        return {
            "metric_named": metric,
            "metric_and_data": metric * max(f["data_around"], f["data_in_heads"]),
            "bold_own": f["bold"] and f["own"],
            "bold_ours": f["bold"] and f["ours"],
            "dev_wanted": f["dev"] and "alid" in self.triple.metric,
        }


def board_fit(triple: Triple, looks: PaperFeatures, taxonomy: Taxonomy) -> Features:
    """How well a paper as a whole fits a leaderboard."""
    paper, lessons, but = looks.paper, looks.lessons, looks.but
    words, task, data = sorted(paper.words), ("task", triple.task), ("dataset", triple.task, triple.dataset)
    known = lessons.numbers(triple, but)
    met = len({number.value for number in paper.numbers if number.figures >= 3 and number.value in known})
    return {
        "data_in_paper": taxonomy.named(triple.dataset, paper.text),
        "task_in_paper": spoken(triple.task, paper.bag),
        "alone": taxonomy.alone(triple),
        "metric_in_paper": any(measures(triple.metric, label) for label in paper.labels),
        "words_of_data": lessons.association(data, "words", words, but, 8),
        "words_of_task": lessons.association(task, "words", words, but, 8),
        "words_of_board": lessons.association(
            ("triple", triple.task, triple.dataset, triple.metric), "words", words, but, 8
        ),
        "papers_of_data": lessons.papers(data, but),
        "papers_of_task": lessons.papers(task, but),
        "papers_of_board": len(lessons.own_scores(triple, but)),
        "known_in_paper": min(4, met),
        "lower": lower_is_better(triple.metric),
        "tables": len(paper.tables),
    }


def first_score(f: Features) -> float:
    """How well a leaderboard fits at first sight: the few that fit best are looked at closely."""
    learnt = 0.4 * max(f["words_of_data"], 0) + 0.3 * max(f["words_of_task"], 0)
    return 2 * f["data_in_paper"] + 1.5 * f["task_in_paper"] + learnt + 0.7 * f["known_in_paper"]


def likeliest_boards(looks: PaperFeatures, taxonomy: Taxonomy, most: int) -> list[tuple[Triple, Features]]:
    """The leaderboards that fit a paper best at first sight."""
    fits = [(triple, board_fit(triple, looks, taxonomy)) for triple in taxonomy.triples]
    return sorted(fits, key=lambda board: (-first_score(board[1]), board[0]))[:most]
