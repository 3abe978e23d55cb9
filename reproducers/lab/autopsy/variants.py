"""The files of a folder that hold the same model in several precisions or formats, side by side."""

from collections.abc import Iterator

from claims.records.autopsy import VariantFile
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.sizes import dtype_sizes

_TYPES = 3


def variants_of(contents: Contents) -> tuple[VariantFile, ...]:
    """Each file with weights; none where there is only one."""
    variants = tuple(_variant(name, part) for name, part in contents.variants)
    return variants if len(variants) > 1 else ()


def quantised_from(variants: tuple[VariantFile, ...]) -> Iterator[str]:
    """Which of the files have as many numbers as the one with the most bits, and so are likely made from it."""
    if not variants:
        return
    fullest = max(variants, key=lambda variant: variant.bits)
    fewer = [v for v in variants if v.parameters == fullest.parameters and v.bits < 0.95 * fullest.bits]
    if fewer:
        names = ", ".join(variant.path for variant in fewer[:6])
        yield f"{names}: as many numbers as {fullest.path} in fewer bits, so likely converted or quantised from it."


def _variant(name: str, contents: Contents) -> VariantFile:
    learnt = [tensor for tensor in contents.tensors if tensor.learnt]
    return VariantFile(
        path=name,
        format=contents.format,
        parameters=sum(tensor.count for tensor in learnt) + sum(contents.extra_parameters.values()),
        stored_bytes=sum(tensor.stored_bytes for tensor in learnt),
        dtypes=tuple(of.dtype for of in dtype_sizes(learnt)[:_TYPES]),
    )
