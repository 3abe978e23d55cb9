"""TorchScript: an archive of tensors and code; the code is read as text and never run."""

import re
from collections import Counter
from dataclasses import replace

from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.formats.torch_state import contents_of
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.torch_archive import member_bytes, members_of, pickle_in

_FORWARD = re.compile(r"def forward\(self[^,)]*,?\s*(?P<given>[^)]*)\)\s*->\s*(?P<result>[^:\n]+):")
_CALL = re.compile(r"\btorch\.(?!nn\b)([a-z_0-9]+)\(")
_BUFFERS = re.compile(r"class (\w+)\(Module\):\n(?:  __parameters__ = [^\n]*\n)?  __buffers__ = \[([^\n]*)\]")
_LARGEST = 8 << 20  # bytes of code that are read in all
_PRODUCTS = re.compile(
    r"^(?:_?conv\w*|linear|matmul|bmm|addmm|lstm|gru|rnn\w*|einsum|scaled_dot_product\w*)$"
)


def _fits(target: ModelTarget) -> bool:
    return any(name.startswith("code/") for name in target.members) and "data.pkl" in target.members


@model_format("TorchScript", version=1, fits=_fits, rank=3)
def torchscript(target: ModelTarget) -> Contents:
    """A file of torch.jit.save: tensors by its pickle, inputs and operators by its code."""
    with target.path.open("rb") as file:
        members = members_of(file)
        contents = contents_of(pickle_in(file, "data.pkl"), target, members)
        names = sorted(name for name in members if name.startswith("code/") and name.endswith(".py"))
        code = {
            name: member_bytes(file, name).decode("utf-8", "replace")
            for name in names[:400]
            if members[name].size < _LARGEST
        }
    contents.format, contents.needs = (
        "TorchScript",
        ["PyTorch (torch.jit.load); no code of the model beside the file."],
    )
    _mark_buffers(contents, code)
    _plain_classes(contents)
    _ports(contents, code)
    calls = Counter(call for text in code.values() for call in _CALL.findall(text))
    products = sorted(call for call in calls if _PRODUCTS.match(call))
    if calls:
        listed = ", ".join(f"{count} {call}" for call, count in calls.most_common(6))
        contents.metadata["operators in its code"] = listed
    if products:
        contents.unknown.append(
            f"Its code calls {', '.join(products[:8])}; the sizes that they meet are only known when it runs."
        )
    return contents


def _mark_buffers(contents: Contents, code: dict[str, str]) -> None:
    """Tensors that the code lists as buffers of their class were not learnt."""
    buffers: dict[str, set[str]] = {}
    for name, text in code.items():
        place = name.removeprefix("code/").removesuffix(".py").replace("/", ".")
        for class_name, listed in _BUFFERS.findall(text):
            buffers[f"{place}.{class_name}"] = set(re.findall(r'"([^"]+)"', listed))
    kept = {
        f"{path}.{name}" if path else name
        for path, kind in contents.modules.items()
        for name in buffers.get(kind, ())
    }
    contents.tensors = [replace(t, learnt=t.learnt and t.name not in kept) for t in contents.tensors]


def _plain_classes(contents: Contents) -> None:
    """The classes by their own names: __torch__.torch.nn.modules.conv.___torch_mangle_3.Conv2d is a Conv2d of torch."""
    contents.modules = {
        name: re.sub(r"\.___torch_mangle_\d+", "", path).removeprefix("__torch__.")
        for name, path in contents.modules.items()
    }


def _ports(contents: Contents, code: dict[str, str]) -> None:
    """Inputs and outputs by the signature of the outermost forward."""
    top = contents.modules.get("", "")
    short = top.rpartition(".")[2]
    bodies = [
        match
        for text in code.values()
        for match in re.findall(rf"class {re.escape(short)}\(Module\):.*?(?=\nclass |\Z)", text, re.DOTALL)
    ]
    match = next((header for body in bodies if (header := _FORWARD.search(body))), None)
    if match is None:
        return
    for part in re.split(r",\s*(?![^\[]*\])", match["given"]):
        name, _, kind = part.strip().partition(":")
        if name:
            contents.inputs.append(
                TensorPort(name=name.strip()[:60], dtype=kind.strip()[:40] or "Tensor", shape=("?",))
            )
    contents.outputs.append(TensorPort(name="result", dtype=match["result"].strip()[:60], shape=("?",)))
