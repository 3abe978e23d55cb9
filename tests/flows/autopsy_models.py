"""Small models of many formats, made here, for the tests of `verify autopsy`."""

import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path

import flatbuffers
import torch
import transformers as hub
from safetensors.torch import save_file

from reproducers.lab.files.protobuf_wire import as_field, as_varint


def bert(folder: Path) -> hub.BertForSequenceClassification:
    """A BERT of three layers as the Hub lays it out."""
    torch.manual_seed(0)
    settings = hub.BertConfig(
        vocab_size=500, hidden_size=96, num_hidden_layers=3, num_attention_heads=4, intermediate_size=384
    )
    model = hub.BertForSequenceClassification(settings).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.02)
    model.save_pretrained(folder)
    return model


class Block(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
    """Two convolutions and a residual sum."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = torch.nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(width)
        self.conv2 = torch.nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The sum of the input and what the convolutions make of it."""
        return torch.relu(x + self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))))


class ResidualNet(torch.nn.Module):  # type: ignore[misc]  # torch is not followed
    """A stem, four residual blocks, and scores of ten classes."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.stem = torch.nn.Conv2d(3, 16, 7, 2, 3)
        self.layer1 = torch.nn.Sequential(*(Block(16) for _ in range(4)))
        self.fc = torch.nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores of a picture."""
        return self.fc(self.layer1(self.stem(x)).mean((2, 3)))


RESIDUAL_FLOPS = 2 * 32 * 32 * (3 * 49 * 16 + 8 * 9 * 16 * 16) + 2 * 16 * 10
"""Of one picture of 64 x 64, in closed form."""


def residual_onnx(path: Path) -> None:
    """The residual network as ONNX, its batch open."""
    model = ResidualNet().eval()
    torch.onnx.export(
        model,
        (torch.zeros(1, 3, 64, 64),),
        str(path),
        dynamo=False,
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}},
    )


def gguf(path: Path, *, licence: str = "mit", layers: int = 2, width: int = 64) -> None:
    """A Llama of GGUF with random bytes for numbers, in 4 bits."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    numbers = {"block_count": layers, "embedding_length": width, "feed_forward_length": 2 * width,
               "context_length": 128, "attention.head_count": 4, "attention.head_count_kv": 2}  # fmt: skip
    keys = [text(f"llama.{name}") + struct.pack("<II", 4, value) for name, value in numbers.items()]
    keys += [text("general.architecture") + struct.pack("<I", 8) + text("llama")]
    keys += [text("general.license") + struct.pack("<I", 8) + text(licence)]
    shapes = {"token_embd.weight": (width, 96), "output.weight": (width, 96)}
    for n in range(layers):
        kinds = {"attn_q": (width, width), "attn_k": (width, width // 2), "attn_v": (width, width // 2)}
        kinds |= {"attn_output": (width, width), "ffn_gate": (width, 2 * width), "ffn_up": (width, 2 * width)}
        shapes |= {f"blk.{n}.{kind}.weight": shape for kind, shape in kinds.items()}
        shapes[f"blk.{n}.ffn_down.weight"] = (2 * width, width)
    entries, at = b"", 0
    for name, shape in shapes.items():
        entries += text(name) + struct.pack("<IQQIQ", 2, *shape, 2, at)
        at += shape[0] * shape[1] // 32 * 18
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(keys)) + b"".join(keys) + entries
    path.write_bytes(head + b"\0" * (-len(head) % 32) + b"\x5a" * at)


def keras(path: Path) -> None:
    """A .keras archive of three layers, with settings as keras 3 writes them, and a layer of somebody else."""

    def layer(kind: str, name: str, given: list[int | None], **settings: object) -> dict[str, object]:
        return {
            "class_name": kind,
            "config": {"name": name, **settings},
            "build_config": {"input_shape": given},
        }

    start = {"class_name": "InputLayer", "config": {"name": "image", "batch_shape": [None, 8, 8, 3]}}
    layers = [
        start,
        layer(
            "Conv2D", "conv", [None, 8, 8, 3], filters=4, kernel_size=[3, 3], strides=[1, 1], padding="same"
        ),
        layer("GlobalAveragePooling2D", "pool", [None, 8, 8, 4]),
        layer("Dropout", "drop", [None, 4], rate=0.5),
        layer("Dense", "scores", [None, 4], units=2),
        layer("TheirOwn", "odd", [None, 2]),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.9.0"}))
        archive.writestr(
            "config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}})
        )
        archive.writestr("model.weights.h5", b"\x89HDF\r\n")


class TfliteWriter:
    """Builds the few tables of a .tflite file that a test needs, with the library of the format."""

    def __init__(self) -> None:
        self.builder = flatbuffers.Builder(4096)

    def ints(self, *values: int) -> int:
        """A list of whole numbers."""
        self.builder.StartVector(4, len(values), 4)
        for value in reversed(values):
            self.builder.PrependInt32(value)
        return int(self.builder.EndVector())

    def tables(self, *places: int) -> int:
        """A list of tables."""
        self.builder.StartVector(4, len(places), 4)
        for place in reversed(places):
            self.builder.PrependUOffsetTRelative(place)
        return int(self.builder.EndVector())

    def table(self, places: dict[int, int], numbers: dict[int, int] | None = None) -> int:
        """A table of what was written before, and of numbers, by the numbers of their fields."""
        self.builder.StartObject(9)
        for field, place in places.items():
            self.builder.PrependUOffsetTRelativeSlot(field, place, 0)
        for field, number in (numbers or {}).items():
            self.builder.PrependInt32Slot(field, number, -1)
        return int(self.builder.EndObject())


def tflite(path: Path, *, left_open: bool = False) -> None:
    """A .tflite file of one convolution of 3 x 3 from 3 to 4 channels over pictures of 8 x 8, or of any height."""
    writer = TfliteWriter()
    builder = writer.builder
    weights = builder.CreateByteVector(struct.pack("<f", 0.5) * 108)
    buffers = writer.tables(writer.table({}), writer.table({0: weights}))
    shapes = {"image": (1, 8, 8, 3), "kernel": (4, 3, 3, 3), "map": (1, 8, 8, 4)}
    tensors = []
    for name, shape in shapes.items():
        open_sizes = {7: writer.ints(-1, -1, *shape[2:])} if left_open and name != "kernel" else {}
        stored = {0: writer.ints(*shape), 3: builder.CreateString(name), **open_sizes}
        tensors.append(writer.table(stored, {2: int(name == "kernel")}))
    operator = writer.table({1: writer.ints(0, 1), 2: writer.ints(2)})
    lists = {0: writer.tables(*tensors), 1: writer.ints(0), 2: writer.ints(2), 3: writer.tables(operator)}
    graph = writer.tables(writer.table(lists))
    codes = writer.tables(writer.table({}, {3: 3}))
    model = writer.table({1: codes, 2: graph, 3: builder.CreateString("made"), 4: buffers})
    builder.Finish(model, file_identifier=b"TFL3")
    path.write_bytes(bytes(builder.Output()))


def adapter(folder: Path) -> None:
    """A LoRA adapter of rank 4 of two projections."""
    folder.mkdir()
    shapes = {
        "q_proj.lora_A": (4, 32),
        "q_proj.lora_B": (32, 4),
        "v_proj.lora_A": (4, 32),
        "v_proj.lora_B": (32, 4),
    }
    tensors = {
        f"base_model.model.layers.0.self_attn.{name}.weight": torch.ones(shape)
        for name, shape in shapes.items()
    }
    save_file(tensors, folder / "adapter_model.safetensors")
    settings = {
        "peft_type": "LORA",
        "r": 4,
        "base_model_name_or_path": "acme/base",
        "target_modules": ["q_proj", "v_proj"],
    }
    (folder / "adapter_config.json").write_text(json.dumps(settings))


def sentence_transformers(folder: Path) -> int:
    """A BERT with pooling and a dense layer on top; how many parameters it has."""
    model = bert(folder)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling/config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    (folder / "2_Dense").mkdir()
    save_file({"linear.weight": torch.ones(16, 96)}, folder / "2_Dense/model.safetensors")
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Dense": "Dense"}
    modules = [{"path": path, "type": f"sentence_transformers.models.{kind}"} for path, kind in kinds.items()]
    (folder / "modules.json").write_text(json.dumps(modules))
    return int(sum(parameter.numel() for parameter in model.parameters())) + 16 * 96


def diffusers(folder: Path) -> None:
    """A folder of two models and a scheduler."""
    parts = {
        "unet": "mid_block.attentions.0.attn2.to_k.weight",
        "vae": "encoder.down_blocks.0.resnets.0.conv1.weight",
    }
    for name, tensor in parts.items():
        (folder / name).mkdir(parents=True)
        shape = (8, 8) if name == "unet" else (8, 4, 3, 3)
        save_file({tensor: torch.ones(shape)}, folder / name / "diffusion_pytorch_model.safetensors")
    index = {"_class_name": "MadePipeline", "_diffusers_version": "0.30.0", "unet": ["diffusers", "UNet2DConditionModel"],
             "vae": ["diffusers", "AutoencoderKL"], "scheduler": ["diffusers", "PNDMScheduler"]}  # fmt: skip
    (folder / "model_index.json").write_text(json.dumps(index))


def nemo(path: Path) -> None:
    """A NeMo archive with the residual network's weights."""
    settings = b"target: nemo.collections.asr.models.Made\nsample_rate: 16000\n"
    weights = io.BytesIO()
    torch.save(ResidualNet().state_dict(), weights)
    with tarfile.open(path, "w") as archive:
        for name, body in (("model_config.yaml", settings), ("model_weights.ckpt", weights.getvalue())):
            member = tarfile.TarInfo(f"./{name}")
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))


def coreml(folder: Path) -> None:
    """A Core ML package whose program is one linear layer from 4 to 2 numbers."""

    def field(number: int, content: bytes) -> bytes:
        return as_field(number, content)

    def kind(*sizes: int) -> bytes:
        dimensions = b"".join(field(3, field(1, b"\x08" + bytes([size]))) for size in sizes)
        return field(1, b"\x08\x0b" + b"\x10" + bytes([len(sizes)]) + dimensions)

    def named(name: str, *sizes: int) -> bytes:
        return field(1, name.encode()) + field(2, kind(*sizes))

    def argument(key: str, name: str) -> bytes:
        return field(2, field(1, key.encode()) + field(2, field(1, field(1, name.encode()))))

    blob = field(5, field(1, b"@model_path/weights/weight.bin") + b"\x10\x40")
    weight = field(1, b"const") + field(3, named("w", 2, 4)) + field(5, field(1, b"val") + field(2, blob))
    linear = (
        field(1, b"linear") + argument("x", "row") + argument("weight", "w") + field(3, named("scores", 1, 2))
    )
    block = field(2, b"scores") + field(3, weight) + field(3, linear)
    function = field(1, named("row", 1, 4)) + field(3, field(1, b"CoreML6") + field(2, block))
    program = b"\x08\x01" + field(2, field(1, b"main") + field(2, function))
    array = field(5, field(1, b"\x01\x04") + b"\x10" + as_varint(65568))
    about = field(1, field(1, b"row") + field(3, array)) + field(100, field(4, b"Apache-2.0"))
    folder.mkdir()
    (folder / "Manifest.json").write_text("{}")
    (folder / "model.mlmodel").write_bytes(b"\x08\x07" + field(2, about) + field(502, program))


def exported(path: Path) -> None:
    """The residual network as torch.export saves it."""
    torch.export.save(torch.export.export(ResidualNet().eval(), (torch.zeros(1, 3, 64, 64),)), path)
