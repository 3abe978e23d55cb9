"""Tiny real models and files of rows, built in the test's own folder."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from claims.records import Measurement, ModelFile, Pair, Question, Skipped, Source
from claims.records.optimization import DropLimit, LimitKind
from reproducers.lab.bench import Bench
from reproducers.lab.compression.order import GivenVariant, OptimizeOrder
from reproducers.lab.orders import Settings, Survey, SurveyOrder, WorkOrder, WorkResult
from reproducers.lab.planning.run import run_order
from reproducers.lab.survey.survey import survey
from tests.reproducers import compression_models as models
from tests.reproducers.tiny import save_linear, write_points

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "good",
    "bad",
    "fine",
    "poor",
    "film",
    "plot",
    "the",
    "a",
    "was",
    "is",
    "very",
    "not",
]


def manifest(root: Path) -> tuple[ModelFile, ...]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return tuple(
        ModelFile(
            path=str(path.relative_to(root)),
            size=path.stat().st_size,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in files
    )


@pytest.fixture
def look() -> Callable[..., Survey]:
    """Survey a model's folder and a file of rows."""

    def found(root: Path | None = None, data: Path | None = None, **more: object) -> Survey:
        order = SurveyOrder(
            model_root=str(root) if root else None,
            model_name="tiny",
            files=manifest(root) if root else (),
            data=str(data) if data else None,
        )
        plain = {name: str(value) if isinstance(value, Path) else value for name, value in more.items()}
        return survey(SurveyOrder.model_validate({**order.model_dump(), **plain}))

    return found


@pytest.fixture
def bench_of(look: Callable[..., Survey], tmp_path: Path) -> Callable[..., Bench]:
    """What a search opens: a model's folder with rows of a task."""

    def made(root: Path, data: Path, task: str) -> Bench:
        seen = look(root, data, task=task)
        assert seen.model is not None and seen.slice is not None and seen.data is not None, seen
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        return Bench(
            "optimize@1", seen.model, seen.slice, Settings(batch=1, threads=1), time.perf_counter, scratch,
            root=root, data=Path(seen.data),
        )  # fmt: skip

    return made


@pytest.fixture
def measure(tmp_path: Path, look: Callable[..., Survey]) -> Callable[..., WorkResult]:
    """Ask one reproducer for metrics of a model on rows."""

    def done(
        reproducer: str,
        metrics: Sequence[str | Question],
        root: Path | None = None,
        data: Path | None = None,
        *,
        settings: Settings | None = None,
        **more: object,
    ) -> WorkResult:
        seen = look(root, data, **more)
        assert seen.model is not None
        questions = tuple(
            m if isinstance(m, Question) else Question(subject="tiny", metric=m) for m in metrics
        )
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        answers = more.get("predictions")
        order = WorkOrder(
            reproducer=reproducer,
            questions=questions,
            model_root=str(root) if root else None,
            model=seen.model,
            slice=seen.slice,
            data=seen.data,
            predictions=str(answers) if answers else None,
            settings=settings or Settings(threads=1),
        )
        return run_order(WorkOrder.from_bytes(order.to_bytes()), scratch=scratch)

    return done


@pytest.fixture(autouse=True)
def same_weights() -> None:
    """Give a test's random models the same weights at every run: a fresh process draws its seed from the system."""
    import torch

    torch.manual_seed(0)


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BertForSequenceClassification of 2 layers, width 8, 16 words, 12 positions, 2 labels."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    root = tmp_path_factory.mktemp("bert")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=20,
        max_position_embeddings=12,
        id2label={0: "negative", 1: "positive"},
        label2id={"negative": 0, "positive": 1},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():  # larger weights, so that the labels differ from text to text
        for parameter in model.parameters():
            parameter.mul_(20 if parameter.dim() == 2 else 1)
    model.save_pretrained(root)
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(root)
    return root


@pytest.fixture
def bert_copy(bert: Path, tmp_path: Path) -> Path:
    """The same model, to be spoilt."""
    import shutil

    return Path(shutil.copytree(bert, tmp_path / "model"))


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Forty short texts with labels."""
    import random

    draw = random.Random(5)
    lines = ["review,sentiment"]
    for _ in range(40):
        text = " ".join(draw.choices(WORDS[4:], k=draw.randint(2, 14)))
        lines.append(f"{text},{draw.choice(['positive', 'negative'])}")
    path = tmp_path / "reviews.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def linear(tmp_path: Path) -> Path:
    """An ONNX model that says class 1 where x - y > 0, as logits of shape (rows, 2)."""
    return save_linear(tmp_path / "linear")


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """Ten points, eight of them labelled as `linear` would."""
    return write_points(tmp_path / "points.csv")


@pytest.fixture
def only() -> Callable[[WorkResult], Measurement]:
    """The one measurement of a work."""

    def found(done: WorkResult) -> Measurement:
        (attempt,) = done.attempts
        assert isinstance(attempt, Measurement), attempt
        return attempt

    return found


@pytest.fixture
def skipped() -> Callable[[WorkResult], Skipped]:
    """The one thing that a work left open."""

    def found(done: WorkResult) -> Skipped:
        (attempt,) = done.attempts
        assert isinstance(attempt, Skipped), attempt
        return attempt

    return found


@pytest.fixture
def spoil() -> Callable[..., None]:
    """Change keys of a JSON file in a folder."""

    def change(root: Path, file: str = "config.json", **keys: object) -> None:
        path = root / file
        said = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**said, **keys}))

    return change


@pytest.fixture
def order_for(look: Callable[..., Survey]) -> Callable[..., OptimizeOrder]:
    def made(
        root: Path,
        data: Path,
        *candidates: Path,
        limit: float = 0.05,
        kind: LimitKind = "relative",
        columns: tuple[Pair, ...] = (),
        task: str | None = None,
        metric: str | None = None,
        only: bool = False,
    ) -> OptimizeOrder:
        seen = look(root, data, columns=columns, task=task)
        assert seen.model is not None and seen.slice is not None and seen.data is not None, seen
        return OptimizeOrder(
            source=Source(kind="folder", name="tiny", revision="0" * 40, sha256="0" * 64),
            model_root=str(root),
            model=seen.model,
            slice=seen.slice,
            data=seen.data,
            limit=DropLimit(value=limit, kind=kind),
            metric=metric,
            candidates=tuple(GivenVariant(name=path.stem, path=str(path)) for path in candidates),
            only_candidates=only,
            seconds=240,  # never reached: what is tried hangs on no clock
        )

    return made


@pytest.fixture
def wide(tmp_path: Path) -> tuple[Path, Path, list[int]]:
    """A network that is slow on purpose, its rows, and their labels."""
    data = tmp_path / "rows.csv"
    labels = models.numbers(data)
    return models.wide_network(tmp_path / "m" / "model.onnx").parent, data, labels
