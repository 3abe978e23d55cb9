"""Small models of many formats, made here, for the tests of `verify autopsy`."""

import struct
from pathlib import Path

import torch
import transformers as hub


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
