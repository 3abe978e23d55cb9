"""Train the example: a two-layer transformer that names the language of a sentence, small enough to commit.

    python examples/langid/train.py --out examples/langid/model

Writes config.json, model.safetensors (float16), tokenizer.json and tokenizer_config.json, opens that folder
as anybody would, and prints what is true of it. The card (its README.md) is written by hand; it stays as
it is. The same seed and threads on the same machine give the same weights; other machines differ a little.
"""

from __future__ import annotations

import argparse
import platform
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sentences
import torch
from sentences import Row

if TYPE_CHECKING:
    from transformers import BertForSequenceClassification as Classifier
    from transformers import PreTrainedTokenizerFast as Tokens

VOCABULARY = 4_096
CONTEXT = 32  # tokens, [CLS] and [SEP] among them
HIDDEN, LAYERS, HEADS = 160, 2, 4
BATCH, PEAK_RATE, WARM_UP = 64, 1e-3, 0.1
BUCKET = 50  # batches that are sorted by length together, so that little is padding
BASELINE_FEATURES = 20_000
WATTS, GRAMS_PER_KWH = 30.0, 400.0  # assumed, not metered: two cores of a server, a middling grid


class Options(NamedTuple):
    """What the command line says."""

    out: Path
    epochs: int
    seed: int
    threads: int


class Example(NamedTuple):
    """A sentence as the model sees it."""

    ids: list[int]
    label: int


def learn_tokenizer(texts: list[str]) -> Tokens:
    """Learn a byte-level BPE from `texts`: every byte is in its alphabet, so no script is ever unknown."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE())
    bpe.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["[PAD]", "[CLS]", "[SEP]"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    ends = [(token, bpe.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    bpe.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=CONTEXT,
    )


def build(languages: list[str]) -> Classifier:
    """Make the untrained model: a stock BERT classifier, so that nobody needs our code to open it."""
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=4 * HIDDEN,
        max_position_embeddings=CONTEXT,
        type_vocab_size=1,
        pad_token_id=0,
        id2label=dict(enumerate(languages)),
        label2id={language: index for index, language in enumerate(languages)},
    )
    return BertForSequenceClassification(config)


def encode(tokenizer: Tokens, rows: list[Row], languages: list[str]) -> list[Example]:
    """Turn rows into token ids (at most CONTEXT) and label numbers."""
    ids = tokenizer([row.sentence for row in rows], truncation=True)["input_ids"]
    return [Example(one, languages.index(row.language)) for one, row in zip(ids, rows, strict=True)]


def batches(examples: list[Example], rng: random.Random) -> Iterator[list[Example]]:
    """All examples once, shuffled, those of similar length together."""
    examples = rng.sample(examples, len(examples))
    ready: list[list[Example]] = []
    for start in range(0, len(examples), BATCH * BUCKET):
        bucket = sorted(examples[start : start + BATCH * BUCKET], key=lambda example: len(example.ids))
        cut = [bucket[i : i + BATCH] for i in range(0, len(bucket), BATCH)]
        ready.extend(rng.sample(cut, len(cut)))
    yield from ready


def logits(model: Classifier, batch: list[Example]) -> torch.Tensor:
    """The scores of a batch, shape (len(batch), languages)."""
    longest = max(len(example.ids) for example in batch)
    ids = torch.tensor([example.ids + [0] * (longest - len(example.ids)) for example in batch])
    scores: torch.Tensor = model(input_ids=ids, attention_mask=(ids != 0).long()).logits
    return scores


def predict(model: Classifier, examples: list[Example]) -> list[int]:
    """The most likely label of each example, in their order."""
    model.eval()
    found: list[int] = []
    with torch.inference_mode():
        for start in range(0, len(examples), 256):
            found.extend(logits(model, examples[start : start + 256]).argmax(dim=1).tolist())
    return found


def accuracy(model: Classifier, examples: list[Example]) -> float:
    """The share of examples that the model names rightly."""
    found = predict(model, examples)
    return sum(a == b.label for a, b in zip(found, examples, strict=True)) / len(examples)


def fit(model: Classifier, train: list[Example], check: list[Example], options: Options) -> None:
    """Train by AdamW with a one-cycle rate, and tell the validation accuracy after each epoch."""
    rng = random.Random(options.seed)
    steps = options.epochs * sum(1 for _ in batches(train, random.Random(0)))
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=steps, pct_start=WARM_UP)
    for epoch in range(1, options.epochs + 1):
        model.train()
        for batch in batches(train, rng):
            wanted = torch.tensor([example.label for example in batch])
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(logits(model, batch), wanted).backward()
            optimiser.step()
            rate.step()
        print(f"epoch {epoch}: validation accuracy {accuracy(model, check):.4f}", flush=True)


def save(model: Classifier, tokenizer: Tokens, out: Path) -> None:
    """Store the weights as float16; the configuration asks for float32 when they are opened."""
    out.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(out)
    model.config.dtype = "float32"  # save_pretrained has just written float16, which is slow on a CPU
    model.config.save_pretrained(out)
    tokenizer.save_pretrained(out)


def baseline(train: list[Row], test: list[Row], features: int | None) -> tuple[float, float]:
    """Accuracy and macro-F1 of naive Bayes on the `features` most frequent character trigrams (None: all)."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.metrics import f1_score
    from sklearn.naive_bayes import MultinomialNB

    counts = CountVectorizer(analyzer="char", ngram_range=(3, 3), max_features=features)
    seen = counts.fit_transform(row.sentence for row in train)
    bayes = MultinomialNB(alpha=0.1).fit(seen, [row.language for row in train])
    wanted = [row.language for row in test]
    found = bayes.predict(counts.transform(row.sentence for row in test))
    right = sum(a == b for a, b in zip(found, wanted, strict=True))
    return right / len(test), float(f1_score(wanted, found, average="macro"))


def latency(model: Classifier, tokenizer: Tokens, rows: list[Row]) -> float:
    """The median milliseconds from one sentence to its scores, over 300 sentences after 20 to warm up."""
    seconds: list[float] = []
    with torch.inference_mode():
        for row in rows[:320]:
            start = time.perf_counter()
            model(**tokenizer(row.sentence, truncation=True, return_tensors="pt"))
            seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds[20:])


def tell(out: Path, parts: sentences.Split, threads: int) -> None:
    """Open the stored model and print its figures on the complete test part."""
    from sklearn.metrics import f1_score, precision_score
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(out, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(out, local_files_only=True)
    languages = [model.config.id2label[i] for i in range(model.config.num_labels)]
    examples = encode(tokenizer, parts.test, languages)
    found, wanted = predict(model, examples), [example.label for example in examples]
    wrong = Counter((languages[w], languages[f]) for w, f in zip(wanted, found, strict=True) if w != f)
    print(f"opened as {model.dtype}; parameters {sum(p.numel() for p in model.parameters()):,}")
    size = sum(file.stat().st_size for file in out.iterdir() if file.suffix != ".md")
    print(f"model.safetensors {(out / 'model.safetensors').stat().st_size:,} bytes; with the rest {size:,}")
    print(f"test n {len(wanted):,}: accuracy {1 - wrong.total() / len(wanted):.4f}, ", end="")
    print(f"macro-F1 {f1_score(wanted, found, average='macro'):.4f}, ", end="")
    print(f"macro precision {precision_score(wanted, found, average='macro'):.4f}")
    print("commonest errors: " + ", ".join(f"{w} read as {f} {n}" for (w, f), n in wrong.most_common(8)))
    for features in (BASELINE_FEATURES, None):
        right, f1 = baseline(parts.train, parts.test, features)
        print(f"trigram naive Bayes, {features or 'all'} trigrams: accuracy {right:.4f}, macro-F1 {f1:.4f}")
    milliseconds = latency(model, tokenizer, parts.test)
    print(f"latency {milliseconds:.2f} ms a sentence ({platform.machine()}, {threads} threads)")


def options() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Train the embedded language identifier.")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("model"))
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return Options(**vars(parser.parse_args()))


def main() -> None:
    """Split, train, store, and print the figures of what was stored."""
    chosen = options()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    parts = sentences.split(sentences.read(sentences.source()))
    print("train {:,}, validation {:,}, test {:,}".format(*map(len, parts)))
    languages = sorted({row.language for row in parts.train})
    start = time.perf_counter()
    tokenizer = learn_tokenizer([row.sentence for row in parts.train])
    model = build(languages)
    train, check = (encode(tokenizer, rows, languages) for rows in (parts.train, parts.validation))
    fit(model, train, check, chosen)
    seconds = time.perf_counter() - start
    grams = seconds * WATTS / 3.6e6 * GRAMS_PER_KWH
    print(f"trained in {seconds:.0f} s; {grams:.2f} g CO2 if {WATTS:.0f} W and {GRAMS_PER_KWH:.0f} g/kWh")
    save(model, tokenizer, chosen.out)
    tell(chosen.out, parts, chosen.threads)


if __name__ == "__main__":
    main()
