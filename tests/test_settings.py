"""Settings come from the environment; what is wrong is said by name, and no secret shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsWrong, read_settings

SECRETS = ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "LLM_KEY")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    import os

    for name in list(os.environ):
        if name.upper().startswith("COMMUNIQUE_"):
            monkeypatch.delenv(name)


def test_without_any_the_local_page_is_the_bot():
    settings = read_settings()

    assert settings.database == Path("communique.db")
    assert (settings.web_host, settings.web_port, settings.log_format) == ("127.0.0.1", 8080, "console")
    assert settings.discord_token is settings.slack_bot_token is settings.llm_url is None


def test_each_variable_of_the_design_is_read(monkeypatch):
    values = {
        "DATABASE": "/tmp/a.db",
        "LLM_URL": "http://localhost:1234/v1",
        "LLM_MODEL": "small",
        "WEB_HOST": "0.0.0.0",
        "WEB_PORT": "9090",
        "PUBLIC_URL": "https://example.org",
        "LOG_FORMAT": "json",
        "DISCORD_API_URL": "http://127.0.0.1:1/api",
        "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        **dict.fromkeys(SECRETS, "a-secret"),
    }
    for name, value in values.items():
        monkeypatch.setenv(f"COMMUNIQUE_{name}", value)

    settings = read_settings()

    assert settings.web_port == 9090
    assert settings.database == Path("/tmp/a.db")
    assert str(settings.discord_gateway_url).startswith("ws://127.0.0.1:1")
    assert all(getattr(settings, name.lower()).get_secret_value() == "a-secret" for name in SECRETS)


def test_no_secret_prints_itself(monkeypatch):
    for name in SECRETS:
        monkeypatch.setenv(f"COMMUNIQUE_{name}", "hush-hush")

    assert "hush" not in repr(read_settings()) + str(read_settings().model_dump())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEB_PORT", "eighty"),
        ("WEB_PORT", "65536"),
        ("WEB_PORT", "-1"),
        ("LOG_FORMAT", "xml"),
        ("LLM_URL", "localhost:1234"),
        ("PUBLIC_URL", "ftp://example.org"),
        ("DISCORD_PACE", "0"),
        ("SLACK_PACE", "fast"),
        ("DISCORD_API_URL", "x"),
        ("DISCORD_GATEWAY_URL", "x"),
        ("SLACK_API_URL", "x"),
    ],
)
def test_a_wrong_variable_is_named_with_what_to_write_instead(monkeypatch, name, value):
    monkeypatch.setenv(f"COMMUNIQUE_{name}", value)

    with pytest.raises(SettingsWrong, match=f"^COMMUNIQUE_{name} cannot be used as it is. Write ") as wrong:
        read_settings()

    assert "\n" not in str(wrong.value)
    for strange in ("pydantic", "Input", "README", "None"):
        assert strange not in str(wrong.value)


def test_every_wrong_variable_has_a_line_of_its_own(monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_WEB_PORT", "eighty")
    monkeypatch.setenv("COMMUNIQUE_LOG_FORMAT", "xml")

    with pytest.raises(SettingsWrong) as wrong:
        read_settings()

    assert sorted(line.partition(" ")[0] for line in str(wrong.value).split("\n")) == [
        "COMMUNIQUE_LOG_FORMAT",
        "COMMUNIQUE_WEB_PORT",
    ]


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    for name in ("DATABASE", "DISCORD_TOKEN", "WEB_PORT", "LLM_URL", "LOG_FORMAT"):
        monkeypatch.setenv(f"COMMUNIQUE_{name}", "")

    settings = read_settings()

    assert settings.discord_token is None
    assert settings.database == Path("communique.db")
