"""Working through many rows a few at a time: a statement takes only so many values."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 400


def in_batches(items: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Yield the items in their order, in lists of `size` and a last one with the rest."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
