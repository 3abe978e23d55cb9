"""Name spaces of the child's own: users, mounts, network, shared memory and processes, without being root.

Numbers are those of linux/sched.h and linux/mount.h. Both functions are for single-threaded processes only.
"""

import ctypes
import os
import struct
from contextlib import suppress

NEW_MOUNT, NEW_IPC, NEW_USER, NEW_PID, NEW_NET = 0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
PRIVATE_ALL_THE_WAY_DOWN, BIND = 0x40000 | 0x4000, 0x1000
MOUNT_SETATTR, HERE, RECURSIVE, READ_ONLY = 442, -100, 0x8000, 1
NO_SUID_DEV_EXEC = 2 | 4 | 8


def enter_namespaces() -> bool:
    """Users, mounts, network, shared memory and processes of its own; the same user inside as outside."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_USER | NEW_MOUNT | NEW_NET | NEW_IPC | NEW_PID):
        return False
    maps = (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1"))
    for name, text in maps:
        # Where a map is refused the user is merely called "nobody" inside; the name spaces hold all the same.
        with suppress(OSError), open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123  pathlib is slow
            file.write(text)
    return True


def make_read_only(scratch: str) -> list[str]:
    """The first process's part: nothing can be changed outside the working folder, /proc shows only our own.

    Landlock stops neither a change of modes, owners or times nor a look at other processes' lines in /proc.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    folder = scratch.encode()
    layers = []
    libc.mount(b"none", b"/", None, PRIVATE_ALL_THE_WAY_DOWN, None)
    if not libc.mount(folder, folder, None, BIND, None):
        closed, opened = (READ_ONLY, 0), (0, READ_ONLY)
        if _mount_attributes(b"/", closed, beneath=True) and _mount_attributes(folder, opened, beneath=False):
            layers.append("read-only")
    if not libc.mount(b"proc", b"/proc", b"proc", NO_SUID_DEV_EXEC, None):
        layers.append("proc")
    return layers


def _mount_attributes(path: bytes, change: tuple[int, int], *, beneath: bool) -> bool:
    """Set and clear attributes of a mount, and of those beneath it (Linux 5.12)."""
    attributes = struct.pack("<QQQQ", *change, 0, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    return not libc.syscall(
        MOUNT_SETATTR, HERE, path, RECURSIVE if beneath else 0, attributes, len(attributes)
    )
