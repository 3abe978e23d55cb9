"""A model that tags words, and the true tags of a slice."""

import json

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.pretrained import first_line, length_of, open_model, tokenizer_of


def tags_of(cell: str, labels: tuple[str, ...]) -> list[str]:
    """The tags of one row; numbers are the model's outputs."""
    try:
        said = json.loads(cell)
    except ValueError:
        said = cell.split()
    if not isinstance(said, list):
        raise DataError(f"A row's tags are no list: {cell[:60]!r}.", 'Write them as JSON: ["B-PER", "O"].')
    if said and all(isinstance(one, int) and 0 <= one < len(labels) for one in said):
        return [labels[one] for one in said]
    alike = {label.casefold(): label for label in labels}
    return [alike.get(str(one).casefold(), str(one)) for one in said]


def _words(cell: str) -> list[str]:
    try:
        said = json.loads(cell)
    except ValueError:
        said = None
    return [str(word) for word in said] if isinstance(said, list) else cell.split()


def tag(bench: Bench, lengths: list[int]) -> tuple[list[list[str]], tuple[Pair, ...], int]:
    """The tag of each word, "O" for those beyond what the model can take; how it ran, and how many were beyond."""
    import torch

    opened = open_model(bench, "AutoModelForTokenClassification")
    tokenizer = tokenizer_of(opened)
    length = length_of(bench.root or bench.scratch, tokenizer.model_max_length, bench.settings)
    words, labels = [_words(cell) for cell in bench.rows.more["tokens"]], bench.model.labels
    if any(len(one) != n for one, n in zip(words, lengths, strict=True)):
        row = next(i for i, (one, n) in enumerate(zip(words, lengths, strict=True)) if len(one) != n)
        raise DataError(
            f"Row {bench.rows.numbers[row]} has {len(words[row])} words and {lengths[row]} tags.", "Mend it."
        )
    found, cut, size = [["O"] * len(one) for one in words], 0, bench.settings.batch
    order = sorted(range(len(words)), key=lambda i: (len(words[i]), i))
    for start in range(0, len(order), size):
        which = order[start : start + size]
        fed = tokenizer(
            [words[i] for i in which], is_split_into_words=True, truncation=True, max_length=length, padding=True,
            return_tensors="pt",
        )  # fmt: skip
        try:
            with torch.inference_mode():
                best = opened.model(**fed.to(opened.device)).logits.argmax(-1).tolist()
        except (RuntimeError, IndexError, ValueError) as error:
            raise ModelUnavailable(f"The model fails on the rows: {first_line(error)}") from None
        for place, row in enumerate(which):
            seen: set[int] = set()
            for piece, word in enumerate(fed.word_ids(place)):
                if word is not None and word not in seen:
                    seen.add(word)
                    found[row][word] = labels[best[place][piece]]
            cut += len(words[row]) - len(seen)
    return found, opened.settings, cut
