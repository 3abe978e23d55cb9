"""The header of a weight file as fields of the document: read from its first bytes, the data is left alone."""

from pathlib import Path

from claims.errors import ReadError
from claims.records import Entry, Place
from claims.safetensors_header import Header, header_length, read_header
from extractors.readers.front_matter import Leaves

MOST_PAIRS = 200
"""Strings of a header's own metadata that are kept."""


def leaves(path: Path, *, file: str) -> Leaves:
    """Tensors, parameters, types and metadata of one safetensors file; what is damaged is a warning."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(8)
            if start.startswith(b"version "):
                return Leaves(
                    warnings=(f"{file} is a pointer of Git LFS, not the weights. Fetch them first.",)
                )
            header = read_header(start + stream.read(header_length(start)), size)
    except OSError as error:
        return Leaves(warnings=(f"{file} cannot be read: {error.strerror}.",))
    except ReadError as error:
        return Leaves(warnings=(f"{file}: {error.says}",))
    return Leaves(tuple(_entries(header, file)))


def _entries(header: Header, file: str) -> list[Entry]:
    """Counts have no words in the file, so their quote is empty; types and metadata are quoted."""
    counted = [("tensors", str(len(header.tensors))), ("parameters", str(header.parameters))]
    entries = [Entry(path=name, value=value, place=Place(file=file, quote="")) for name, value in counted]
    entries += [
        Entry(path=f"dtypes/{index}", value=dtype, place=Place(file=file, quote=dtype))
        for index, dtype in enumerate(header.dtypes)
    ]
    for pair in header.metadata[:MOST_PAIRS]:
        place = Place(file=file, quote=pair.value[:2000])
        entries.append(Entry(path=f"__metadata__/{pair.name[:200]}", value=pair.value[:10_000], place=place))
    return entries
