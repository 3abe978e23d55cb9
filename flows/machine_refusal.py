"""Errors of the machine rather than of Assay or its input: a full or failing disk, no memory, too many open files."""

import errno

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_OUT_OF = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM, errno.ENOBUFS})
_BROKEN = frozenset({errno.EIO, errno.ESTALE, errno.ENXIO, errno.ENODEV, errno.EBADF, errno.ETIMEDOUT})


def refused_by_machine(error: OSError | MemoryError) -> str | None:
    """A sentence on what the machine refused and what to do; None where the error may be a mistake of ours."""
    if isinstance(error, MemoryError):
        return "This machine has no memory left. Free some, or give a smaller input."
    hints = (
        (_NO_ROOM, "Free some space, or write to another disk."),
        (_NO_RIGHT, "Check who may read and write there."),
        (_OUT_OF, "Free memory and open files, or raise the limits (`ulimit -a`)."),
        (_BROKEN, "Check the disk, or where the output goes."),
    )
    hint = next((words for numbers, words in hints if error.errno in numbers), None)
    if hint is None:
        return None
    failure = f"{error.filename} cannot be used" if error.filename else "Reading or writing failed"
    return f"{failure}: {error.strerror}. {hint}"
