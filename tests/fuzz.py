"""Let a fuzzer look for ways into the readers that no made-up input takes: `python -m tests.fuzz [RUNS]`.

Atheris follows which branches an input reaches, and goes on from those that reached new ones. Each reader has a process
of its own, since libFuzzer ends it. What breaks one is named, and kept beside the seeds; two seconds of work are too
many.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

READERS = ("essay", "html", "pdf", "feed")
RUNS = 2500  # for each
OURS = ["bot", "briefs", "tests.sources", "feedparser", "pypdf", "readability"]  # whose branches are followed
KEPT = Path(tempfile.gettempdir()) / "communique-fuzz"


def main() -> int:
    """Fuzz each reader; answers with how many of them broke."""
    if sys.argv[1:2] == ["only"]:
        return _fuzz(sys.argv[2], sys.argv[3:])
    if not find_spec("atheris"):
        print("There is no fuzzer for this system (pip install -e .[fuzz]).")
        return 0
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    broken = []
    for name in READERS:
        seeds = KEPT / name
        seeds.mkdir(parents=True, exist_ok=True)
        how = (f"-runs={runs}", "-timeout=60", "-rss_limit_mb=1500", "-max_len=4096", f"-artifact_prefix={seeds}-")
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz", "only", name, *how, str(seeds)], capture_output=True, text=True
        )
        said = done.stderr.splitlines()
        print(f"{name}: {_last(said, 'Done ')}", flush=True)
        if done.returncode:
            broken.append(name)
            print("\n".join(said[-40:]))
    return len(broken)


def _last(said: list[str], begin: str) -> str:
    return next((line.removeprefix(begin).lstrip(": ") for line in reversed(said) if line.startswith(begin)), "broke")


def _fuzz(name: str, how: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=OURS):
        read, seed = _reader(name)
    from tests.sources.hostile import survives

    (Path(how[-1]) / "seed").write_bytes(seed)

    def one(content: bytes) -> None:
        survives(lambda: read(content))

    atheris.Setup([name, "-print_final_stats=1", *how], one)
    atheris.Fuzz()
    return 0


def _reader(name: str) -> tuple[Callable[[bytes], object], bytes]:
    """What reads, and goes on to the pages that people see; and an input that it reads well."""
    from bot.sources.feeds import read_feed
    from bot.sources.html import read_html
    from bot.sources.pasted import from_text
    from bot.sources.taken import take
    from bot.sources.uploads import read_upload
    from tests.sources.hostile import ESSAY, FEED, SEEDS, shown

    match name:
        case "essay":
            return lambda content: shown(from_text(content.decode("utf-8", "replace"))), " ".join(ESSAY).encode()
        case "html":
            return lambda content: shown(take(read_html(content, address="https://example.org/a"))), SEEDS[".html"]
        case "pdf":
            return lambda content: shown(take(read_upload("a.pdf", content))), SEEDS[".pdf"]
        case _:
            return lambda content: read_feed(content, "https://example.org/feed"), FEED


if __name__ == "__main__":
    sys.exit(main())
