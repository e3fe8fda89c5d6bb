"""Working through many rows a few at a time: a statement takes only so many values."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 400

Tell = Callable[[int, int], None]
"""Told how far the work is: (done, of how many)."""


def tell_nobody(_done: int, _of: int) -> None:
    """Tell nobody how far the work is."""


def told(items: Sequence[T], tell: Tell) -> Iterator[T]:
    """Yield the items and tell, now and then, how many are done."""
    for done, item in enumerate(items):
        if done % AT_ONCE == 0:
            tell(done, len(items))
        yield item
    tell(len(items), len(items))


def in_batches(items: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Yield the items in their order, in lists of `size` and a last one with the rest."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
