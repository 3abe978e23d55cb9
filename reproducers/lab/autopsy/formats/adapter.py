"""LoRA and other adapters of PEFT: small weights that only work on top of their base model."""

from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget

_WEIGHTS = ("adapter_model.safetensors", "adapter_model.bin")


@model_format("PEFT adapter", version=1, fits=lambda target: target.has("adapter_config.json"), rank=3)
def adapter(target: ModelTarget) -> Contents:
    """A folder of PEFT by its settings and the adapter's weights."""
    from reproducers.lab.autopsy.formats.folder import weights_of
    from reproducers.lab.autopsy.reading import read_contents

    settings = target.table("adapter_config.json")
    name = next((name for name in _WEIGHTS if name in target.files), None) or weights_of(target)[0][0]
    contents = read_contents(target.file(name))
    kind = str(settings.get("peft_type", "adapter"))[:30]
    contents.format = f"{kind} adapter in {contents.format}"
    base = settings.get("base_model_name_or_path")
    where = f"{str(base)[:120]}" if base else "a base model that its settings do not name"
    contents.config = {"_class_name": f"low-rank adapter ({kind})" if kind == "LORA" else f"adapter ({kind})"}
    facts = _facts(settings)
    listed = ", ".join(f"{name} {value}" for name, value in facts.items())
    how = f" ({listed})" if listed else ""
    contents.lineage.append(f"It is an adapter of {where}: its weights are added to that model's{how}.")
    contents.needs.append(f"Its base model, {where}, and PEFT; by itself it answers nothing.")
    contents.metadata |= facts
    return contents


def _facts(settings: "dict[str, object] | object") -> dict[str, str]:
    """Rank, scale and the modules that are changed."""
    table = settings if isinstance(settings, dict) else {}
    modules = table.get("target_modules")
    facts = {"rank": table.get("r"), "alpha": table.get("lora_alpha"), "task": table.get("task_type")}
    facts["changed modules"] = ", ".join(map(str, modules)) if isinstance(modules, list) else modules
    return {key: str(value)[:200] for key, value in facts.items() if value is not None}
