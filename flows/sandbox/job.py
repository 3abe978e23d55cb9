"""What the parent tells the child to do: one line of JSON, written and read by our own code only."""

from typing import TypedDict


class Job(TypedDict):
    """The first line of the child's input; the request follows it."""

    function: str
    """"package.module:name"."""
    package: str
    """The folder of the function's package, or "" for code that lives elsewhere."""
    root: str
    """The folder in which our packages are."""
    code: list[str]
    """Folders to import from beside our packages."""
    read: list[str]
    """What may be read beside the interpreter and the code."""
    scratch: str
    """The working folder, the only one that may be written."""
    need: list[str]
    """Isolation layers without which the function must not be started."""
    parent: int
    """Process id of the launcher's parent, whose death ends the child."""
    environment: dict[str, str]
    """All of the child's environment."""
    limits: dict[str, int]
    """cpu_seconds, file_mb, address_mb, answer_mb, processes, unix_sockets and accelerator (0 or 1)."""
