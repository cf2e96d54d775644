"""Days of simulated time over both platforms, in which nothing goes well; `tests.bench.week` has whole weeks."""

from __future__ import annotations

from tests.bench.week import SPRING, live


async def test_every_edition_comes_once_while_clocks_change_platforms_fail_and_the_bot_dies(tmp_path):
    outcome = await live(tmp_path, SPRING, days=2, channels=60, zones=30, odds=0.1)

    assert outcome.due > 80
    assert (outcome.lost, outcome.doubled, outcome.strange, outcome.missed) == ((), (), 0, 0)
    assert {
        "Slack is out of reach",
        "Discord's gateway breaks off",
        "stored, but not answered",
    } <= outcome.happened.keys()
