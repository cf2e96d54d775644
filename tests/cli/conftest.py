"""Every command runs in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """A folder of our own to stand in, with a database of our own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMMUNIQUE_DATABASE", str(tmp_path / "communique.db"))
    return tmp_path
