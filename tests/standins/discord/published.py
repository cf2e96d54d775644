"""What we send, against Discord's published OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.standins.discord.trouble import Asked

DOCUMENT = Path(__file__).parents[4] / "shared" / "spec" / "discord_openapi.json"


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return document


@cache
def _validator(template: str, method: str) -> Draft202012Validator | None:
    body = _document()["paths"][template].get(method.lower(), {}).get("requestBody")
    if body is None:
        return None
    schema = _absolute(body["content"]["application/json"]["schema"])
    resource = Resource.from_contents(_document(), default_specification=DRAFT202012)
    return Draft202012Validator(schema, registry=Registry().with_resource("urn:discord", resource))


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: f"urn:discord{value}" if key == "$ref" else _absolute(value) for key, value in schema.items()}
    return [_absolute(item) for item in schema] if isinstance(schema, list) else schema


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Paths as patterns, those with the fewest blanks first: `@original` before `{message_id}`."""
    paths = sorted(_document()["paths"], key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in paths]


def _but_for_nonces(payload: Any) -> Any:
    """The payload with one nonce for all: the same page in a hundred channels is checked once."""
    return {**payload, "nonce": "x" * len(str(payload["nonce"]))} if "nonce" in (payload or ()) else payload


def faults(requests: Iterable[Asked]) -> list[str]:
    """One line for each payload that the published document does not allow."""
    found = []
    checked = set()
    for asked in requests:
        text = re.sub(r"\d+", "0", json.dumps(_but_for_nonces(asked.payload), sort_keys=True))  # "word 1" is "word 2"
        template = next((template for pattern, template in _templates() if pattern.fullmatch(asked.path)), None)
        if asked.path == "/users/@me/channels":
            continue  # discord.py sends the id as a number, which Discord takes and the document does not
        if template is None:
            found.append(f"{asked}: no such path in the published document")
        elif asked.payload is not None and (template, text) not in checked:
            checked.add((template, text))
            validator = _validator(template, asked.method)
            error = best_match(validator.iter_errors(asked.payload)) if validator else None
            if error:
                found.append(f"{asked}: {error.json_path}: {error.message[:300]}")
    return found
