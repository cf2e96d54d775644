"""`make bench`: measure, print, and never fail."""

from __future__ import annotations

import time
import traceback

from tests.bench import commands, deaths, derivation, digests, fanout, processes, reading, week, zones
from tests.bench.rows import Row, table


def main() -> None:
    """Take every measurement; one that breaks leaves the others."""
    rows: list[Row] = []
    for part in (digests, processes, commands, reading, derivation, fanout, deaths, week, zones):
        began = time.perf_counter()
        name = part.__name__.rpartition(".")[2]
        print(f"{name} ...", end=" ", flush=True)
        try:
            rows += part.measure()
            print(f"{time.perf_counter() - began:.0f} s")
        except Exception:
            print("could not be measured:")
            traceback.print_exc()
    print()
    print(table(rows))


if __name__ == "__main__":
    main()
