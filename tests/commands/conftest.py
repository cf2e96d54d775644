"""The desk again, quicker: the shipped dossier is loaded once, and each test has a copy of that file."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import Desk
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from briefs.dossier import content_hash, load_dossier, shipped
from tests.conftest import SUNDAY, Clock


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the shipped dossier, loaded a month ago."""
    file = tmp_path_factory.mktemp("loaded") / "communique.db"

    async def load() -> None:
        database = await Database.open(file)
        for folder in shipped():
            await load_shipped(database, load_dossier(folder), content_hash(folder), SUNDAY - timedelta(days=30))
        await database.close()

    asyncio.run(load())
    return file


@pytest.fixture
async def database(tmp_path: Path, loaded: Path) -> AsyncIterator[Database]:
    database = await Database.open(Path(shutil.copy(loaded, tmp_path)))
    yield database
    await database.close()


@pytest.fixture
async def desk(database: Database, clock: Clock) -> Desk:
    return Desk(database, clock)
