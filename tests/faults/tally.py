"""Counts of attempts and outcomes: the table of docs/results/reliability.md."""

import threading
from collections import Counter


class Tally:
    def __init__(self):
        self.rows, self.losses, self._lock = {}, [], threading.Lock()

    def row(self, kind, case):
        return self.rows.setdefault((kind, case), {"tried": 0, "lost": 0, "how": Counter()})

    def add(self, kind, case, how=None):
        with self._lock:
            row = self.row(kind, case)
            row["tried"] += 1
            row["how"][how] += how is not None

    def lose(self, kind, case, why):
        with self._lock:
            row = self.row(kind, case)
            row["tried"] += 1
            row["lost"] += 1
            self.losses.append(f"{kind}, {case}: {why}")
            print("LOST", self.losses[-1], flush=True)

    def markdown(self):
        lines = ["| fault | of | tried | survived | lost | what became of them |", "|---|---|---|---|---|---|"]
        for (kind, case), row in self.rows.items():
            how = ", ".join(f"{count} {what}" for what, count in sorted(row["how"].items(), key=str) if what and count)
            tried, lost = row["tried"], row["lost"]
            lines.append(f"| {kind} | {case} | {tried} | {tried - lost} | {lost} | {how} |")
        tried, lost = (sum(row[key] for row in self.rows.values()) for key in ("tried", "lost"))
        lines.append(f"| all | | {tried} | {tried - lost} | {lost} | |")
        return "\n".join(lines) + "\n"
