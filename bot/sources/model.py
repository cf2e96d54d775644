"""The optional second deriver: a model behind an OpenAI-compatible address chooses among an essay's sentences.

It sees numbered sentences and says numbers and labels (prompt.py); answer.py reads what it says, and picked.py makes
drafts out of our own text. Whatever goes wrong, the offline rules derive and a note says why.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Self

import aiohttp
from yarl import URL

from bot.settings import Settings
from bot.sources.answer import NoAnswer, Pick, read_answer
from bot.sources.picked import draft_picks, known_names
from bot.sources.prompt import messages, windows
from briefs.derive import Derivation
from briefs.derive.features import Unit, read_units
from briefs.derive.repeats import repeats
from briefs.essay import Snapshot
from briefs.model import Dossier

TIME_LIMIT = 60.0  # seconds for an essay, all requests together
LARGEST = 1_000_000  # bytes of one answer
AT_ONCE = 2  # requests under way
OFF_TOPIC = "The model found nothing in this text that a briefing about a negotiation could use."
FELL_BACK = "; these drafts come from the offline rules."

_STRANGE = (400, 422, 501)  # how servers refuse a field that they do not know
_UNLISTED = (400, 404, 405, 501)  # how they say that they list no models
_REFUSALS = {
    401: "The model's server refused our key",
    403: "The model's server refused our key",
    404: "The model's server knows no such address or model",
    429: "The model's server has had enough requests for now",
}

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]  # requests answered, of how many


@dataclass(frozen=True)
class Modelled:
    """What a model made of an essay; without a derivation, the offline rules are to derive."""

    derivation: Derivation | None
    note: str = ""  # for whoever reviews the drafts


def is_on(settings: Settings) -> bool:
    """Whether a model is set: its address and its name."""
    return settings.llm_url is not None and bool(settings.llm_model)


async def derive_with_model(
    settings: Settings,
    snapshot: Snapshot,
    dossier: Dossier | None = None,
    published: str = "",
    *,
    progress: Progress | None = None,
    within: float = TIME_LIMIT,
) -> Modelled:
    """The drafts that a model chose, or none and the note that says what happened. Never raises for what it answers."""
    if not is_on(settings):
        return Modelled(None)
    question = await asyncio.to_thread(_read, snapshot, dossier, published)
    if not question.windows:
        return Modelled(None)
    try:
        async with asyncio.timeout(within), Server(settings) as server:
            picks = await _ask_all(server, question, progress)
    except TimeoutError:
        return _fallen_back(f"The model did not answer within {within:g} seconds")
    except NoAnswer as failed:
        return _fallen_back(str(failed))
    if not picks:
        return Modelled(Derivation((), OFF_TOPIC), question.note)
    return Modelled(Derivation(await asyncio.to_thread(draft_picks, question.units, picks, dossier)), question.note)


async def objection(settings: Settings) -> str:
    """Why the model cannot be asked, and what to do; "" where nothing speaks against it. Asks no question of it."""
    if not is_on(settings):
        missing = "COMMUNIQUE_LLM_MODEL" if settings.llm_url else "COMMUNIQUE_LLM_URL"
        return f"{missing} is not set, so no model is asked. Set it, or unset the other."
    try:
        async with Server(settings) as server:
            names = await server.names()
    except NoAnswer as failed:
        return f"{failed}, so drafts come from the offline rules. See COMMUNIQUE_LLM_URL and COMMUNIQUE_LLM_KEY."
    if names and not {settings.llm_model, f"{settings.llm_model}:latest"} & set(names):
        known = ", ".join(names[:3])
        return f"The model's server has no {settings.llm_model}. Set COMMUNIQUE_LLM_MODEL to one that it has: {known}."
    return ""


def _fallen_back(what: str) -> Modelled:
    log.warning("%s; the offline rules derive instead", what)
    return Modelled(None, what + FELL_BACK)


@dataclass(frozen=True)
class Question:
    """An essay on its way to a model."""

    units: Sequence[Unit]
    windows: Sequence[Sequence[int]]  # places in `units`, for each request
    parties: Sequence[str]
    published: str
    note: str  # what the model does not get to see


def _read(snapshot: Snapshot, dossier: Dossier | None, published: str) -> Question:
    units = read_units(snapshot)
    said_elsewhere = repeats(units)
    cut = windows(units, said_elsewhere)
    count = sum(map(len, cut))
    whole = count == len(units) - len(said_elsewhere)
    note = "" if whole else f"The essay is long: the model read its first {count} sentences and not the rest."
    return Question(units, cut, known_names(units, dossier), published, note)


async def _ask_all(server: Server, question: Question, progress: Progress | None) -> list[Pick]:
    """The picks of all windows, the best of each first. Raises NoAnswer when one of them fails."""
    turns, done = asyncio.Semaphore(AT_ONCE), 0

    async def ask(window: Sequence[int]) -> list[Pick]:
        nonlocal done
        async with turns:
            body = await server.ask(messages(question.units, window, question.parties, question.published))
        done += 1
        if progress:
            progress(done, len(question.windows))
        return read_answer(body, {place + 1 for place in window})

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(window)) for window in question.windows]
    except ExceptionGroup as several:  # one failure is enough, and it has ended the others
        raise several.exceptions[0] from None
    ranks = zip_longest(*(task.result() for task in tasks))
    return [pick for rank in ranks for pick in rank if pick]


class Server:
    """An OpenAI-compatible server, asked without redirects, cookies or compression. Its key stays in its header."""

    def __init__(self, settings: Settings) -> None:
        url = URL(str(settings.llm_url))
        path = url.path.rstrip("/").removesuffix("/chat/completions")
        self._url = url.with_path(f"{path}/chat/completions").with_query(url.query)
        self._model = settings.llm_model
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        key = settings.llm_key.get_secret_value().strip() if settings.llm_key else ""
        if not (key.isascii() and key.isprintable()):
            raise NoAnswer("The model's key has characters that no key can have")
        if key:
            self._url = self._url.with_user(None)  # aiohttp sends one or the other
            self._headers["Authorization"] = f"Bearer {key}"
        self._plain = False  # whether it refused more than a model and messages

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None), cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(self, said: list[dict[str, str]]) -> bytes:
        """The body of the answer. Raises NoAnswer with what happened."""
        with _told():
            if not self._plain:
                body = await self._post(said, {"temperature": 0, "response_format": {"type": "json_object"}})
                if body is not None:
                    return body
                self._plain = True
            body = await self._post(said, {})
        if body is None:
            raise NoAnswer("The model's server refused the request")
        return body

    async def names(self) -> list[str]:
        """The models that the server has; none where it does not list them. Raises NoAnswer with what happened."""
        url = self._url.with_path(f"{self._url.path.removesuffix('/chat/completions')}/models")
        with _told():
            async with self._session.get(url, headers=self._headers, allow_redirects=False) as response:
                if response.status in _UNLISTED:
                    return []
                _check(response)
                body = await _read_body(response)
        try:
            return [str(one["id"]) for one in json.loads(body)["data"]]
        except (ValueError, TypeError, KeyError):
            return []

    async def _post(self, said: list[dict[str, str]], wishes: dict[str, Any]) -> bytes | None:
        """The body of the answer, or None where the server refuses the form of the request."""
        request = {"model": self._model, "messages": said, "stream": False, **wishes}
        written = json.dumps(request).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        async with self._session.post(self._url, data=written, headers=headers, allow_redirects=False) as response:
            if response.status in _STRANGE:
                return None
            _check(response)
            return await _read_body(response)


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong on the way, as NoAnswer."""
    try:
        yield
    except aiohttp.ClientPayloadError:
        raise NoAnswer("The model's answer broke off") from None
    except aiohttp.ClientSSLError:
        raise NoAnswer("The model's server has no certificate that we trust") from None
    except aiohttp.ClientConnectorError:
        raise NoAnswer("The model's server cannot be reached") from None
    except (aiohttp.ClientError, OSError):
        raise NoAnswer("The model's server broke the connection off") from None


def _check(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if 300 <= status < 400:
        raise NoAnswer(f"The model's server sent us to another address, where we do not go (HTTP {status})")
    if status != 200:
        fault = "The model's server has a fault" if status >= 500 else "The model's server refused the request"
        raise NoAnswer(f"{_REFUSALS.get(status, fault)} (HTTP {status})")
    kind = response.content_type
    if kind != "application/json" and not kind.endswith("+json"):
        raise NoAnswer("The model's server answered with something else than JSON")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NoAnswer("The model's server packed its answer although we had asked it not to")


async def _read_body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > LARGEST:
            raise NoAnswer(f"The model's answer is longer than {LARGEST // 1_000_000} MB")
    return bytes(body)
