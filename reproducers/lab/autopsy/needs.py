"""What it takes to run a model: memory, libraries, the files beside it."""

from collections.abc import Iterator

from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.config import Config

_TOKENIZERS = {
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "spiece.model",
    "tokenizer.model",
    "sentencepiece.bpe.model",
}
_LIBRARIES = {
    "safetensors": "transformers or another library that builds the model around the weights",
    "PyTorch state dict": "PyTorch, and code that builds the model around the weights",
}


def needs_of(target: ModelTarget, contents: Contents, config: Config, *, inner: bool) -> tuple[str, ...]:
    """Each need in a sentence; of one of several models, whose folder names the library, less that."""
    library = () if inner and not config.architecture else _library(contents, config)
    return tuple(dict.fromkeys([*contents.needs, *library, *_tokenizer(target, config), *_code(contents)]))


def _library(contents: Contents, config: Config) -> Iterator[str]:
    if config.architecture and contents.format in _LIBRARIES:
        version = contents.config.get("transformers_version")
        since = f" {version} or newer" if isinstance(version, str) else ""
        yield f"transformers{since}, with its class {config.architecture}."
    elif contents.format in _LIBRARIES:
        yield f"{_LIBRARIES[contents.format]}."


def _tokenizer(target: ModelTarget, config: Config) -> Iterator[str]:
    """A text model is nothing without the tokenizer that it was trained with."""
    if not config.vocabulary or target.main is not None:
        return
    if not _TOKENIZERS & set(target.files):
        yield "Its tokenizer, which is not in the folder: ask for it, another one gives wrong answers."


def _code(contents: Contents) -> Iterator[str]:
    if contents.config.get("auto_map"):
        yield (
            "Python code of its repository (auto_map), which transformers runs only where it is told to trust it: "
            "read it first."
        )
