"""A system call filter: no sockets, no way into other processes, no new name spaces, no module of the kernel.

It is the only layer that stops UDP and Unix sockets, and changes of modes, owners, times and attributes of files, where
user name spaces are switched off, and it keeps the rarely used and often vulnerable parts of the kernel out of reach.
Call numbers: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine -> AUDIT_ARCH (linux/audit.h) and the column of the table below."""
DENIED = {
    "socket": (41, 198),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "open_by_handle_at": (304, 265),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
}
ABSENT = -1
FILE_ATTRIBUTES = {
    "chmod": (90, ABSENT),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, ABSENT),
    "fchown": (93, 55),
    "lchown": (94, ABSENT),
    "fchownat": (260, 54),
    "utime": (132, ABSENT),
    "utimes": (235, ABSENT),
    "futimesat": (261, ABSENT),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}
"""Changes that Landlock does not stop: refused where no read-only mount stands in their way."""
CLONE, CLONE3 = (56, 220), 435
AF_UNIX = 1
NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of linux/sched.h."""
X32 = 0x40000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
SET_SECCOMP, FILTER_MODE = 22, 2


def enforce(*, unix_sockets: bool = False, file_attributes: bool = False) -> None:
    """Refuse the calls above from here on, changes of files' attributes if asked.

    Needs no_new_privs. Raises OSError where it cannot be had. With `unix_sockets`, sockets between processes of one
    machine are allowed, and no others.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise OSError(f"no table of system calls for {machine}")
    refused = {**DENIED, **FILE_ATTRIBUTES} if file_attributes else DENIED
    code = program(machine, tuple(refused.values()), unix_sockets=unix_sockets)
    text = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(text)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(SET_SECCOMP, FILTER_MODE, header, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")


def program(
    machine: str, denied: Iterable[tuple[int, int]] = tuple(DENIED.values()), *, unix_sockets: bool = False
) -> bytes:
    """The filter as classic BPF, eight bytes an instruction."""
    architecture, column = ARCHITECTURES[machine]
    refuse = _op(RETURN, REFUSE | errno.EPERM)
    lines = [
        _op(LOAD, ARCHITECTURE_AT),
        _op(EQUAL, architecture, then=1),
        _op(RETURN, KILL),  # a call by another architecture's table would have other numbers
        _op(LOAD, NUMBER_AT),
        _op(AT_LEAST, X32, otherwise=1),
        refuse,
        _op(EQUAL, CLONE3, otherwise=1),
        _op(
            RETURN, REFUSE | errno.ENOSYS
        ),  # its flags lie in memory, out of sight: the C library then uses clone
    ]
    if unix_sockets:
        lines += [
            _op(EQUAL, DENIED["socket"][column], otherwise=4),
            _op(LOAD, FIRST_ARGUMENT_AT),
            _op(EQUAL, AF_UNIX, otherwise=1),
            _op(RETURN, ALLOW),
            refuse,
        ]
    for numbers in (pair for pair in denied if pair[column] != ABSENT):
        lines += [_op(EQUAL, numbers[column], otherwise=1), refuse]
    lines += [
        _op(EQUAL, CLONE[column], otherwise=3),
        _op(LOAD, FIRST_ARGUMENT_AT),
        _op(ANY_BIT, NEW_NAMESPACES, otherwise=1),
        refuse,
        _op(RETURN, ALLOW),
    ]
    return b"".join(lines)


def _op(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """One instruction: how many to skip if the test holds, how many if not."""
    return struct.pack("=HBBI", code, then, otherwise, value)
