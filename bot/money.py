"""Money: whole fen in a type of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fen:
    """An amount of money in whole fen (1 yuan = 100 fen)."""

    value: int

    def __str__(self) -> str:
        """Show the amount as residents read it: ¥1,074.00."""
        sign = "-" if self.value < 0 else ""
        yuan, fen = divmod(abs(self.value), 100)
        return f"{sign}¥{yuan:,}.{fen:02d}"

    def __add__(self, other: "Fen") -> "Fen":
        """Return the sum."""
        return Fen(self.value + other.value)

    def __sub__(self, other: "Fen") -> "Fen":
        """Return the difference."""
        return Fen(self.value - other.value)


def split_evenly(total: Fen, parts: int) -> list[Fen]:
    """Split an amount into instalments that sum to it exactly; the first ones take the odd fen.

    Raises:
        ValueError: `parts` is below 1 or `total` is not positive.
    """
    if parts < 1 or total.value <= 0:
        raise ValueError(f"cannot split {total} into {parts}")
    base, odd = divmod(total.value, parts)
    return [Fen(base + (place < odd)) for place in range(parts)]
