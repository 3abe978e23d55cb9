"""What an autopsy is asked: the files, and what is around them."""

from claims.records import Record, Source


class AutopsyOrder(Record):
    """The file or folder that is to be looked at."""

    source: Source
    """Where it comes from, pinned."""
    root: str
    """The folder."""
    files: tuple[str, ...]
    """Paths inside it."""
    sizes: tuple[int, ...] = ()
    """Their sizes in bytes, in the same order."""
    main: str | None = None
    """The one file that is asked about; none: the folder."""
    glimpse: bool = False
    """Whether weights are stubs that hold their header alone."""
    packages: tuple[str, ...] = ()
    """Metadata files of the Python package that the file lies in."""
    devices: tuple[str, ...] = ()
    """Devices whose roofline is wanted; empty: some common ones."""
    base: "AutopsyOrder | None" = None
    """Another model whose tensors are compared with these."""
    notes: tuple[str, ...] = ()
    """What the caller wants told."""
