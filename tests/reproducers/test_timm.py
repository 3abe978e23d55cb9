"""A folder of timm: its architecture, weights and way of preparing pictures, as the library itself has them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.records import Measurement
from reproducers.lab.orders import Survey, WorkResult


@pytest.fixture
def timm() -> Any:
    """The library; torchvision of another build than torch makes its import fail."""
    try:
        return pytest.importorskip("timm", reason="the extra timm is not installed")
    except RuntimeError as error:
        pytest.skip(f"torchvision does not belong to this torch: {error}")


@pytest.fixture
def folder(timm: Any, tmp_path: Path) -> Path:
    """A random network of three classes, as timm saves one for the Hub."""
    import torch

    torch.manual_seed(0)
    model = timm.create_model("resnet10t", pretrained=False, num_classes=3)
    root = tmp_path / "model"
    settings = {"num_classes": 3, "label_names": ["cat", "dog", "fox"]}
    timm.models.save_for_hf(model, root, model_config=settings, safe_serialization=True)
    return root


def test_pictures_are_called_as_timm_calls_them(
    timm: Any, folder: Path, tmp_path: Path, measure: Callable[..., WorkResult]
) -> None:
    import torch
    from PIL import Image
    from safetensors.torch import load_file

    model = timm.create_model("resnet10t", pretrained=False, num_classes=3).eval()
    model.load_state_dict(load_file(folder / "model.safetensors"))
    settings = json.loads((folder / "config.json").read_text())["pretrained_cfg"]
    prepared = timm.data.resolve_data_config({}, pretrained_cfg=settings, model=model)
    transform, draw, rows = (
        timm.data.create_transform(**prepared, is_training=False),
        np.random.default_rng(0),
        [],
    )
    for number in range(12):
        picture = Image.fromarray(draw.integers(0, 255, (60 + 9 * number, 80, 3), dtype=np.uint8))
        picture.save(tmp_path / f"{number}.png")
        with torch.inference_mode():
            place = int(model(transform(picture)[None]).argmax())
        rows.append(f"{number}.png,{('cat', 'dog', 'fox')[place]}")
    data = tmp_path / "rows.csv"
    data.write_text("image,label\n" + "\n".join(rows) + "\n")
    (attempt,) = measure("image-classification", ["accuracy"], folder, data).attempts
    assert isinstance(attempt, Measurement) and attempt.observed.value == 1, attempt


def test_a_pickle_of_timm_is_refused_with_the_command_that_converts_it(
    folder: Path, look: Callable[..., Survey]
) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    model = look(folder).model
    assert model is not None and model.refused == "unsafe_weights" and "weights_only=True" in model.detail
