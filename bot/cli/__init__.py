"""The command line."""

from __future__ import annotations

import typer

from bot.cli import asking, essays, keeping, moving, running

cli = typer.Typer(
    name="communique",
    help="A briefing bot for people who follow a negotiation: ask, subscribe, and a daily state of the talks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.command()(running.run)
cli.command(context_settings={"ignore_unknown_options": True})(asking.ask)  # "redlines -1" is a question, not an option
cli.command()(asking.chat)
cli.command()(essays.derive)
cli.command()(essays.ingest)
cli.command()(essays.score)
cli.command()(essays.check)
cli.command()(keeping.backup)
cli.command()(keeping.restore)
cli.command()(moving.export)
cli.command("import")(moving.import_)
cli.command()(keeping.forget)
cli.command()(running.doctor)
cli.command()(asking.when)


def main() -> None:
    """The entry point."""
    cli()
