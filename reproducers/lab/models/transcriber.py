"""A speech model: one that labels frames (CTC), or one that writes (Whisper and its kin)."""

from collections.abc import Sequence

from claims.records import Pair
from claims.verdicts.matched import UNSAID
from reproducers.lab.bench import Bench
from reproducers.lab.models.audio_inputs import extractor_of, recordings_of
from reproducers.lab.models.pretrained import inference, open_model, tokenizer_of

_AUTOS = ("AutoModelForSpeechSeq2Seq", "AutoModelForCTC")
_NEW = 256  # tokens that are written of one recording


class Transcriber:
    """An opened speech model."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.opened = open_model(bench, *_AUTOS)
        self.writes = self.opened.model.can_generate()
        self.extractor, self.tokenizer = extractor_of(self.opened.folder), tokenizer_of(self.opened)
        self.rate = int(getattr(self.extractor, "sampling_rate", 16_000))
        self.settings = (
            *self.opened.settings,
            Pair(name="sampling rate", value=f"{self.rate} Hz"),
            Pair(name="decoding", value="greedy, without a language model"),
            Pair(name=UNSAID, value="words as they stand, case and marks kept"),
        )

    def write(self) -> list[str]:
        """What is said in each recording of the slice, one at a time."""
        return [self._text_of_row(i) for i in range(len(self.bench.rows))]

    def _text_of_row(self, row: int) -> str:

        wave = recordings_of(self.bench, [row], self.rate)[0]
        fed = self.extractor(wave, sampling_rate=self.rate, return_tensors="pt").to(self.opened.device)
        with inference("recordings"):
            ids: Sequence[int] = (
                self.opened.model.generate(**fed, do_sample=False, num_beams=1, max_new_tokens=self._most())[
                    0
                ]
                if self.writes
                else self.opened.model(**fed).logits[0].argmax(-1)
            )
        return str(self.tokenizer.decode(ids, skip_special_tokens=True)).strip()

    def _most(self) -> int:
        limit = getattr(self.opened.config, "max_target_positions", None) or _NEW + 8
        return max(1, min(_NEW, int(limit) - 8))
