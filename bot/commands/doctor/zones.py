"""Whether the machine knows the time zones by which digests come, and by rules that still hold."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.checks import Check
from bot.view import wording

AHEAD = 400  # days whose times are compared
USUAL = "Europe/Berlin"  # a zone that all data have
NAMED = 3
NAME = "zone data"


def zone_data(zones: Sequence[str], now: datetime) -> Check:
    """How the machine's time zone data does for these zones."""
    if not _known(USUAL):
        return Check(
            NAME,
            "This machine has no time zone data, so every digest would come by UTC. Install it: “pip install tzdata”, "
            "or the system's package tzdata.",
        )
    lost = [zone for zone in zones if not _known(zone)]
    if lost:
        names = wording.listed(lost, NAMED)
        return Check(NAME, f"{names} is not known here, so UTC holds instead. Bring tzdata up to date.")
    old = [zone for zone in zones if _is_outdated(zone, now)]
    if old:
        names = wording.listed(old, NAMED)
        return Check(
            NAME,
            f"This machine's time zone data is old, and puts {names} at a wrong time. Bring the system's tzdata "
            "up to date, or start Communiqué with PYTHONTZPATH= (empty), which lets it use its own.",
        )
    return Check(NAME)


def _known(zone: str) -> bool:
    try:
        ZoneInfo.no_cache(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_outdated(zone: str, now: datetime) -> bool:
    """Whether the system's data tells other times than the newer one that is installed with us."""
    system, ours = _system_version(zone), _our_version()
    if system is None or (system and system >= ours):
        return False
    try:
        newer = _ours(zone)
    except (OSError, ModuleNotFoundError, ValueError):
        return False
    here = ZoneInfo.no_cache(zone)
    moments = [now + timedelta(days=day) for day in range(AHEAD)]
    return any(moment.astimezone(here).utcoffset() != moment.astimezone(newer).utcoffset() for moment in moments)


def _system_version(zone: str) -> str | None:
    """The release of the data that the system has of a zone; "" where it does not say, None where it has none."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / zone).is_file():
            for name in ("tzdata.zi", "+VERSION"):
                if (folder / name).is_file():
                    with (folder / name).open(encoding="ascii", errors="replace") as opened:
                        return opened.readline(80).removeprefix("# version").strip()
            return ""
    return None


def _our_version() -> str:
    try:
        import tzdata
    except (ModuleNotFoundError, PackageNotFoundError):
        return ""
    return str(tzdata.IANA_VERSION)


def _ours(zone: str) -> ZoneInfo:
    with resources.files("tzdata.zoneinfo").joinpath(zone).open("rb") as data:
        return ZoneInfo.from_file(data, key=zone)
