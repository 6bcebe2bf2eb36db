"""Counts what a conversion has done beyond the map's letter, for the lines that the command prints at its end."""

from __future__ import annotations

from collections import Counter


class Notices:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def count(self, text: str, n: int) -> None:
        """`n` more of what `text` says, such as "leptons are left out"."""
        if n > 0:
            self._counts[text] += int(n)

    def lines(self) -> list[str]:
        return [f"{n} {text}" for text, n in self._counts.items()]
