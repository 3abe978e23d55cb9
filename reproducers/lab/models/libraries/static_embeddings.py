"""Static embeddings: a vector a token, averaged over the text; model2vec's files and those of sentence-transformers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pydantic import JsonValue

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile, Pair
from reproducers.lab.bench import Bench, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.json_file import read_json, read_table
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from claims.statistics.arrays import Floats, Ints

_LONGEST = 512  # tokens that model2vec takes where its settings do not say
_OLD_HEAD = "pipeline.skops"
_HEAD = "head.safetensors"
_WAY = (
    "python -c 'from model2vec.inference.model import convert_legacy_pipeline as c; "
    'c(".", trust_remote_code=False).save_pretrained("converted")\' in its folder'
)


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The vectors, and the head where there is one, of a folder whose settings name such a model."""
    names = {file.path: file for file in files}
    place = _vectors(root, names)
    return tuple(names[name] for name in (place, _HEAD, _OLD_HEAD) if name in names) if place else ()


def _vectors(root: Path, names: dict[str, ModelFile]) -> str:
    """Where the vectors are; "" where the settings name no static embeddings."""
    try:
        if "model.safetensors" in names and read_table(root / "config.json").get("model_type") == "model2vec":
            return "model.safetensors"
        modules = read_json(root / "modules.json") if "modules.json" in names else []
    except ReadError:
        return ""
    first = modules[0] if isinstance(modules, list) and modules else None
    if not isinstance(first, dict) or not str(first.get("type", "")).endswith(".StaticEmbedding"):
        return ""
    inside = str(PurePosixPath(str(first.get("path", ""))) / "model.safetensors")
    return next((name for name in (inside, "model.safetensors") if name in names), "")


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """Whether it only embeds or classifies, and the classes of its head."""
    own = {file.path for file in files}
    config = read_table(root / "config.json")
    if _OLD_HEAD in own and _HEAD not in own:
        says = f"{_OLD_HEAD} is a head in model2vec's former format: run {_WAY}"
        return ModelFacts(
            "text-classification", architecture="model2vec", refusal=Refusal("no_reproducer", says)
        )
    if _HEAD not in own:
        return ModelFacts("sentence-similarity", architecture="static embeddings")
    head = config.get("head_config")
    head = head if isinstance(head, dict) else {}
    labels, kind = head.get("classes"), head.get("activation")
    if not isinstance(labels, list) or kind != "softmax":
        says = f"Its head gives no single class ({kind}); {BRING_ANSWERS}"
        return ModelFacts(
            "text-classification", architecture="model2vec", refusal=Refusal("no_reproducer", says)
        )
    named = tuple(map(str, labels))
    return ModelFacts("text-classification", named, len(named), architecture="model2vec with a head")


@dataclass(frozen=True)
class StaticEncoder:
    """Vectors of tokens, and how those of a text are put together."""

    vectors: "Floats"
    """Of shape (tokens, dimension), weights of tokens included."""
    tokenizer: "Tokenizer"
    left_out: int | None
    """The token that is left out: the one for unknown pieces."""
    most_characters: int | None
    normalised: bool
    settings: tuple[Pair, ...]

    def encode(self, texts: Sequence[str]) -> "Floats":
        """The mean of each text's vectors; zeros for a text without tokens."""
        import numpy as np

        short = [text[: self.most_characters] for text in texts]
        made = np.zeros((len(texts), self.vectors.shape[1]))
        for place, encoded in enumerate(self.tokenizer.encode_batch(short, add_special_tokens=False)):
            ids = [token for token in encoded.ids if token != self.left_out]
            if ids:
                made[place] = self.vectors[ids].mean(axis=0)
        if not self.normalised:
            return made
        scaled: Floats = made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-32)
        return scaled


@dataclass(frozen=True)
class StaticClassifier:
    """Static embeddings under a head of linear layers."""

    encoder: StaticEncoder
    layers: "tuple[tuple[Floats, Floats], ...]"
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The likeliest class of each text; ReLU between the layers, softmax at the end."""
        import numpy as np

        values = self.encoder.encode([rows.texts[i] for i in positions])
        for place, (weight, bias) in enumerate(self.layers):
            values = (np.maximum(values, 0.0) if place else values) @ weight.T + bias
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        shares = raised / raised.sum(axis=1, keepdims=True)
        return [Prediction(int(row.argmax()), float(row.max()), row) for row in shares]


@model_library("static embeddings", version=1, fits=fits, read=read, by_settings=True)
def open_static(bench: Bench) -> LibraryModel:
    """Open vectors and tokenizer from their own files, and a head of linear layers where there is one."""
    from safetensors.numpy import load_file

    root = bench.folder
    files = {file.path for file in fits(root, bench.model.files)}
    encoder = _encoder(bench, root, next(name for name in files if name.endswith("model.safetensors")))
    if _HEAD not in files:
        return encoder
    held = load_file(root / _HEAD)
    count = sum(name.endswith(".weight") for name in held)
    try:
        layers = tuple((held[f"head.{i}.weight"], held[f"head.{i}.bias"]) for i in range(count))
    except KeyError as error:
        raise ModelUnavailable(f"{_HEAD} lacks the tensor {error}.", "Download it again.") from None
    return StaticClassifier(encoder, layers, encoder.settings)


def _encoder(bench: Bench, root: Path, name: str) -> StaticEncoder:
    import json

    import numpy as np
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    config, path = read_table(root / "config.json"), root / name
    try:
        tokenizer = Tokenizer.from_file(str(path.with_name("tokenizer.json")))
    except Exception as error:  # the tokenizers library raises Exception itself
        raise ModelUnavailable(f"tokenizer.json cannot be opened: {first_line(error)}", "") from None
    tokenizer.no_padding()
    held = load_file(path)
    plain = (
        "embeddings" in held
    )  # model2vec's name for them; sentence-transformers calls them embedding.weight
    vectors = _one_row_a_token(held, tokenizer.get_vocab_size(), path.name)
    if bench.model.task == "text-classification":
        vectors = np.nan_to_num(vectors)
    unknown = _unknown(json.loads(tokenizer.to_str()), tokenizer) if plain else None
    length = _length(config) if plain else None
    if plain and length:
        tokenizer.enable_truncation(length)
    ran = {"runtime": "numpy", "pooling": "mean of the tokens' vectors", "max_length": str(length or "none")}
    settings = tuple(Pair(name=key, value=value) for key, value in ran.items())
    median = int(np.median([len(token) for token in tokenizer.get_vocab()]))
    characters = length * median if length else None
    return StaticEncoder(vectors, tokenizer, unknown, characters, _normalised(root, config, plain), settings)


def _one_row_a_token(held: "dict[str, Floats]", tokens: int, name: str) -> "Floats":
    """The vectors with the mapping and the weights of tokens applied."""
    import numpy as np

    stored = held.get("embeddings", held.get("embedding.weight"))
    if stored is None or stored.ndim != 2:
        raise ModelUnavailable(f"{name} holds no table of vectors.", "Download it again.")
    places: Ints | None = held.get("mapping")  # type: ignore[assignment]  # whole numbers
    if len(stored if places is None else places) < tokens or (
        places is not None and (places.min() < 0 or places.max() >= len(stored))
    ):
        raise ModelUnavailable(
            f"{name} has fewer vectors than the tokenizer has tokens.", "Download both again."
        )
    vectors: Floats = np.asarray(stored if places is None else stored[places], dtype=np.float64)
    weights = held.get("weights")
    return (
        vectors if weights is None else vectors * np.asarray(weights, dtype=np.float64)[: len(vectors), None]
    )


def _unknown(tokenizer: dict[str, JsonValue], opened: "Tokenizer") -> int | None:
    """The token for unknown pieces, which model2vec leaves out."""
    model = tokenizer.get("model")
    model = model if isinstance(model, dict) else {}
    if "unk_id" in model:
        return model["unk_id"] if isinstance(model["unk_id"], int) else None
    name = model.get("unk_token")
    token: int | None = opened.token_to_id(name) if isinstance(name, str) else None
    return token


def _length(config: dict[str, JsonValue]) -> int | None:
    """The tokens after which a text is cut; None for no limit."""
    length = config.get("max_length", _LONGEST)
    return length if isinstance(length, int) and length > 0 else None


def _normalised(root: Path, config: dict[str, JsonValue], plain: bool) -> bool:
    """Whether vectors of texts get length one, by model2vec's settings, else by the list of modules."""
    if plain:
        return config.get("normalize") is True
    modules = read_json(root / "modules.json")
    kinds = (
        [str(m.get("type", "")) for m in modules if isinstance(m, dict)] if isinstance(modules, list) else []
    )
    strange = [kind for kind in kinds if not kind.endswith((".StaticEmbedding", ".Normalize"))]
    if strange:
        raise ModelUnavailable(
            f"modules.json names a module that is not known here: {strange[0][:60]!r}.", ""
        )
    return any(kind.endswith(".Normalize") for kind in kinds)
