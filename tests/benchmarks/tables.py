"""Printing figures as plain tables."""

import sys
from collections.abc import Sequence
from statistics import median

BYTES_A_MB = 1e6


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a title, the first column to the left and all others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    print(f"\n{title}")
    for row in (header, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.ljust(width) if position == 0 else cell.rjust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(("", first, *others)).rstrip())
    sys.stdout.flush()


def tell(message: str) -> None:
    """Tell on stderr what is being measured."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


def spread(milliseconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile."""
    ordered = sorted(milliseconds)
    high = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return f"{median(ordered):.1f} / {high:.1f}"


def megabytes(size: float) -> str:
    """Return a size in bytes in MB."""
    return f"{size / BYTES_A_MB:,.1f} MB"
