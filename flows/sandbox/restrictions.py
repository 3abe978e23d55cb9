"""Kernel restrictions of the child (rlimits, Landlock, seccomp, name spaces); returns the names of those in force.

Called in a process of our own that has just been started, never between a fork and an exec of a threaded
parent. Numbers are those of linux/prctl.h and linux/capability.h.
"""

import ctypes
import os
import signal
import struct
import sys
from contextlib import suppress

from flows.sandbox import landlock, namespaces, seccomp
from flows.sandbox.job import Job

SET_PDEATHSIG, SET_NO_NEW_PRIVS, SET_CHILD_SUBREAPER, CAPBSET_DROP = 1, 38, 36, 24
CAPABILITY_VERSION_3 = 0x20080522
LINUX = sys.platform == "linux"

SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/opt/hostedtoolcache", "/etc/ld.so.cache", "/etc/localtime")
"""Programs and libraries. The interpreter's own folders are added to them."""
HARMLESS = (
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/ssl/openssl.cnf",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
)
"""Harmless, and libraries fail in odd ways when they see them but cannot read them."""
HARDWARE = (
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
)
"""What torch and ONNX Runtime ask to count cores and to choose kernels."""
ACCELERATOR = (
    "/proc/driver/nvidia",
    "/sys/bus/pci",
    "/sys/devices",
    "/sys/module/nvidia",
    "/dev/nvidia-caps",
)
"""What NVIDIA's driver is asked by its library; the devices themselves are written to."""


def restrict_launcher(parent: int) -> list[str]:
    """The launcher's part: new name spaces, and an end together with the parent."""
    if not LINUX:
        return []
    layers = ["namespaces"] if namespaces.enter_namespaces() else []
    end_with_parent()
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    _prctl(SET_CHILD_SUBREAPER, 1)
    return layers


def restrict_worker(job: Job, outer_layers: list[str]) -> list[str]:
    """The worker's part: limits, no privileges, only the files of the job, few system calls."""
    layers = list(outer_layers)
    if _limits(job["limits"], own_processes="namespaces" in outer_layers):
        layers.append("limits")
    if not LINUX:
        return layers
    end_with_parent()
    if _prctl(SET_NO_NEW_PRIVS, 1) and _drop_capabilities():
        layers.append("no-privileges")
    read = [*_readable(job), *(["/proc"] if "proc" in outer_layers else ["/proc/self"])]
    write = [job["scratch"], "/dev/null"]
    if job["limits"]["accelerator"]:
        read += ACCELERATOR
        write += _device_files()
    with suppress(OSError):
        layers.append(f"landlock-{landlock.enforce(read=read, write=write)}")
    with suppress(OSError):
        unix_sockets = bool(job["limits"]["unix_sockets"]) and "namespaces" in outer_layers
        seccomp.enforce(unix_sockets=unix_sockets, file_attributes="read-only" not in outer_layers)
        layers.append("seccomp")
    return layers


def end_with_parent(death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when the one that started it ends."""
    if LINUX:
        _prctl(SET_PDEATHSIG, death_signal)


def _readable(job: Job) -> list[str]:
    """What may be read: the system, the interpreter, the function's package, `claims`, and what the job names."""
    own = [f"{job['root']}/claims", job["package"], *job["code"]]
    python = [sys.prefix, sys.base_prefix]
    return [path for path in (*SYSTEM, *HARMLESS, *HARDWARE, *python, *own, *job["read"]) if path]


def _device_files() -> list[str]:
    """The files of NVIDIA's devices."""
    with suppress(OSError), os.scandir("/dev") as entries:
        return [entry.path for entry in entries if entry.name.startswith("nvidia") and not entry.is_dir()]
    return []


def _limits(limits: dict[str, int], *, own_processes: bool) -> bool:
    """Soft and hard limits alike; true if the address space, which bounds the memory too, is bounded."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    megabyte = 1 << 20
    wanted = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file_mb"] * megabyte),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_AS, limits["address_mb"] * megabyte),
    ]
    if own_processes:  # elsewhere it would count all processes and threads of the user
        wanted.insert(0, (resource.RLIMIT_NPROC, 16 * limits["processes"]))
    bounded = False
    for kind, value in wanted:
        try:
            resource.setrlimit(kind, (value, value))
            bounded = kind == resource.RLIMIT_AS
        except (OSError, ValueError):  # macOS has no bound on the address space
            bounded = False
    return bounded


def _drop_capabilities() -> bool:
    """Give up what the new user name space has granted, for good."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        if libc.prctl(CAPBSET_DROP, capability, 0, 0, 0):
            break
    header = struct.pack("<Ii", CAPABILITY_VERSION_3, 0)
    return not libc.capset(header, bytes(24))


def _prctl(option: int, value: int) -> bool:
    """Set an attribute of this process; false where the kernel refuses."""
    return not ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
