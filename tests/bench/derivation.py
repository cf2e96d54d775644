"""What an essay costs until its drafts are there: processor time by the thousand words, and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.rows import Row

ESSAYS = sorted((Path(__file__).parents[1] / "labelled" / "essays").glob("*.md"))[::4]
ROUNDS = 3
MEGABYTE = 1 << 20
_ONCE = "from tests.bench.derivation import grown; print(grown())"


def measure() -> list[Row]:
    """The fastest of some rounds over every fourth labelled essay; and how far a process of its own grows over them."""
    texts = [path.read_text(encoding="utf-8") for path in ESSAYS]
    words = sum(len(text.split()) for text in texts)
    _derive(texts[0])
    fastest = min(_cost(texts) for _ in range(ROUNDS))
    memory = int(subprocess.run([sys.executable, "-c", _ONCE], check=True, capture_output=True, text=True).stdout)
    note = f"{len(texts)} labelled essays, {words:,} words; fastest of {ROUNDS}"
    return [
        Row("derivation of 1,000 words, processor time", fastest * 1000 / (words / 1000), "ms", 100, note),
        Row("  more memory with the weights, after all of them", memory / MEGABYTE, "MB", 40),
    ]


def grown() -> int:
    """By how many bytes this process grows until it has derived each of these essays once."""
    from briefs.essay import read_snapshot

    texts = [path.read_text(encoding="utf-8") for path in ESSAYS]
    for text in texts:
        read_snapshot(text)
    before = _resident()
    for text in texts:
        _derive(text)
    return _resident() - before


def _cost(texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        _derive(text)
    return time.process_time() - began


def _derive(text: str) -> None:
    from briefs.derive import derive_cards
    from briefs.essay import read_snapshot

    derive_cards(read_snapshot(text))


def _resident() -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
