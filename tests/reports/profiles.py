"""A profile as a record, with something in every field, for the tests of its forms."""

from decimal import Decimal

from claims.records import Machine, Pair, Source
from claims.records.profile import Frame, MemoryPoint, PassTiming, Profile, TimePart


def a_profile(name: str = "acme/sorter") -> Profile:
    """The profile of a small text classifier, three of whose ten milliseconds no operator explains."""
    return Profile(
        source=Source(kind="folder", name=name, revision="5" * 40, sha256="5a" * 32),
        task="text-classification",
        runtime="torch 2.13.0, torch.profiler",
        data="ours.csv",
        rows=800,
        batch=8,
        plain=PassTiming(median=0.008, low=0.0079, high=0.0083, n=200),
        profiled=PassTiming(median=0.0101, low=0.0098, high=0.0104, n=20),
        whole=0.01,
        parts=(
            _part("operators", 0.007, calls=3, allocated=786_432),
            _part("between the operators of a module", 0.001, calls=2),
            _part("before and after the model (reading, tokenizing)", 0.002),
        ),
        operators=(
            _part("aten::addmm", 0.005, calls=2, allocated=524_288),
            _part("aten::gelu", 0.002, allocated=262_144),
        ),
        modules=(
            _part("encoder.layer.0", 0.0065, detail="BertLayer", inner=0.0065, allocated=700_000),
            _part("BertModel", 0.0015, detail="BertModel", inner=0.008),
        ),
        kernels=(_part("sgemm_128x64", 0.0004, calls=4),),
        frame=_frame(),
        memory=(
            MemoryPoint(at=0.001, held_bytes=262_144, during="aten::addmm"),
            MemoryPoint(at=0.004, held_bytes=786_432, during="aten::gelu"),
            MemoryPoint(at=0.009, held_bytes=1_024),
        ),
        memory_known="measured: what torch's allocator gave out",
        peak_bytes=786_432,
        settings=(Pair(name="threads", value="2"),),
        notes=("Under the profiler a pass took 26% longer.",),
        seed=3,
        machine=Machine(
            cpu="A processor",
            cores=2,
            memory_gb=Decimal("25.3"),
            os="Linux 6",
            python="3.11",
            isolation="full",
        ),
    )


def _part(
    name: str,
    seconds: float,
    *,
    detail: str = "",
    calls: float = 1,
    inner: float | None = None,
    allocated: int = 0,
) -> TimePart:
    return TimePart(
        name=name,
        detail=detail,
        calls=calls,
        seconds=seconds,
        low=seconds * 0.9,
        high=seconds * 1.1,
        share=seconds / 0.01,
        with_inner=inner,
        allocated_bytes=allocated,
    )


def _frame() -> Frame:
    gelu = Frame(name="aten::gelu", kind="operator", calls=1, seconds=0.002, own_seconds=0.002)
    addmm = Frame(name="aten::addmm", kind="operator", calls=2, seconds=0.005, own_seconds=0.005)
    layer = Frame(
        name="layer.0",
        kind="module",
        detail="BertLayer",
        calls=1,
        seconds=0.0075,
        own_seconds=0.0005,
        inner=(addmm, gelu),
    )
    model = Frame(
        name="BertModel",
        kind="module",
        detail="BertModel",
        calls=1,
        seconds=0.008,
        own_seconds=0.0005,
        inner=(layer,),
    )
    return Frame(name="a pass", kind="pass", calls=1, seconds=0.01, own_seconds=0.002, inner=(model,))
