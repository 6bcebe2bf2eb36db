"""Counts of what a conversion does without being told by the map. The command prints them when it is done."""

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
