"""An autopsy as records, with something in every field, for the tests of its forms."""

from decimal import Decimal

from claims.records import Source
from claims.records.autopsy import (
    Autopsy,
    DtypeSize,
    Figure,
    Layer,
    LicenceStatement,
    Load,
    ModelComponent,
    ModelStage,
    PartSize,
    Reason,
    RooflinePoint,
    TensorPort,
    VariantFile,
)
from claims.records.control_flow import ControlFlow, GraphBranch


def an_autopsy(name: str = "acme/sorter") -> Autopsy:
    """The autopsy of a small text classifier whose licences contradict each other."""
    return Autopsy(
        source=Source(kind="folder", name=name, revision="5" * 40, sha256="5a" * 32),
        files=4,
        file_bytes=91_022_336,
        headline="BERT (transformer encoder of text) for text-classification: 22,714,754 parameters in float32.",
        components=(_component(),),
        variants=(
            VariantFile(
                path="model.safetensors",
                format="safetensors",
                parameters=22_714_754,
                stored_bytes=90_859_016,
                dtypes=("float32",),
            ),
            VariantFile(
                path="model-Q4_0.gguf",
                format="GGUF",
                parameters=22_714_754,
                stored_bytes=12_777_049,
                dtypes=("Q4_0", "F32"),
            ),
        ),
        purpose=("The package sorter calls itself “Sorts letters by what they ask for”.",),
        rooflines=_rooflines(),
        licences=(
            LicenceStatement(place="README.md", says="apache-2.0", spdx="Apache-2.0"),
            LicenceStatement(place="LICENSE", says="MIT License", spdx="MIT"),
        ),
        licence_note="The licences contradict each other: README.md says Apache-2.0; LICENSE says MIT.",
        licence_permission="Until that is settled, the strictest counts, Apache-2.0: commercial use is allowed.",
        lineage=("The card names acme/base as its base model.",),
        leftovers=("Files of training lie beside it: optimizer.pt.",),
        needs=("transformers 5.0 or newer, with its class BertForSequenceClassification.",),
        unknown=(),
        notes=("Only the headers of the weights were fetched, so that nothing is told of their numbers.",),
    )


def _component() -> ModelComponent:
    block = ("linear 384 → 384", "linear 384 → 1536", "linear 1536 → 384", "norm 384")
    return ModelComponent(
        name="acme/sorter",
        format="safetensors",
        family="BERT (transformer encoder of text)",
        task="text-classification",
        reasons=(Reason(kind="configuration", says="The settings name the architecture bert."),),
        inputs=(TensorPort(name="input_ids", dtype="int64", shape=("batch", "tokens"), meaning="token numbers"),),
        outputs=(TensorPort(name="logits", dtype="float32", shape=("batch", "2"), meaning="spam or not"),),
        parameters=22_714_754,
        parts=(
            PartSize(part="embedding", parameters=11_919_360, stored_bytes=47_677_440),
            PartSize(part="attention", parameters=3_548_160, stored_bytes=14_192_640),
            PartSize(part="feed-forward", parameters=7_089_408, stored_bytes=28_357_632),
            PartSize(part="head", parameters=148_610, stored_bytes=594_440),
            PartSize(part="norm", parameters=9_216, stored_bytes=36_864),
        ),
        dtypes=(DtypeSize(dtype="float32", numbers=22_714_754, stored_bytes=90_859_016),),
        figures=(
            Figure(name="weights in memory", value=Decimal(90_859_016), unit="bytes", known="counted"),
            Figure(name="share of zeros", value=Decimal("0.0002"), known="estimated", note="4 of 22 million"),
        ),
        stages=(
            ModelStage(name="embeddings", title="embeddings", part="embedding", parameters=11_920_128),
            ModelStage(
                name="encoder.layer.0", title="transformer block", part="feed-forward", times=6,
                parameters=1_774_464, flops=471_859_200, detail="width 384, feed-forward 1,536", inner=block,
            ),
            ModelStage(name="classifier", title="scores", part="head", parameters=770, detail="384 → 2"),
        ),
        layers=(Layer(name="embeddings.word", kind="embedding", shape="30522 x 384", parameters=11_720_448),),
        layers_left_out=2,
        loads=(
            Load(
                name="1 text of 128 tokens", batch=1, flops=2_876_538_624, cheapest=9_000, activation_bytes=3_276_800,
                moved_bytes=100_000_000, dominant="feed-forward 63 %, attention 32 %",
            ),
            Load(name="32 texts of 128 tokens", batch=32, flops=None, at_least=9_000, uncounted=("LSTM",)),
        ),
        control_flow=_control_flow(),
        unknown=("A tensor that is called <b>odd</b>.",),
    )  # fmt: skip


def _control_flow() -> tuple[ControlFlow, ...]:
    return (
        ControlFlow(
            operator="If",
            name="use_cache",
            branches=(
                GraphBranch(when="where cached is false", parameters=7_000_000, flops=2_876_538_624),
                GraphBranch(when="where cached is true", parameters=6_000_000, flops=9_000, whole=False),
            ),
        ),
        ControlFlow(
            operator="Loop",
            name="steps",
            branches=(GraphBranch(when="", parameters=770, flops=1_540),),
            times=None,
        ),
    )


def _rooflines() -> tuple[RooflinePoint, ...]:
    shared = {"precision": "fp32", "load": "1 text of 128 tokens", "intensity": 28.765}
    here = {"device": "this machine", "peak_tflops": 0.1, "bandwidth_gb_s": 10.0, "known": "measured"}
    card = {"device": "NVIDIA T4", "peak_tflops": 8.14, "bandwidth_gb_s": 320.0, "known": "stated"}
    return (
        RooflinePoint.model_validate({**shared, **here, "bound": "compute", "seconds": 0.028765}),
        RooflinePoint.model_validate(
            {**shared, **card, "bound": "compute", "seconds": 0.000353, "fits": True}
        ),
    )
