"""Timed generation of a language model after prompts from the rows."""

import random
from typing import TYPE_CHECKING, NamedTuple

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.pretrained import WRONG_INPUTS, first_line, length_of, open_model, tokenizer_of

if TYPE_CHECKING:
    from claims.statistics.resampled import Resampled
    from reproducers.lab.models.pretrained import Opened

_NEW = 64  # tokens that are written
_MOST = 40  # prompts
_FEWEST = 8
_ENOUGH = 40.0  # seconds


class GenerationTime(NamedTuple):
    """The times of one generated continuation."""

    first: float
    """Seconds to its first token."""
    whole: float
    """Seconds to its last."""
    tokens: int


def generation_rate(times: list[GenerationTime], bench: Bench, *, turned: bool = False) -> "Resampled":
    """Tokens a second over all answers, or, turned over, seconds a token."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals

    sums = np.array([(w.whole, w.tokens) if turned else (w.tokens, w.whole) for w in times], dtype=np.float64)
    return resample_totals(ratio, sums, seed=bench.settings.seed, share=False)


def generate_timed(bench: Bench) -> tuple[list[GenerationTime], tuple[Pair, ...]]:
    """Answers after prompts drawn with the seed, timed; raises ModelUnavailable where the model writes none."""
    opened = open_model(bench, "AutoModelForCausalLM")
    tokenizer = tokenizer_of(opened)
    limit = length_of(bench.folder, tokenizer.model_max_length, bench.settings)
    new = max(2, min(_NEW, limit // 2))
    texts = bench.rows.texts
    order = random.Random(bench.settings.seed).sample(range(len(texts)), min(_MOST, len(texts)))  # noqa: S311
    times: list[GenerationTime] = []
    for number, place in enumerate([order[0], *order]):  # the first warms up
        ids = tokenizer(texts[place])["input_ids"][: limit - new]
        if not ids:
            continue
        time = _write(bench, opened, ids, new)
        if number:
            times.append(time)
        if len(times) >= _FEWEST and sum(w.whole + w.first for w in times) > _ENOUGH:
            break
    if len(times) < 2:
        raise ModelUnavailable(
            "Fewer than two rows have a token to begin with.", "Bring texts that are not empty."
        )
    settings = (
        *(pair for pair in opened.settings if pair.name != "batch"),
        Pair(name="written after each prompt", value=f"{new} tokens, greedily, with the cache"),
        Pair(name="streams", value="1"),
    )
    return times, settings


def _write(bench: Bench, opened: "Opened", ids: list[int], new: int) -> GenerationTime:
    import torch

    fed = torch.tensor([ids], device=opened.device)
    taken = []
    try:
        with torch.inference_mode():
            for count in (1, new):
                started = bench.clock()
                out = opened.model.generate(
                    input_ids=fed,
                    attention_mask=torch.ones_like(fed),
                    max_new_tokens=count,
                    min_new_tokens=count,
                    do_sample=False,
                    pad_token_id=0,
                )
                length = int(out.cpu().shape[1])  # on the CPU: an accelerator is waited for
                taken.append((bench.clock() - started, length - len(ids)))
    except (RuntimeError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise ModelUnavailable(f"The model does not write: {first_line(error)}", WRONG_INPUTS) from None
    (first, _), (whole, tokens) = taken
    return GenerationTime(first, max(whole, first), tokens)
