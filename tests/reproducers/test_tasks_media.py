"""Models that see and hear, each against the same model run by hand, and the scores of boxes and transcripts."""

import json
import random
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from claims.records import Measurement, Skipped
from reproducers.lab.orders import WorkResult
from tests.reproducers.tiny import SIZES, WORDS, labels, save, tokenizer, words

Measure = Callable[..., WorkResult]
HEARING: dict[str, Any] = {
    **SIZES, "conv_dim": (8, 8), "conv_stride": (5, 4), "conv_kernel": (10, 8), "num_feat_extract_layers": 2,
    "num_conv_pos_embeddings": 8, "num_conv_pos_embedding_groups": 2, "classifier_proj_size": 8,
}  # fmt: skip
EXTRACTOR = {
    "feature_extractor_type": "Wav2Vec2FeatureExtractor", "feature_size": 1, "sampling_rate": 16000,
    "padding_value": 0.0, "do_normalize": True, "return_attention_mask": False,
}  # fmt: skip


@pytest.fixture(autouse=True)
def seeded() -> random.Random:
    torch.manual_seed(2)
    return random.Random(2)


def values(done: WorkResult) -> dict[str, float]:
    assert all(isinstance(a, Measurement) for a in done.attempts), done.attempts
    return {a.metric: float(a.observed.value) for a in done.attempts if isinstance(a, Measurement)}


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    from PIL import Image

    for i in range(30):
        path = tmp_path / "pets" / ("cat", "dog")[i % 2] / f"{i:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.random.default_rng(i).integers(0, 20 + 7 * i, (20, 24, 3), dtype=np.uint8)).save(
            path
        )
    return tmp_path / "pets"


SEEING = {
    "do_resize": True, "size": {"height": 16, "width": 16}, "do_rescale": True, "rescale_factor": 1 / 255,
    "do_normalize": True, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.2, 0.3], "resample": 2,
}  # fmt: skip


def by_hand(path: Path) -> "np.ndarray[Any, Any]":
    """Resized by bilinear filtering, from 0 to 1, normalised, channels first."""
    from PIL import Image

    small = np.asarray(Image.open(path).convert("RGB").resize((16, 16), Image.Resampling.BILINEAR)) / 255
    normal = (small - np.array([0.5, 0.4, 0.3])) / np.array([0.2, 0.2, 0.3])
    return np.asarray(normal.transpose(2, 0, 1).astype(np.float32)[None])


def test_pictures_are_classified_as_the_settings_prepare_them(
    measure: Measure, tmp_path: Path, pets: Path
) -> None:
    from transformers import ViTConfig, ViTForImageClassification

    config = ViTConfig(**SIZES, image_size=16, patch_size=8, **labels("cat", "dog"))
    model = save(ViTForImageClassification(config), tmp_path / "m", special=None, times=20)
    told = {"image_processor_type": "ViTImageProcessor", **SEEING}
    (tmp_path / "m" / "preprocessor_config.json").write_text(json.dumps(told))
    paths = sorted(pets.rglob("*.png"))
    called = [int(model(pixel_values=torch.tensor(by_hand(p))).logits.argmax()) for p in paths]
    assert len(set(called)) == 2
    right = np.mean([("cat", "dog")[c] == p.parent.name for c, p in zip(called, paths, strict=True)])
    assert values(measure("image-classification", ["accuracy"], tmp_path / "m", pets))[
        "accuracy"
    ] == pytest.approx(right)


def test_an_onnx_graph_of_pixels_needs_its_settings(
    measure: Measure, tmp_path: Path, pets: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    from onnx import TensorProto, helper, numpy_helper
    from onnx import save as keep

    root = tmp_path / "m"
    root.mkdir()
    weights = np.random.default_rng(0).normal(size=(3, 2)).astype(np.float32)
    nodes = [
        helper.make_node("GlobalAveragePool", ["x"], ["p"]), helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("MatMul", ["f", "w"], ["logits"]),
    ]  # fmt: skip
    ends = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, s)
        for n, s in (("x", [None, 3, 16, 16]), ("logits", [None, 2]))
    ]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [numpy_helper.from_array(weights, "w")])
    keep(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
        root / "model.onnx",
    )
    (root / "config.json").write_text(json.dumps({"id2label": {"0": "cat", "1": "dog"}}))
    assert "preprocessor_config" in skipped(measure("image-classification", ["accuracy"], root, pets)).detail
    told = {"image_processor_type": "ViTImageProcessor", **SEEING}
    (root / "preprocessor_config.json").write_text(json.dumps(told))
    right = np.mean(
        [
            ("cat", "dog")[int((by_hand(p)[0].mean((1, 2)) @ weights).argmax())] == p.parent.name
            for p in pets.rglob("*.png")
        ]
    )
    assert values(measure("image-classification", ["accuracy"], root, pets))["accuracy"] == pytest.approx(
        right
    )


def test_a_path_out_of_the_folder_is_not_followed(
    measure: Measure, tmp_path: Path, pets: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    from transformers import ViTConfig, ViTForImageClassification

    save(
        ViTForImageClassification(ViTConfig(**SIZES, image_size=16, patch_size=8, **labels("cat", "dog"))),
        tmp_path / "m", special=None,
    )  # fmt: skip
    told = {"image_processor_type": "ViTImageProcessor", **SEEING}
    (tmp_path / "m" / "preprocessor_config.json").write_text(json.dumps(told))
    rows = tmp_path / "rows" / "rows.csv"
    rows.parent.mkdir()
    rows.write_text("image,label\n../pets/cat/00.png,cat\n")
    assert (
        "is no file in rows"
        in skipped(measure("image-classification", ["accuracy"], tmp_path / "m", rows)).detail
    )


@pytest.fixture
def sounds(tmp_path: Path, seeded: random.Random) -> Path:
    for i in range(16):
        path = tmp_path / "sounds" / ("yes", "no")[i % 2] / f"{i:02}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(16000)
            out.writeframes((np.random.default_rng(i).normal(size=4000) * 3000).astype("<i2").tobytes())
        path.with_suffix(".txt").write_text(words(seeded, 3))
    return tmp_path / "sounds"


def heard(path: Path) -> torch.Tensor:
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    return torch.tensor((samples - samples.mean()) / np.sqrt(samples.var() + 1e-7), dtype=torch.float32)[None]


def test_recordings_are_classified(measure: Measure, tmp_path: Path, sounds: Path) -> None:
    from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification

    model = save(
        Wav2Vec2ForSequenceClassification(Wav2Vec2Config(**HEARING, **labels("yes", "no"))),
        tmp_path / "m",
        special=None,
    )
    (tmp_path / "m" / "preprocessor_config.json").write_text(json.dumps(EXTRACTOR))
    called = {p: ("yes", "no")[int(model(heard(p)).logits.argmax())] for p in sounds.rglob("*.wav")}
    right = np.mean([name == p.parent.name for p, name in called.items()])
    assert values(measure("audio-classification", ["accuracy"], tmp_path / "m", sounds))[
        "accuracy"
    ] == pytest.approx(right)


def test_transcripts_are_compared_by_jiwer(measure: Measure, tmp_path: Path, sounds: Path) -> None:
    import jiwer
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    model = save(
        Wav2Vec2ForCTC(Wav2Vec2Config(**HEARING, vocab_size=len(WORDS), pad_token_id=0)),
        tmp_path / "m",
        special=False,
    )
    (tmp_path / "m" / "preprocessor_config.json").write_text(json.dumps(EXTRACTOR))
    paths = sorted(sounds.rglob("*.wav"))
    made = [
        tokenizer(False).decode(model(heard(p)).logits[0].argmax(-1), skip_special_tokens=True) for p in paths
    ]
    assert len(set(made)) > 1
    true = [p.with_suffix(".txt").read_text() for p in paths]
    found = values(measure("speech-recognition", ["wer", "cer"], tmp_path / "m", sounds))
    assert found == {"wer": pytest.approx(jiwer.wer(true, made)), "cer": pytest.approx(jiwer.cer(true, made))}


def test_case_and_marks_are_told_apart_from_words() -> None:
    from reproducers.lab.scoring.word_errors import counts_of

    true, made = ["Don't stop, John!"], ["don't stop john"]
    assert counts_of("wer", "as it stands", true, made).tolist() == [[3.0, 3.0]]
    assert counts_of("wer", "without case and marks", true, made).tolist() == [[0.0, 3.0]]


def test_average_precision_of_cases_that_can_be_counted_by_hand() -> None:
    from reproducers.lab.models.detector import Box
    from reproducers.lab.scoring.average_precision import Detections, average_precisions, overlap

    here, there = (0.0, 0.0, 10.0, 10.0), (50.0, 50.0, 60.0, 60.0)
    assert overlap(here, (5.0, 0.0, 15.0, 10.0)) == pytest.approx(1 / 3)
    both = (Box(0, here), Box(0, there))
    assert average_precisions([Detections(both, (Box(0, here, 0.9), Box(0, there, 0.8)))])["ap"] == 1.0
    # one of two found: precision 1 up to a recall of one half, which are 51 of the 101 recalls
    assert average_precisions([Detections(both, (Box(0, here, 0.9),))])["ap"] == pytest.approx(51 / 101)
    # a surer box that hits nothing halves the precision everywhere
    wrong = (Box(0, (80.0, 80.0, 90.0, 90.0), 0.99), Box(0, here, 0.9))
    assert average_precisions([Detections(both[:1], wrong)])["ap"] == pytest.approx(0.5)
    # an overlap of 0.8 counts at seven of the ten overlaps
    near = average_precisions([Detections(both[:1], (Box(0, (0.0, 0.0, 10.0, 8.0), 0.9),))])
    assert (near["ap_50"], near["ap_75"]) == (1.0, 1.0) and near["ap"] == pytest.approx(0.7)
    # of one object only the surest box counts
    twice = (Box(0, here, 0.9), Box(0, here, 0.8))
    assert average_precisions([Detections(both, twice)])["ap_50"] == pytest.approx(51 / 101)


def test_boxes_of_a_detector_are_matched(measure: Measure, tmp_path: Path) -> None:
    from PIL import Image
    from transformers import YolosConfig, YolosForObjectDetection

    config = YolosConfig(
        **SIZES, image_size=[32, 32], patch_size=8, num_detection_tokens=5, **labels("cat", "dog")
    )
    save(YolosForObjectDetection(config), tmp_path / "m", special=None, times=1)
    told = {
        "image_processor_type": "YolosImageProcessor", "do_resize": True, "size": {"height": 32, "width": 32},
        "do_rescale": True, "do_normalize": True, "do_pad": False,
    }  # fmt: skip
    (tmp_path / "m" / "preprocessor_config.json").write_text(json.dumps(told))
    rows = []
    for i in range(12):
        Image.fromarray(np.random.default_rng(i).integers(0, 255, (32, 32, 3), dtype=np.uint8)).save(
            tmp_path / f"{i}.png"
        )
        rows.append(
            json.dumps({"file_name": f"{i}.png", "objects": {"bbox": [[2, 2, 20, 20]], "category": ["cat"]}})
        )
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    done = measure("object-detection", ["ap_50"], tmp_path / "m", tmp_path / "rows.jsonl")
    attempt = done.attempts[0]
    assert isinstance(attempt, Measurement) and attempt.n == 12
    assert attempt.high is not None and attempt.high > 0.1  # twelve pictures never prove much
