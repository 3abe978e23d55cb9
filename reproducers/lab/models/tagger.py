"""A model that tags words, and the true tags of a slice."""

import json

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench, batches_by_length
from reproducers.lab.models.libraries import WordTagger, open_library_model
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of


def tags_of(cell: str, labels: tuple[str, ...]) -> list[str]:
    """The tags of one row; numbers are the model's outputs."""
    try:
        tags = json.loads(cell)
    except ValueError:
        tags = cell.split()
    if not isinstance(tags, list):
        raise DataError(f"A row's tags are no list: {cell[:60]!r}.", 'Write them as JSON: ["B-PER", "O"].')
    if tags and all(isinstance(tag, int) and 0 <= tag < len(labels) for tag in tags):
        return [labels[tag] for tag in tags]
    alike = {label.casefold(): label for label in labels}
    return [alike.get(str(tag).casefold(), str(tag)) for tag in tags]


def _words(cell: str) -> list[str]:
    try:
        words = json.loads(cell)
    except ValueError:
        words = None
    return [str(word) for word in words] if isinstance(words, list) else cell.split()


def predict_tags(bench: Bench, lengths: list[int]) -> tuple[list[list[str]], tuple[Pair, ...], int]:
    """The tag of each word, "O" for those beyond what the model can take; how it ran, and how many were beyond."""
    words = [_words(cell) for cell in bench.rows.by_role["tokens"]]
    if any(len(sentence) != n for sentence, n in zip(words, lengths, strict=True)):
        row = next(
            i for i, (sentence, n) in enumerate(zip(words, lengths, strict=True)) if len(sentence) != n
        )
        raise DataError(
            f"Row {bench.rows.numbers[row]} has {len(words[row])} words and {lengths[row]} tags.",
            "Write one tag for each word.",
        )
    if bench.model.format == "library":
        return _by_library(bench, words)
    opened = open_model(bench, "AutoModelForTokenClassification")
    tokenizer, labels = tokenizer_of(opened), bench.model.labels
    length = length_of(bench.folder, tokenizer.model_max_length, bench.settings)
    tags, cut, size = [["O"] * len(sentence) for sentence in words], 0, bench.settings.batch
    for batch in batches_by_length(list(map(len, words)), size):
        fed = tokenizer(
            [words[i] for i in batch], is_split_into_words=True, truncation=True, max_length=length, padding=True,
            return_tensors="pt",
        )  # fmt: skip
        with inference():
            best = opened.model(**fed.to(opened.device)).logits.argmax(-1).tolist()
        for place, row in enumerate(batch):
            seen: set[int] = set()
            for piece, word in enumerate(fed.word_ids(place)):
                if word is not None and word not in seen:
                    seen.add(word)
                    tags[row][word] = labels[best[place][piece]]
            cut += len(words[row]) - len(seen)
    return tags, opened.settings, cut


def _by_library(bench: Bench, words: list[list[str]]) -> tuple[list[list[str]], tuple[Pair, ...], int]:
    """The tags by a library that tags words; it cuts no sentence."""
    opened = open_library_model(bench)
    if not isinstance(opened, WordTagger):
        raise ModelUnavailable(
            f"The model tags no words ({bench.model.architecture}).", "Say its task: --task."
        )
    return opened.tag(words), opened.settings, 0
