"""The likeliest span of a passage for a question; long passages are read in overlapping windows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


_WINDOW = 384  # tokens, and the stride below: the settings of transformers' own example
_STRIDE = 128
_LONGEST = 30  # tokens of an answer
_BEST = 20  # starts and ends that are tried


class _Span(NamedTuple):
    score: float
    text: str


class ExtractiveQA:
    """An opened span model."""

    def __init__(self, bench: Bench) -> None:
        self.opened = open_model(bench, "AutoModelForQuestionAnswering")
        self.tokenizer = tokenizer_of(self.opened)
        if not self.tokenizer.is_fast:
            raise ModelUnavailable(
                "The tokenizer does not say where its tokens stand.", "Add a tokenizer.json."
            )
        limit = length_of(bench.folder, self.tokenizer.model_max_length, bench.settings)
        self.length, self.batch = min(limit, _WINDOW), bench.settings.batch
        self.stride = min(_STRIDE, self.length // 4)
        self.settings = (
            *self.opened.settings,
            Pair(name="window", value=f"{self.length} tokens, {self.stride} of them shared with the last"),
            Pair(name="longest answer", value=f"{_LONGEST} tokens"),
        )

    def answer(self, questions: Sequence[str], contexts: Sequence[str], *, nothing: bool) -> list[str]:
        """The answer to each question; "" where the model finds that there is none, if that may be."""
        answers: list[str] = []
        for start in range(0, len(questions), self.batch):
            part = slice(start, start + self.batch)
            answers += self._batch(list(questions[part]), list(contexts[part]), nothing)
        return answers

    def _batch(self, questions: list[str], contexts: list[str], nothing: bool) -> list[str]:
        fed = self.tokenizer(
            [question.lstrip() for question in questions], contexts, truncation="only_second", max_length=self.length,
            stride=self.stride, return_overflowing_tokens=True, return_offsets_mapping=True, padding=True,
            return_tensors="pt",
        )  # fmt: skip
        rows, offsets = fed.pop("overflow_to_sample_mapping").tolist(), fed.pop("offset_mapping").tolist()
        starts, ends = [], []
        with inference():
            for i in range(0, len(rows), self.batch):
                out = self.opened.model(
                    **{k: v[i : i + self.batch].to(self.opened.device) for k, v in fed.items()}
                )
                starts += list(out.start_logits.double().cpu().numpy())
                ends += list(out.end_logits.double().cpu().numpy())
        best = [_Span(float("-inf"), "") for _ in questions]
        empty = [float("inf")] * len(questions)
        for window, row in enumerate(rows):
            inside = [sequence == 1 for sequence in fed.sequence_ids(window)]
            span = _span(starts[window], ends[window], inside, offsets[window], contexts[row])
            best[row] = max(best[row], span)
            empty[row] = min(empty[row], float(starts[window][0] + ends[window][0]))
        return [
            "" if nothing and none > top.score else top.text for top, none in zip(best, empty, strict=True)
        ]


def _span(
    start: "Floats", end: "Floats", inside: list[bool], offsets: list[list[int]], context: str
) -> _Span:
    """The span of the passage with the highest sum of start and end."""
    first, last = ([int(i) for i in (-scores).argsort()[:_BEST]] for scores in (start, end))
    spans = (
        _Span(float(start[i] + end[j]), context[offsets[i][0] : offsets[j][1]])
        for i in first
        for j in last
        if i <= j < i + _LONGEST and inside[i] and inside[j]
    )
    return max(spans, default=_Span(float("-inf"), ""))
