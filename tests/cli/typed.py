"""What somebody types in a terminal, and what is printed."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli import cli

ROOT = Path(__file__).resolve().parents[2]
DEMONSTRATION = ROOT / "briefs/content/demonstration/essay.md"


def communique(*words: str | Path) -> Result:
    """What came of a command: never a traceback."""
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def refused(*words: str | Path) -> str:
    """What is said on standard error of a command that fails."""
    result = communique(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.strip()
    return result.stderr
