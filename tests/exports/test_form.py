"""The form of an export is written down, and the file that is written has it."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from jsonschema import Draft202012Validator

from bot.store.exports.content import LocatorForm, NamedForm, OutlineForm, QuoteForm, TopicForm
from bot.store.exports.form import ROWS, json_schema
from briefs.model import Dossier, Issue, Locator, Party, Quote, Topic

FILE = Path(__file__).resolve().parents[2] / "deploy" / "export.schema.json"


def test_the_schema_that_is_shipped_is_the_one_that_is_checked():
    assert FILE.read_text() == json_schema(), "run: python -m bot.store.exports.form > deploy/export.schema.json"


def test_what_is_nested_has_the_fields_of_the_nouns():
    pairs = (
        (QuoteForm, Quote), (LocatorForm, Locator), (TopicForm, Topic), (NamedForm, Party), (NamedForm, Issue),
        (OutlineForm, Dossier),
    )  # fmt: skip
    for form, noun in pairs:
        assert list(form.model_fields) == [field.name for field in fields(noun)], form


async def test_an_export_is_what_the_schema_says(file):
    schema = json.loads(FILE.read_text())

    assert list(Draft202012Validator(schema).iter_errors(json.loads(file))) == []
    Draft202012Validator.check_schema(schema)


def test_every_part_says_what_it_is():
    parts = json.loads(FILE.read_text())["$defs"]

    assert len(parts) >= len(ROWS)
    assert all(
        part.get("description") for name, part in parts.items() if name not in ("Kind", "Stance", "Likelihood", "State")
    )
