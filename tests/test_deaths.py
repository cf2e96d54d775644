"""Two bots on one database, killed again and again while the platforms fail. `tests.bench.deaths` kills a hundred."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.deaths import AT_RANDOM, Toll

ROOT = Path(__file__).parents[1]


def test_killed_again_and_again_they_lose_nothing_and_send_nothing_twice(tmp_path):
    command = [sys.executable, "-m", "tests.bench.deaths", str(tmp_path), "8", "100"]  # so many deaths and channels

    counted = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    assert counted.returncode == 0, counted.stderr
    toll = Toll(**json.loads(counted.stdout))
    assert toll.parts > 20
    assert toll.due == 100 + toll.parts
    assert toll.pinged > 50
    assert toll.pinged_twice == 0
    assert toll.promised
    assert (toll.lost, toll.doubled, toll.strange, toll.forgotten) == (0, 0, 0, 0)
    assert toll.again  # somebody died in the middle of something
    assert toll.deaths.keys() - {AT_RANDOM}
