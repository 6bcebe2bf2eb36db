"""Counts of what a conversion does beyond the map. The command prints them at the end."""

from __future__ import annotations

from collections import Counter


class Notices:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def count(self, text: str, n: int) -> None:
        """Adds `n` to the count of `text`, such as "leptons are left out"."""
        if n > 0:
            self._counts[text] += int(n)

    def lines(self) -> list[str]:
        return [f"{n} {text}" for text, n in self._counts.items()]
