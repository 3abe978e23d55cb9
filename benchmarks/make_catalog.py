"""Write the catalog's TOML files from tables of facts: `python benchmarks/make_catalog.py --facts DIR`.

DIR holds metrics.csv, benchmarks.csv and hardware.csv; every row that is kept keeps its source.
"""

import argparse
import csv
import json
import re
from pathlib import Path

OURS = "Assay: definition"
SCALES = {
    "latency": "seconds", "ttft": "seconds", "tpot": "seconds", "throughput": "rate",
     "tokens_per_second": "rate",
    "fps": "rate", "speedup": "ratio", "rtf": "ratio", "training_time": "seconds", "params": "count",
    "active_params": "count", "trainable_params": "count", "model_size": "bytes", "vram": "bytes",
    "kv_cache": "bytes", "compression_ratio": "ratio", "bits_per_weight": "bits", "context_length": "tokens",
    "flops": "operations", "macs": "macs", "flops_per_second": "operations_per_second",
     "gpu_hours": "seconds",
    "training_tokens": "tokens", "epochs": "count", "co2": "grams", "energy": "kwh", "power": "watts",
    "price": "money", "annotation_cost": "count", "asr_latency": "seconds", "bandwidth": "bytes",
}  # fmt: skip
ELSEWHERE = {
    "accuracy": ["OA"], "error_rate": ["Top-1 Error", "Top-5 Error"], "success_auc": ["AUC"],
    "perplexity": ["word_perplexity"], "recall_at_k": ["R@20", "R@100", "Recall@100", "Recall@1000",
     "recall_at_100"],
    "ndcg_at_k": ["nDCG@20"], "judge_score_1_10": ["judge score"], "episodic_return": ["Score"],
    "flops": ["FLOPS"], "bits_per_weight": ["W4A16"], "active_params": ["A3B"], "pass_hat_k": ["pass^1"],
    "context_length": [], "compression_ratio": ["ratio"], "normalised_score": ["normalized score"],
}  # fmt: skip
"""Spellings that another row owns, or that name something else."""
ALSO = {
    "params": ["parameters", "parameter count", "number of parameters", "MM Params", "model parameters",
     "# Params"],
    "model_size": ["file size", "model file size", "file_size", "download size", "size on disk",
     "weights size"],
    "vram": ["memory", "GPU memory usage", "RAM", "memory consumption", "peak_memory", "memory usage",
             "memory footprint", "VRAM usage", "memory requirement", "memory cost", "peak GPU memory"],
    "latency": ["running time", "inference latency", "decoding latency", "processing time", "time per image",
                "inference speed (ms)", "latency per sample", "average running time"],
    "throughput": ["samples per second", "images per second", "queries per second", "QPS",
     "sentences per second",
                   "sentences/s", "samples/sec", "examples/s", "requests per second"],
    "fps": ["frames per second", "frames/s"],
    "tokens_per_second": ["tokens per second", "generation speed"],
    "speedup": ["speed up", "relative speed", "latency speedup", "speed-up ratio", "latency ratio",
     "latency reduction"],
    "training_time": ["training duration", "training hours", "wall-clock training time"],
    "gpu_hours": ["total GPU hours", "training GPU hours", "GPU-h"],
    "co2": ["CO2 emissions", "co2_emissions", "co2_eq_emissions", "carbon emitted", "total emissions",
     "tCO2eq",
            "carbon footprint", "CO2 eq. emissions"],
    "energy": ["energy consumption", "power consumption (kWh)"],
    "context_length": ["context size", "max context", "max sequence length", "maximum sequence length",
                       "sequence length", "context_window"],
    "flops": ["operations", "BFLOPs", "Bn Ops", "GFLOPS (count)", "number of operations", "ops"],
    "flops_per_second": ["FLOP/s", "BFLOP/s", "FLOPS"],
    "spearman": ["Spearman correlation coefficient", "Spearman's rho", "spearman_cosine", "cos_sim_spearman"],
    "f1_macro": ["macro-F", "Macro-F score", "F1 macro", "macro avg F1"],
    "f1_weighted": ["F1 weighted"], "f1_micro": ["F1 micro"],
    "score": ["average score", "GLUE score", "mean score"],
    "accuracy": ["classification accuracy", "dev accuracy", "test acc", "average accuracy", "eval_accuracy"],
    "f1": ["eval_f1", "f1 measure", "F_{1}"], "precision": ["eval_precision"], "recall": ["eval_recall"],
    "f_0_5": ["F_{0.5}", "F0.5 score"], "perplexity": ["validation perplexity", "LM perplexity"],
    "sparsity": ["weight sparsity"], "ap_50": ["AP_{50}", "mAP@.5", "mAP-50"], "ap_75": ["AP_{75}",
     "mAP@0.75"],
    "ap_small": ["AP_{S}", "AP small"], "ap_medium": ["AP_{M}", "AP medium"], "ap_large": ["AP_{L}",
     "AP large"],
}  # fmt: skip
MORE = [  # id, name, aliases, kind, higher_is_better, low, high, scale, tasks
    ("precision_macro", "Macro precision", "macro-precision|precision_macro", "quality", True, 0, 1, "share"),
    ("precision_micro", "Micro precision", "micro-precision|precision_micro", "quality", True, 0, 1, "share"),
    ("precision_weighted", "Weighted precision", "weighted-precision", "quality", True, 0, 1, "share"),
    ("recall_micro", "Micro recall", "micro-recall|recall_micro", "quality", True, 0, 1, "share"),
    ("recall_weighted", "Weighted recall", "weighted-recall", "quality", True, 0, 1, "share"),
    ("embedding_dimension", "Embedding dimension",
     "embedding size|hidden size|hidden dimension|d_model|dimensions"
     "|output dimension|embedding dim|hidden_size|vector dimension|dimensionality", "size", None, 1, None,
     "count"),
    ("layers", "Layers", "number of layers|#layers|num_layers|num_hidden_layers|depth", "size", None, 1,
     None, "count"),
    ("attention_heads", "Attention heads", "heads|number of heads|num_attention_heads", "size", None, 1,
     None, "count"),
    ("vocabulary_size", "Vocabulary size", "vocab size|vocab_size|vocabulary", "size", None, 1, None,
     "tokens"),
    ("max_output_length", "Maximum output length", "max output tokens|generation length|output length",
     "size", True,
     0, None, "tokens"),
    ("max_batch_size", "Maximum batch size", "max batch size", "size", True, 0, None, "count"),
    ("weight_density", "Weights remaining", "density|remaining weights|weight density|parameters remaining"
     "|linear layer density|fraction of original weights", "size", None, 0, 1, "share"),
    ("memory_ratio", "Memory saving", "memory reduction|memory saving ratio|memory ratio|relative memory",
     "size",
     True, 0, None, "ratio"),
    ("throughput_ratio", "Throughput ratio",
     "relative throughput|throughput improvement|throughput speedup", "speed",
     True, 0, None, "ratio"),
    ("training_flops", "Training compute",
     "training FLOPs|training cost|training compute|Training Cost (FLOPs)",
     "compute", False, 0, None, "operations"),
    ("load_time", "Load time", "loading time|cold start|startup time", "speed", False, 0, None, "seconds"),
    ("cost_per_request", "Cost per request", "cost per 1k requests|price per request|cost per query",
     "cost", False,
     0, None, "money"),
]  # fmt: skip


def main() -> None:
    """Write the three files beside the code that reads them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, help="the folder of the CSV files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "claims" / "catalog")
    given = parser.parse_args()
    made = {
        "metrics.toml": ("metric", metric_rows(given.facts / "metrics.csv")),
        "benchmarks.toml": ("benchmark", benchmark_rows(given.facts / "benchmarks.csv")),
        "devices.toml": ("device", device_rows(given.facts / "hardware.csv")),
    }
    for file, (table, rows) in made.items():
        (given.out / file).write_text(toml(table, rows), "utf-8")
        print(f"{file}: {len(rows)} rows")


def metric_rows(file: Path) -> list[dict[str, object]]:
    """Every metric of the table with our spellings, without those that another owns; then our own metrics."""
    rows: list[dict[str, object]] = []
    for row in read_csv(file):
        key = row["id"]
        aliases = [*cells(row["aliases"]), *ALSO.get(key, [])]
        kept = [
            alias
            for alias in dict.fromkeys(aliases)
            if alias not in (key, row["name"], *ELSEWHERE.get(key, []))
        ]
        usual = row["usual_scale"]
        rows.append({
            "id": key, "name": row["name"], "aliases": kept, "kind": row["kind"],
            "higher_is_better": {"true": True, "false": False}.get(row["higher_is_better"]),
            "low": row["low"], "high": row["high"],
            "scale": SCALES.get(key, "share" if usual != "open" else "open"), "usual": usual,
            "counted": row["is_count_based"] == "true" or None, "tasks": cells(row["tasks"]),
            "source": row["source"],
        })  # fmt: skip
    for key, name, aliases_, kind, better, low, high, scale in MORE:
        rows.append({
            "id": key, "name": name, "aliases": cells(aliases_), "kind": kind, "higher_is_better": better,
            "low": str(low), "high": "" if high is None else str(high), "scale": scale,
            "usual": "both" if scale == "share" else "open", "tasks": ["any"], "source": OURS,
        })  # fmt: skip
    return rows


def benchmark_rows(file: Path) -> list[dict[str, object]]:
    """The benchmarks on whose size two projects agree."""
    rows: list[dict[str, object]] = []
    for row in read_csv(file):
        if row["sure"] != "yes":
            continue
        rows.append({
            "name": row["name"], "aliases": cells(row["aliases"]), "task": row["task"],
            "n_test": number(row["n_test"]), "n_validation": number(row["n_validation"]),
            "split_usually_reported": row["split_usually_reported"], "item": row["unit_of_n"],
            "classes": number(row["n_classes"]), "note": row["notes"], "source": row["source"],
            "sure": True,
        })  # fmt: skip
    return rows


def device_rows(file: Path) -> list[dict[str, object]]:
    """Every device with its dense peaks, memory, bandwidth and power; figures without a source are named."""
    keep = ("name", "kind", "family")
    return [
        {
            **{key: row[key] for key in keep},
            "aliases": cells(row["aliases"]),
            **{ours: figure(row[theirs]) for ours, theirs in FIGURES.items()},
            "unsourced": [
                ours for ours, theirs in FIGURES.items() if theirs in cells(row["unsourced_fields"])
            ],
            "note": row["note"],
            "source": named(row["source"]),
        }
        for row in read_csv(file)
    ]


def toml(table: str, rows: list[dict[str, object]]) -> str:
    """Rows as TOML, one inline table a line, empty cells left out."""
    head = "# Written by benchmarks/make_catalog.py from tables of facts; change those, not this.\n"
    lines = [", ".join(f"{key} = {value(cell)}" for key, cell in row.items() if cell not in ("", None, []))
             for row in rows]  # fmt: skip
    return head + f"{table} = [\n" + "".join(f"  {{{line}}},\n" for line in lines) + "]\n"


def value(cell: object) -> str:
    """One TOML value; a JSON string is a TOML basic string."""
    if isinstance(cell, list):
        return "[" + ", ".join(json.dumps(one, ensure_ascii=False) for one in cell) + "]"
    return json.dumps(cell, ensure_ascii=False)


def read_csv(file: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def cells(text: str) -> list[str]:
    """The parts of a cell that bars divide."""
    return [part.strip() for part in text.split("|") if part.strip()]


def named(source: str) -> str:
    """A source by its name alone, without the number of the copy that was read."""
    return re.sub(r"(?:path of )?stored file (?:[0-9]+ ?|found by search: )", "", source)


FIGURES = {
    "fp64": "fp64_tflops", "fp32": "fp32_tflops", "tf32": "tf32_tflops", "fp16": "fp16_tensor_dense_tflops",
    "bf16": "bf16_dense_tflops", "fp8": "fp8_dense_tflops", "int8": "int8_dense_tops", "int4": "int4_dense_tops",
    "fp4": "fp4_dense_tflops", "sparse_factor": "sparse_factor", "memory_gb": "memory_gb",
    "bandwidth_gb_s": "bandwidth_gb_s",
}  # fmt: skip
"""Our names of a device's figures, and the columns of the table of facts."""


def figure(text: str) -> float | None:
    """A figure, or nothing."""
    return float(text) if text.strip() else None


def number(text: str) -> int | None:
    """A whole number, or nothing."""
    return int(text) if text.isdigit() else None


if __name__ == "__main__":
    main()
