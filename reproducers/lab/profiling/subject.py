"""Opens a model of any task that is measured here, as something that does one pass over rows."""

from collections.abc import Callable, Sequence

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.scoring.timing import TIMED, open_timed

Opened = tuple[Callable[[Sequence[int]], object], tuple[Pair, ...]]
"""What does a pass over these rows, and how it is run."""


def open_subject(bench: Bench) -> Opened:
    """The bench's model; raises ModelUnavailable for a task that is not known here."""
    task = bench.model.task
    if task in TIMED:
        timed = open_timed(bench)
        return timed.run, timed.settings
    openers = {
        "text-generation": _causal,
        "summarization": _writer,
        "translation": _writer,
        "text2text-generation": _writer,
        "question-answering": _answerer,
    }
    if task not in openers:
        known = ", ".join(sorted({*TIMED, *openers}))
        named = f"The model's task is {task}" if task else "The model's files do not say its task"
        raise ModelUnavailable(f"{named}, which is not profiled.", f"Give --task with one of {known}.")
    return openers[task](bench)


def _causal(bench: Bench) -> Opened:
    """One pass over the tokens of each row, without writing any."""
    from reproducers.lab.models.causal import CausalModel

    model = CausalModel(bench)
    settings = (
        *model.settings,
        Pair(name="pass", value="the tokens of a row are read at once; none is written"),
    )
    return lambda positions: [model.text(bench.rows.texts[i]) for i in positions], settings


def _writer(bench: Bench) -> Opened:
    from reproducers.lab.models.seq2seq import Seq2SeqModel

    model = Seq2SeqModel(bench)
    return lambda positions: model.write([bench.rows.texts[i] for i in positions]), model.settings


def _answerer(bench: Bench) -> Opened:
    from reproducers.lab.models.extractive_qa import ExtractiveQA

    model = ExtractiveQA(bench)
    asked, contexts = bench.rows.by_role["question"], bench.rows.by_role["context"]

    def answer(positions: Sequence[int]) -> object:
        return model.answer([asked[i] for i in positions], [contexts[i] for i in positions], nothing=False)

    return answer, model.settings
