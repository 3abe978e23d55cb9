"""Compares the tensors of a model with those of another one, name by name and byte by byte."""

from collections.abc import Iterator

from reproducers.lab.autopsy.contents import Contents, TensorEntry
from reproducers.lab.autopsy.sizes import same_numbers

_NAMED = 4  # tensors that are told by name


def compared(contents: Contents, base: Contents, name: str) -> tuple[str, ...]:
    """What the tensors of both say about where the model comes from, in sentences."""
    own, of_base = _by_name(contents), _by_name(base)
    both = [key for key in own if key in of_base]
    alike = [key for key in both if own[key].shape == of_base[key].shape]
    if not alike:
        return (f"No tensor of it has name and shape of one of {name}: it was not made from it as it is.",)
    same = [
        key for key in alike if own[key].dtype == of_base[key].dtype and same_numbers(own[key], of_base[key])
    ]
    return tuple(_sentences(own, of_base, alike, same, name))


def _by_name(contents: Contents) -> dict[str, TensorEntry]:
    """Learnt tensors by name, without the module that nearly all of them lie in."""
    learnt = [tensor for tensor in contents.tensors if tensor.learnt]
    first = [tensor.name.partition(".")[0] for tensor in learnt]
    top = max(set(first), key=first.count, default="")
    wrapped = (
        first.count(top) > 0.8 * len(first)
        and not top.isdigit()
        and top in ("model", "module", "bert", "roberta")
    )
    return {tensor.name.removeprefix(f"{top}.") if wrapped else tensor.name: tensor for tensor in learnt}


def _sentences(
    own: dict[str, TensorEntry], of_base: dict[str, TensorEntry], alike: list[str], same: list[str], name: str
) -> Iterator[str]:
    if len(same) == len(own) == len(of_base):
        yield f"All {len(own):,} tensors are those of {name}, byte for byte: it is a copy."
        return
    changed = [key for key in alike if key not in set(same)]
    other_type = [key for key in changed if own[key].dtype != of_base[key].dtype]
    yield f"{len(same):,} of {len(own):,} tensors are those of {name}, byte for byte (measured)."
    if other_type:
        kinds = sorted({f"{of_base[key].dtype} → {own[key].dtype}" for key in other_type})
        types = ", ".join(kinds)
        yield f"{len(other_type):,} have its shapes in another type ({types}): converted or quantised from it."
    retrained = len(changed) - len(other_type)
    if retrained:
        names = ", ".join(key for key in changed if key not in set(other_type))[:160]
        yield f"{retrained:,} have its shapes and other numbers, as after further training: {names}."
    for here, elsewhere, words in ((own, of_base, "only here"), (of_base, own, f"only in {name}")):
        alone = [key for key in here if key not in elsewhere]
        if alone:
            more = f" and {len(alone) - _NAMED} more" if len(alone) > _NAMED else ""
            yield f"Tensors {words}: {', '.join(alone[:_NAMED])}{more}."
