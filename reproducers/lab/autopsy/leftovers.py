"""What training left in a model: heads that its task does not use, and tensors that only training needs."""

import re
from collections.abc import Iterator

from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.tensor_words import is_optimizer_state
from reproducers.lab.files.config import Config

_PRETRAINING = re.compile(
    r"(?:^|\.)(?:cls\.predictions|cls\.seq_relationship|lm_head|generator_lm_head|vocab_projector|discriminator_predictions)\."
)
_WRITES = {
    "fill-mask",
    "text-generation",
    "text2text-generation",
    "translation",
    "automatic-speech-recognition",
}


def leftovers_of(contents: Contents, config: Config) -> tuple[str, ...]:
    """Each leftover in a sentence."""
    return tuple(dict.fromkeys([*contents.leftovers, *_unused_heads(contents, config), *_states(contents)]))


def _unused_heads(contents: Contents, config: Config) -> Iterator[str]:
    """Heads of pretraining in a model whose class does not use them."""
    if not config.task or config.task in _WRITES:
        return
    heads = [tensor for tensor in contents.tensors if _PRETRAINING.search(tensor.name)]
    if heads:
        count = sum(tensor.count for tensor in heads)
        where = f"{heads[0].name[:80]}, {count:,} numbers"
        yield f"A head of pretraining is left in it ({where}), which {config.architecture} does not use."


def _states(contents: Contents) -> Iterator[str]:
    named_already = any("optimizer" in line for line in contents.leftovers)
    states = [tensor for tensor in contents.tensors if is_optimizer_state(tensor.name)]
    if states and not named_already:
        yield f"{len(states):,} tensors belong to an optimizer or to averaged weights."
