"""Log-likelihoods by a causal language model: of whole texts in windows, and of answers after a question."""

from collections.abc import Sequence
from typing import NamedTuple

from claims.errors import ModelUnavailable
from claims.records import Pair
from claims.verdicts.matched import UNSAID
from reproducers.lab.bench import Bench
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of

_MOST = 2_048  # tokens of a window, however many the model could take


class LogLikelihood(NamedTuple):
    """The negative log-likelihood of a text or an answer, and over how many tokens."""

    nats: float
    """Negative log-likelihood, in nats."""
    tokens: int
    """Tokens that were predicted."""


class CausalModel:
    """An opened causal model."""

    def __init__(self, bench: Bench) -> None:
        self.opened = open_model(bench, "AutoModelForCausalLM")
        self.tokenizer = tokenizer_of(self.opened)
        limit = length_of(bench.folder, self.tokenizer.model_max_length, bench.settings)
        self.window = min(limit, _MOST)
        self.stride = max(1, self.window // 2)
        self.settings = (
            *self.opened.settings,
            Pair(name="window", value=f"{self.window} tokens"),
            Pair(name=UNSAID, value="each text by itself"),
            Pair(
                name="stride",
                value=f"{self.stride} tokens: each is predicted from at least as many, where there are",
            ),
        )

    def text(self, text: str) -> LogLikelihood:
        """The likelihood of a text without its first token; special tokens are as the tokenizer sets them."""
        ids: list[int] = self.tokenizer(text, truncation=False, verbose=False)["input_ids"]
        nats, done, start = 0.0, 1, 0
        while done < len(ids):
            end = min(start + self.window, len(ids))
            losses = self._losses(ids[start:end])
            nats += sum(losses[done - start - 1 :])
            done, start = end, start + self.stride
        return LogLikelihood(nats, max(0, len(ids) - 1))

    def joined(self, texts: Sequence[str]) -> LogLikelihood:
        """The likelihood of all texts as one, empty lines between them, in windows that overlap by half."""
        return self.text("\n\n".join(texts))

    def answer(self, before: str, answer: str) -> LogLikelihood:
        """The likelihood of an answer after a text, cut at the left where both are too long."""
        head: list[int] = self.tokenizer(before)["input_ids"] or [self._begin()]
        both: list[int] = self.tokenizer(before + answer)["input_ids"] or [self._begin()]
        if both[: len(head)] != head:  # the cut between both fell inside a token: then the two are cut apart
            both = head + self.tokenizer(answer, add_special_tokens=False)["input_ids"]
        count = min(len(both) - len(head), self.window - 1)
        if count < 1:
            raise ModelUnavailable(
                "An answer has no token of its own.", "Look for empty answers in the rows."
            )
        return LogLikelihood(sum(self._losses(both[-self.window :])[-count:]), count)

    def _begin(self) -> int:
        for token in (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id):
            if token is not None:
                return int(token)
        raise ModelUnavailable(
            "The tokenizer names no first token, and the question is empty.", "Leave that row out."
        )

    def _losses(self, ids: Sequence[int]) -> list[float]:
        """The negative log-likelihood of each token but the first."""
        import torch

        fed = torch.tensor([list(ids)], device=self.opened.device)
        with inference():
            logits = self.opened.model(input_ids=fed).logits[0, :-1].double()
        by_token = torch.nn.functional.cross_entropy(logits, fed[0, 1:], reduction="none")
        losses: list[float] = by_token.cpu().tolist()
        return losses
