"""Landlock by hand: from here on this process opens only what it was granted (Linux 5.13 and later).

Numbers are those of linux/landlock.h and of the kernel's userspace-api/landlock.rst.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, IOCTL_DEV = (
    1 << 0,
    1 << 1,
    1 << 2,
    1 << 3,
    1 << 14,
    1 << 15,
)
READ = EXECUTE | READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""The rights that make sense for a file; a rule with any of the others on a file is refused."""
VERSION = 1
PATH_BENEATH = 1


def abi() -> int:
    """The version of Landlock that the kernel supports, 0 where there is none."""
    try:
        return _call(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    except OSError:
        return 0


def enforce(*, read: Iterable[str], write: Iterable[str]) -> int:
    """Close everything but the given paths, all TCP and signals to outsiders; the version in force.

    Raises OSError where the kernel has no Landlock. There is no way back, also not for processes started
    later.
    """
    version = abi()
    if not version:
        raise OSError("this kernel has no Landlock")
    everything = _rights(version)
    ruleset = _ruleset(version, everything)
    try:
        for paths, rights in ((read, READ), (write, everything)):
            for path in paths:
                _grant(ruleset, path, rights & everything)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _rights(version: int) -> int:
    """All file rights that this version knows, so that all are denied unless granted."""
    bits = 13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16
    return (1 << bits) - 1


def _ruleset(version: int, rights: int) -> int:
    """An empty ruleset for these file rights, TCP (from 4), abstract sockets and signals (from 6)."""
    tcp = 3 if version >= 4 else 0
    scoped = 3 if version >= 6 else 0
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = struct.pack("<QQQ", rights, tcp, scoped)[:size]
    return _call(CREATE_RULESET, ctypes.create_string_buffer(attributes, size), ctypes.c_size_t(size), 0)


def _grant(ruleset: int, path: str, rights: int) -> None:
    """Grant rights on a file, or on a folder and what is beneath; a path that is not there grants nothing."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if os.path.isdir(path) else rights & OF_FILES  # noqa: PTH112  pathlib is slow to import
        rule = ctypes.create_string_buffer(struct.pack("<Qi", allowed, opened), 12)
        _call(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)


def _call(number: int, *arguments: object) -> int:
    """One system call; raises OSError with the kernel's reason."""
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(number, *arguments))
    if result < 0:
        reason = ctypes.get_errno()
        raise OSError(reason, os.strerror(reason))
    return result
