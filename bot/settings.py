"""Settings, from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import AnyHttpUrl, AnyUrl, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ADDRESS = "an address that begins with http:// or https://, such as"
PACE = "how many posts a second, a number above 0 such as"


class Settings(BaseSettings):
    """What the environment says, under the prefix COMMUNIQUE_. Secrets never print themselves.

    A description says what to write, where somebody wrote something else.
    """

    model_config = SettingsConfigDict(env_prefix="COMMUNIQUE_", env_ignore_empty=True, extra="ignore")

    database: Path = Path("communique.db")
    discord_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None  # Socket Mode, also when a secret is set
    slack_signing_secret: SecretStr | None = None  # HTTP, on the web port
    llm_url: AnyHttpUrl | None = Field(default=None, description=f"{ADDRESS} http://localhost:11434/v1")
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535, description="a port from 0 to 65535, such as 8080")
    public_url: AnyHttpUrl | None = Field(default=None, description=f"{ADDRESS} https://briefs.example.org")
    watch_folder: Path | None = None  # essays that somebody puts there become drafts of the local space
    backup_folder: Path | None = None  # where a copy of the database goes each day
    backup_days: int = Field(default=14, ge=1, description="for how many days copies are kept, such as 14")
    heartbeat_url: AnyHttpUrl | None = Field(default=None, description=f"{ADDRESS} https://hc-ping.com/UUID")
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")
    # for proxies and tests
    discord_api_url: AnyHttpUrl | None = Field(default=None, description=f"{ADDRESS} http://127.0.0.1:9000/api")
    discord_gateway_url: AnyUrl | None = Field(
        default=None, description="an address that begins with ws:// or wss://, such as ws://127.0.0.1:9000"
    )
    slack_api_url: AnyHttpUrl | None = Field(default=None, description=f"{ADDRESS} http://127.0.0.1:9000/api/")
    discord_pace: float = Field(default=49, gt=0, description=f"{PACE} 49")  # Discord's documented limit is 50
    slack_pace: float = Field(default=1, gt=0, description=f"{PACE} 1")  # in one channel


class SettingsWrong(Exception):
    """The environment holds something that we cannot use. The text says which variable, and what it should be."""


def read_settings() -> Settings:
    """The settings, or SettingsWrong with a sentence for each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as wrong:
        names = dict.fromkeys(str(error["loc"][0]) for error in wrong.errors(include_input=False))
        raise SettingsWrong("\n".join(map(_what_to_write, names))) from None


def _what_to_write(name: str) -> str:
    """What is wrong is not repeated: it may be a secret in the wrong place."""
    wanted = Settings.model_fields[name].description or "what README.md says of it"
    return f"COMMUNIQUE_{name.upper()} cannot be used as it is. Write {wanted}."
