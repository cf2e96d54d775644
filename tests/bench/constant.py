"""Bots that always answer the same, with the same libraries and settings: what commands are measured against."""

from __future__ import annotations

import asyncio
import os
import sys

TITLE = "Red lines"
TEXT = "What each side says it will never accept. " * 12


async def discord_bot() -> None:
    """A plain client of discord.py whose /brief answers with a fixed embed."""
    import discord
    import yarl

    discord.http.Route.BASE = os.environ["COMMUNIQUE_DISCORD_API_URL"]
    gateway = yarl.URL(os.environ["COMMUNIQUE_DISCORD_GATEWAY_URL"])
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
    client = discord.Client(
        intents=discord.Intents(guilds=True), max_messages=None, allowed_mentions=discord.AllowedMentions.none()
    )
    client._connection.guild_ready_timeout = 0.05
    tree = discord.app_commands.CommandTree(client)
    embed = discord.Embed(title=TITLE, description=TEXT)
    for number in range(8):
        embed.add_field(name=f"Card {number}", value=TEXT[:150], inline=False)

    @tree.command(name="brief", description="The state of the talks.")
    async def brief(interaction: discord.Interaction, topic: str = "") -> None:
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @client.event
    async def setup_hook() -> None:
        await tree.sync()

    @client.event
    async def on_ready() -> None:
        print("ready", flush=True)

    await client.start(os.environ["COMMUNIQUE_DISCORD_TOKEN"])


async def slack_bot() -> None:
    """A plain app of slack_bolt whose /brief is acknowledged with a fixed text."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    token = os.environ["COMMUNIQUE_SLACK_BOT_TOKEN"]
    client = AsyncWebClient(token=token, base_url=os.environ["COMMUNIQUE_SLACK_API_URL"], retry_handlers=[])
    app = AsyncApp(client=client, process_before_response=True)

    @app.command("/brief")
    async def brief(ack):  # bolt hands arguments out by their names
        await ack(TEXT)

    handler = AsyncSocketModeHandler(app, os.environ["COMMUNIQUE_SLACK_APP_TOKEN"], ping_interval=3)
    await handler.connect_async()
    print("ready", flush=True)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run({"discord": discord_bot, "slack": slack_bot}[sys.argv[1]]())
