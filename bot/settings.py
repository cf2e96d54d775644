"""Settings, from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, AnyUrl, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the environment says, under the prefix COMMUNIQUE_. Secrets never print themselves."""

    model_config = SettingsConfigDict(env_prefix="COMMUNIQUE_", env_ignore_empty=True, extra="ignore")

    database: Path = Path("communique.db")
    discord_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None  # Socket Mode, also when a secret is set
    slack_signing_secret: SecretStr | None = None  # HTTP, on the web port
    llm_url: AnyHttpUrl | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    public_url: AnyHttpUrl | None = None
    watch_folder: Path | None = None  # essays that somebody puts there become drafts of the local space
    log_format: Literal["console", "json"] = "console"
    discord_api_url: AnyHttpUrl | None = None  # for proxies and tests, like the two below
    discord_gateway_url: AnyUrl | None = None
    slack_api_url: AnyHttpUrl | None = None
    discord_pace: float = Field(default=49, gt=0)  # posts a second; Discord's documented limit is 50
    slack_pace: float = Field(default=1, gt=0)  # posts a second a channel


class SettingsWrong(Exception):
    """The environment holds something that we cannot use. The text says which variable, and what it should be."""


def read_settings() -> Settings:
    """The settings, or SettingsWrong with a line for each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as wrong:
        raise SettingsWrong(
            "\n".join(
                f"COMMUNIQUE_{str(error['loc'][0]).upper()}: {error['msg']}."
                for error in wrong.errors(include_input=False)
            )
        ) from None
