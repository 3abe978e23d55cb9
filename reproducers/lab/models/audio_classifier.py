"""An audio classifier of transformers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.records import Pair
from reproducers.lab.bench import Bench, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.models.audio_inputs import extractor_of, recordings_of
from reproducers.lab.models.pretrained import Opened, inference, open_model
from reproducers.lab.models.torch_classifier import likeliest

if TYPE_CHECKING:
    from transformers import FeatureExtractionMixin


@dataclass(frozen=True)
class AudioClassifier:
    """An opened model with its feature extractor."""

    bench: Bench
    opened: Opened
    extractor: "FeatureExtractionMixin"
    rate: int
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:  # noqa: ARG002 - as every classifier
        """The likeliest class of each recording; one at a time, so that no padding changes it."""
        import torch

        predictions: list[Prediction] = []
        for wave in recordings_of(self.bench, positions, self.rate):
            fed = self.extractor(wave, sampling_rate=self.rate, return_tensors="pt").to(self.opened.device)
            with inference("recordings"):
                logits = self.opened.model(**fed).logits.double().cpu()
            predictions += likeliest(torch.softmax(logits, dim=-1))
        return predictions


def open_audio_classifier(bench: Bench) -> AudioClassifier:
    """The bench's model for recordings; raises ModelUnavailable or ModelUnsafe."""
    opened = open_model(bench, "AutoModelForAudioClassification")
    extractor = extractor_of(opened.folder)
    rate = int(getattr(extractor, "sampling_rate", 16_000))
    return AudioClassifier(
        bench, opened, extractor, rate, (*opened.settings, Pair(name="sampling rate", value=f"{rate} Hz"))
    )
