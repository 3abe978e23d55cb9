"""A NeMo archive: a tar with model_config.yaml, the weights of torch.save, and a tokenizer."""

import tarfile
from pathlib import Path

import yaml

from claims.errors import ReadError
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget

_LARGEST = 4 << 20  # bytes of settings


def _fits(target: ModelTarget) -> bool:
    return target.suffix == ".nemo" or (
        target.start[257:262] == b"ustar" and b"model_config.yaml" in target.start
    )


@model_format("NeMo archive", version=1, fits=_fits, rank=2)
def nemo(target: ModelTarget) -> Contents:
    """A .nemo file: its weights are written into the scratch folder and read there without unpickling."""
    from reproducers.lab.autopsy.reading import read_contents

    try:
        with tarfile.open(target.path) as archive:
            members = {Path(member.name).name: member for member in archive.getmembers() if member.isfile()}
            settings = _settings(archive, members)
            weights = next(
                (name for name in members if name.endswith((".ckpt", ".pt", ".safetensors"))), None
            )
            if weights is None:
                raise ReadError(f"{target.name} holds no weights.", "Download it again.")
            _extract(archive, members[weights], Path("weights" + Path(weights).suffix))
    except (tarfile.TarError, OSError, EOFError, ValueError):
        raise ReadError(f"{target.name} is damaged or no NeMo archive.", "Download it again.") from None
    file = "weights" + Path(weights).suffix
    contents = read_contents(ModelTarget(Path.cwd(), (file,), file))
    contents.format = f"NeMo archive ({contents.format})"
    contents.metadata |= settings
    contents.needs = ["NVIDIA NeMo, with the class that its settings name."]
    others = sorted(set(members) - {weights, "model_config.yaml"})
    if others:
        contents.lineage.append(f"The archive also holds {', '.join(others[:6])}.")
    return contents


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    """Write one member into the child's own scratch folder, under a name of ours."""
    source = archive.extractfile(member)
    if source is None:
        raise ReadError("The weights in the archive cannot be read.")
    with path.open("wb") as file:
        while piece := source.read(1 << 20):
            file.write(piece)


def _settings(archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> dict[str, str]:
    """The class of the model and what its settings say at their top."""
    member = members.get("model_config.yaml")
    source = archive.extractfile(member) if member is not None and member.size < _LARGEST else None
    if source is None:
        return {}
    try:
        parsed = yaml.safe_load(source.read(_LARGEST))
    except (yaml.YAMLError, RecursionError):
        return {}
    table = parsed if isinstance(parsed, dict) else {}
    facts = {"class": table.get("target"), "producer": f"NeMo {table.get('nemo_version', '')}".strip()}
    facts["sampling rate"] = table.get("sample_rate")
    return {key: str(value)[:120] for key, value in facts.items() if value}
