"""An encoder of sentences as an ONNX file whose one output is the pooled vectors."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.compression.export import check_parity, copy_settings, trace
from reproducers.lab.compression.runners import OrtRunner
from reproducers.lab.models.encoder import TransformerEncoder
from reproducers.lab.models.onnx_encoder import POOLED

if TYPE_CHECKING:
    import torch

    from reproducers.lab.compression.quality import Answer
    from reproducers.lab.compression.runners import Feeds, Outputs

_COMPARED = 8


@dataclass(frozen=True)
class ExportedEncoder:
    """The file, and what goes into it for a row."""

    file: Path
    feeds: "Callable[[int], Feeds]"

    def vectors(self, outputs: "Outputs", row: int) -> "Answer":  # noqa: ARG002 - a graph without pooling needs it
        """The vectors of a row's two sentences."""
        import numpy as np

        return np.asarray(outputs[POOLED], dtype=np.float64)


def export_encoder(bench: Bench) -> tuple[ExportedEncoder, float, tuple[Pair, ...]]:
    """The exported encoder, the largest difference that the export makes, and how it was made.

    Raises ModelUnavailable where it cannot be exported, or the file gives other vectors.
    """
    import numpy as np

    encoder = TransformerEncoder(bench)
    folder = bench.scratch / "exported"
    folder.mkdir()
    copy_settings(encoder.opened.folder, folder)
    file = folder / "model.onnx"
    rows = bench.rows

    def tokens(row: int) -> "dict[str, torch.Tensor]":
        return encoder.tokens([rows.texts[row], rows.pairs[row]])

    def feeds(row: int) -> "Feeds":
        return {name: tensor.numpy() for name, tensor in tokens(row).items()}

    names = list(tokens(0))
    made_by = trace(
        encoder.opened.model,
        lambda given: (encoder.vectors(dict(zip(names, given, strict=True))),),
        tokens(0),
        (POOLED,),
        file,
    )
    runner, worst = OrtRunner(file), 0.0
    for row in range(min(_COMPARED, len(rows))):
        own = encoder.encode([rows.texts[row], rows.pairs[row]])
        worst = max(worst, float(np.abs(own - np.asarray(runner.run(feeds(row))[POOLED])).max()))
    check_parity(worst)
    return ExportedEncoder(file, feeds), worst, (made_by, *encoder.settings)
