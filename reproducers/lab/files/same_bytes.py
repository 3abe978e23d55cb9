"""Whether two places of files hold the same bytes."""

from pathlib import Path

_AT_ONCE = 1 << 20


def same_bytes(first: tuple[Path, int], second: tuple[Path, int], count: int) -> bool:
    """Whether as many bytes are equal from each place: a file, and where to begin in it."""
    with first[0].open("rb") as left, second[0].open("rb") as right:
        left.seek(first[1])
        right.seek(second[1])
        sizes = (min(_AT_ONCE, rest) for rest in range(count, 0, -_AT_ONCE))
        return all(left.read(size) == right.read(size) for size in sizes)
