"""Models of which the operations are known in closed form, for benchmarks/flops.py."""

from collections.abc import Iterator
from typing import Any

import torch
import transformers as hub

N = 64  # tokens
Case = tuple[str, Any, dict[str, torch.Tensor], int]


def encoder(
    n: int,
    d: int,
    f: int,
    layers: int,
    *,
    kv: int | None = None,
    gated: bool = False,
    keys: int | None = None,
) -> int:
    """Multiply-adds twice: four projections (two narrower by grouped heads), both products of attention, the MLP."""
    own, keys = kv or d, keys or n
    return layers * 2 * (n * (2 * d * d + 2 * d * own + (3 if gated else 2) * d * f) + 2 * n * keys * d)


def text(tokens: int = N, **more: torch.Tensor) -> dict[str, torch.Tensor]:
    """One text."""
    return {"input_ids": torch.ones(1, tokens, dtype=torch.long), **more}


def picture(side: int) -> dict[str, torch.Tensor]:
    """One picture."""
    return {"pixel_values": torch.zeros(1, 3, side, side)}


def language() -> Iterator[Case]:
    """Encoders and decoders of text."""
    bert = hub.BertConfig(
        vocab_size=500, hidden_size=96, num_hidden_layers=3, num_attention_heads=4, intermediate_size=384
    )
    yield (
        "BERT",
        hub.BertForSequenceClassification(bert),
        text(),
        encoder(N, 96, 384, 3) + 2 * (96 * 96 + 96 * 2),
    )
    gpt = hub.GPT2Config(vocab_size=500, n_embd=96, n_layer=3, n_head=4)
    yield "GPT-2", hub.GPT2LMHeadModel(gpt), text(), encoder(N, 96, 384, 3) + 2 * N * 96 * 500
    llama = hub.LlamaConfig(
        vocab_size=500,
        hidden_size=128,
        num_hidden_layers=3,
        num_attention_heads=8,
        num_key_value_heads=2,
        intermediate_size=320,
    )
    own = encoder(N, 128, 320, 3, kv=32, gated=True) + 2 * N * 128 * 500
    yield "Llama, grouped queries", hub.LlamaForCausalLM(llama), text(), own
    t5 = hub.T5Config(
        vocab_size=500, d_model=96, d_kv=24, d_ff=384, num_layers=2, num_heads=4, decoder_start_token_id=0
    )
    cross = 2 * 2 * (2 * N * 96 * 96 + 2 * N * 96 * 96 + 2 * N * N * 96)
    both = text(decoder_input_ids=torch.ones(1, N, dtype=torch.long))
    yield (
        "T5",
        hub.T5ForConditionalGeneration(t5),
        both,
        2 * encoder(N, 96, 384, 2) + cross + 2 * N * 96 * 500,
    )
    modern = hub.ModernBertConfig(
        vocab_size=500, hidden_size=96, num_hidden_layers=3, num_attention_heads=4, intermediate_size=144, pad_token_id=0,
        bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2, local_attention=2 * N,
    )  # fmt: skip
    head = 2 * N * (96 * 96 + 96 * 500)
    yield "ModernBERT", hub.ModernBertForMaskedLM(modern), text(), encoder(N, 96, 144, 3, gated=True) + head
    moe = hub.MixtralConfig(
        vocab_size=500, hidden_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=160,
        num_local_experts=4, num_experts_per_tok=2,
    )  # fmt: skip
    experts = 2 * 2 * N * (96 * 4 + 2 * 3 * 96 * 160)
    own = encoder(N, 96, 0, 2, kv=48) + experts + 2 * N * 96 * 500
    yield "Mixtral, 2 of 4 experts", hub.MixtralForCausalLM(moe), text(), own


def pictures() -> Iterator[Case]:
    """Pictures and sound."""
    vit = hub.ViTConfig(
        hidden_size=96,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=384,
        image_size=64,
        patch_size=8,
    )
    n, patches = 65, 64
    own = encoder(n, 96, 384, 3) + 2 * patches * 3 * 64 * 96 + 2 * 96 * 2
    yield "ViT", hub.ViTForImageClassification(vit), picture(64), own
    resnet = hub.ResNetConfig(embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1], layer_type="basic")
    own = 2 * (
        32 * 32 * 3 * 49 * 16
        + 16 * 16 * 16 * 16 * 9 * 2
        + 8 * 8 * (16 * 32 * 9 + 32 * 32 * 9 + 16 * 32)
        + 32 * 2
    )
    yield "ResNet", hub.ResNetForImageClassification(resnet), picture(64), own
    yield (
        "depthwise CNN",
        depthwise(),
        {"pixel_values": torch.zeros(1, 3, 32, 32)},
        2 * 32 * 32 * (3 * 9 * 16 + 9 * 16 + 16 * 32),
    )
    whisper = hub.WhisperConfig(
        vocab_size=500, d_model=96, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
        encoder_ffn_dim=384, decoder_ffn_dim=384, max_source_positions=50, num_mel_bins=20, pad_token_id=0, bos_token_id=1,
        eos_token_id=2, decoder_start_token_id=1, suppress_tokens=None, begin_suppress_tokens=None,
    )  # fmt: skip
    heard = {
        "input_features": torch.zeros(1, 20, 100),
        "decoder_input_ids": torch.ones(1, 8, dtype=torch.long),
    }
    first = 2 * 96 * 3 * (20 * 100 + 96 * 50)
    cross = 2 * 2 * (2 * 8 * 96 * 96 + 2 * 50 * 96 * 96 + 2 * 8 * 50 * 96)
    own = first + encoder(50, 96, 384, 2) + encoder(8, 96, 384, 2) + cross + 2 * 8 * 96 * 500
    yield "Whisper", hub.WhisperForConditionalGeneration(whisper), heard, own


def depthwise() -> torch.nn.Module:
    """A convolution, one for each channel by itself, and one across channels."""

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = torch.nn.Sequential(
                torch.nn.Conv2d(3, 16, 3, padding=1),
                torch.nn.Conv2d(16, 16, 3, padding=1, groups=16),
                torch.nn.Conv2d(16, 32, 1),
            )

        def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
            return self.layers(pixel_values)

    return Net()


def mlp() -> torch.nn.Module:
    """Two layers."""

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = torch.nn.Sequential(
                torch.nn.Linear(40, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10)
            )

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.layers(x)

    return Net()


class Layer(torch.nn.Module):
    """A layer of torch whose input has a name; of a tuple the first output."""

    def __init__(self, layer: torch.nn.Module, times: int = 1) -> None:
        super().__init__()
        self.layer, self.times = layer, times

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The first output, the input given as often as the layer wants it."""
        out = self.layer(*[x] * self.times)
        return out if isinstance(out, torch.Tensor) else out[0]


def layers() -> Iterator[Case]:
    """Layers that one operator may stand for, and a quantised one."""
    d, f, sequence = 96, 384, {"x": torch.zeros(1, N, 96)}
    block = torch.nn.TransformerEncoderLayer(d, 4, f, batch_first=True)
    whole = torch.nn.TransformerEncoder(block, 3, enable_nested_tensor=False)
    yield "nn.TransformerEncoder", Layer(whole), sequence, encoder(N, d, f, 3)
    attention = torch.nn.MultiheadAttention(d, 4, batch_first=True)
    yield "nn.MultiheadAttention", Layer(attention, 3), sequence, encoder(N, d, 0, 1)
    both = {"bidirectional": True, "batch_first": True}
    own = 2 * N * 2 * 4 * 64 * ((d + 64) + (128 + 64))
    yield "nn.LSTM, 2 layers, both ways", Layer(torch.nn.LSTM(d, 64, 2, **both)), sequence, own
    yield "nn.GRU", Layer(torch.nn.GRU(d, 64, batch_first=True)), sequence, 2 * N * 3 * 64 * (d + 64)
    up = torch.nn.ConvTranspose2d(8, 4, 4, 2, 1)
    yield "transposed convolution", Layer(up), {"x": torch.zeros(1, 8, 10, 10)}, 2 * 100 * 8 * 4 * 16
    linear = Layer(torch.nn.Sequential(torch.nn.Linear(d, f))).eval()
    quantised = torch.ao.quantization.quantize_dynamic(linear, {torch.nn.Linear}, dtype=torch.qint8)
    yield "linear, dynamically quantised", quantised, sequence, 2 * N * d * f


def every_case() -> Iterator[Case]:
    """All of them."""
    yield from layers()
    yield from language()
    yield from pictures()
    yield "MLP", mlp(), {"x": torch.zeros(1, 40)}, 2 * (40 * 100 + 100 * 10)
