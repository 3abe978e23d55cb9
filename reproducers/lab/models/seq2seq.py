"""A sequence-to-sequence model, decoded without sampling by its own generation settings."""

from collections.abc import Mapping, Sequence

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.files.json_file import read_table
from reproducers.lab.models.pretrained import first_line, length_of, open_model, tokenizer_of

_NEW = 128  # tokens that are made, where the model's settings do not say


class Seq2SeqModel:
    """An opened sequence-to-sequence model."""

    def __init__(self, bench: Bench) -> None:
        self.opened = open_model(bench, "AutoModelForSeq2SeqLM")
        self.tokenizer = tokenizer_of(self.opened)
        root = bench.root or bench.scratch
        self.length = length_of(root, self.tokenizer.model_max_length, bench.settings)
        self.batch = bench.settings.batch
        own = self.opened.model.generation_config
        self.beams = int(getattr(own, "num_beams", None) or 1)
        longest = getattr(own, "max_length", None)
        given = (self.opened.folder / "generation_config.json").is_file() and isinstance(longest, int)
        self.new = min(int(longest) if given and longest else _NEW, 512)
        self.prefix = _prefix(read_table(root / "config.json"), bench.model.task)
        self.settings = (
            *self.opened.settings,
            Pair(name="max_length", value=str(self.length)),
            Pair(name="new tokens", value=f"at most {self.new}"),
            Pair(name="search", value="greedy" if self.beams == 1 else f"{self.beams} beams"),
            Pair(name="prefix", value=self.prefix or "none"),
        )

    def write(self, texts: Sequence[str]) -> list[str]:
        """The generated text for each input, in their order; texts of like length share a batch."""
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
        by_row: dict[int, str] = {}
        for start in range(0, len(order), self.batch):
            batch = order[start : start + self.batch]
            by_row.update(zip(batch, self._batch([self.prefix + texts[i] for i in batch]), strict=True))
        return [by_row[i] for i in range(len(texts))]

    def _batch(self, texts: list[str]) -> list[str]:
        import torch

        fed = self.tokenizer(
            texts, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        )
        fed.pop("token_type_ids", None)
        try:
            with torch.inference_mode():
                made = self.opened.model.generate(
                    **fed.to(self.opened.device),
                    do_sample=False,
                    num_beams=self.beams,
                    max_new_tokens=self.new,
                )
        except (RuntimeError, IndexError, ValueError) as error:
            raise ModelUnavailable(f"The model fails on the rows: {first_line(error)}") from None
        texts_made: list[str] = self.tokenizer.batch_decode(made, skip_special_tokens=True)
        return [text.strip() for text in texts_made]


def _prefix(config: Mapping[str, object], task: str | None) -> str:
    """The words that a T5 is told its task by, where config.json gives them for this task."""
    given = config.get("task_specific_params")
    own = given.get(task or "") if isinstance(given, dict) else None
    prefix = own.get("prefix") if isinstance(own, dict) else config.get("prefix")
    return prefix[:200] if isinstance(prefix, str) else ""
