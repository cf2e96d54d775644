"""Our slash commands, as Discord is told them."""

from __future__ import annotations

import copy

import pytest

from bot.adapters.discord.registration import commands, same
from bot.commands.table import COMMANDS
from tests.standins.discord.answers import reported as as_reported
from tests.standins.discord.limits import check_commands


@pytest.fixture
def wanted():
    return commands(COMMANDS)


@pytest.fixture
def reported(wanted):
    return [as_reported(command, "1") for command in reversed(wanted)]


def slash(commands):
    return [command for command in commands if command["type"] == 1]


def test_discord_takes_them(wanted):
    check_commands(wanted)


def test_every_line_of_the_table_is_there(wanted):
    names = set()
    for command in slash(wanted):
        inner = [option for option in command["options"] if option["type"] == 1]
        names |= {f"{command['name']} {option['name']}" for option in inner} or {command["name"]}

    assert names == {command.name for command in COMMANDS}


def test_options_are_text_without_fixed_choices_files_and_channels(wanted):
    kinds = {"file": 11, "in": 7}
    for command in slash(wanted):
        for option in command["options"]:
            for given in option.get("options", []) if option["type"] == 1 else [option]:
                assert given["type"] == kinds.get(given["name"], 3)
                assert not given.keys() & {"choices", "max_length", "min_length"}


def test_a_message_can_be_briefed_from_its_menu(wanted):
    (menu,) = [command for command in wanted if command["type"] == 3]

    assert menu["name"] == "Brief this"
    assert not menu.keys() & {"description", "options"}


def test_everybody_may_read_in_servers_and_direct_messages(wanted):
    for command in wanted:
        assert command["contexts"] == [0, 1]
        assert command["default_member_permissions"] is None


def test_what_discord_adds_makes_no_difference(wanted, reported):
    assert same(wanted, reported)


@pytest.mark.parametrize(
    "change",
    [
        lambda commands: commands.pop(),
        lambda commands: commands.append({**commands[0], "name": "old"}),
        lambda commands: commands[0].update(description="Other words"),
        lambda commands: commands[0].update(contexts=[0]),
        lambda commands: commands[0].update(default_member_permissions="16"),
        lambda commands: commands[0].update(nsfw=True),
        lambda commands: commands[0].update(name_localizations={"de": "lage"}),
        lambda commands: _first_option(commands).update(description="Other words"),
        lambda commands: _first_option(commands).update(choices=[{"name": "a", "value": "a"}]),
        lambda commands: _first_option(commands).update(max_length=100),
        lambda commands: _first_option(commands).pop("autocomplete"),
        lambda commands: _subcommands(commands).pop(),
        lambda commands: commands.remove(_menu(commands)),
        lambda commands: _menu(commands).update(name="Take in"),
        lambda commands: _menu(commands).update(type=2),
        lambda commands: commands.append({**_menu(commands), "type": 1}),
    ],
)
def test_any_difference_is_seen(wanted, reported, change):
    changed = copy.deepcopy(reported)
    change(changed)

    assert not same(wanted, changed)


def _menu(commands):
    return next(command for command in commands if command["type"] == 3)


def _first_option(commands):
    return next(command for command in commands if command["name"] == "brief")["options"][0]


def _subcommands(commands):
    return next(command for command in commands if command["name"] == "digest")["options"]
