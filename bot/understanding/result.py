"""What reading a text gives: the value that was meant, or why it is not clear."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """The text was read, and this is what it means."""

    value: T


@dataclass(frozen=True, slots=True)
class Unclear:
    """The text was not read; `why` is a stable snake_case code that names a template of words for the person."""

    why: str
