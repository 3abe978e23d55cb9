"""A sequence-to-sequence model, decoded without sampling by its own generation settings."""

from collections.abc import Mapping, Sequence

from claims.records import Pair
from reproducers.lab.bench import Bench, batches_by_length
from reproducers.lab.files.clean_folder import generation_settings
from reproducers.lab.files.json_file import read_table
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of

_NEW = 128  # tokens that are made, where the model's settings do not say
_MOST_NEW = 512
_SHOWN = ("bad_words_ids", "repetition_penalty", "no_repeat_ngram_size", "length_penalty", "min_length")
"""Settings of the model's generation that are shown beside the score; all that are known hold."""


class Seq2SeqModel:
    """An opened sequence-to-sequence model."""

    def __init__(self, bench: Bench) -> None:
        self.opened = open_model(bench, "AutoModelForSeq2SeqLM")
        self.tokenizer = tokenizer_of(self.opened)
        root = bench.folder
        self.length = length_of(root, self.tokenizer.model_max_length, bench.settings)
        self.batch = bench.settings.batch
        own = generation_settings(root)
        self.beams = _whole(own.get("num_beams")) or 1
        # max_length counts the token that the decoder begins with
        longest = _whole(own.get("max_new_tokens")) or _whole(own.get("max_length")) - 1
        self.new = min(longest if longest > 0 else _NEW, _MOST_NEW)
        self.prefix = _prefix(read_table(root / "config.json"), bench.model.task)
        self.settings = (
            *self.opened.settings,
            Pair(name="max_length", value=str(self.length)),
            Pair(name="new tokens", value=f"at most {self.new}"),
            Pair(name="search", value="greedy" if self.beams == 1 else f"{self.beams} beams"),
            Pair(name="prefix", value=self.prefix or "none"),
            *(Pair(name=key, value=str(own[key])[:100]) for key in _SHOWN if key in own),
        )

    def write(self, texts: Sequence[str]) -> list[str]:
        """The generated text for each input, in their order; texts of like length share a batch."""
        by_row: dict[int, str] = {}
        for batch in batches_by_length(list(map(len, texts)), self.batch):
            by_row.update(zip(batch, self._batch([self.prefix + texts[i] for i in batch]), strict=True))
        return [by_row[i] for i in range(len(texts))]

    def _batch(self, texts: list[str]) -> list[str]:

        fed = self.tokenizer(
            texts, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        )
        fed.pop("token_type_ids", None)
        with inference():
            made = self.opened.model.generate(
                **fed.to(self.opened.device),
                do_sample=False,
                num_beams=self.beams,
                max_new_tokens=self.new,
            )
        texts_made: list[str] = self.tokenizer.batch_decode(made, skip_special_tokens=True)
        return [text.strip() for text in texts_made]


def _whole(value: object) -> int:
    """A positive whole number of the settings; 0 for anything else."""
    return value if type(value) is int and value > 0 else 0


def _prefix(config: Mapping[str, object], task: str | None) -> str:
    """The words that a T5 is told its task by, where config.json gives them for this task."""
    given = config.get("task_specific_params")
    own = given.get(task or "") if isinstance(given, dict) else None
    prefix = own.get("prefix") if isinstance(own, dict) else config.get("prefix")
    return prefix[:200] if isinstance(prefix, str) else ""
