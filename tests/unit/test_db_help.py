"""Help of the commands about the operational database."""

import pytest
import typer

from poultryco.cli import app

COMMANDS = typer.main.get_command(app).commands["db"].commands  # type: ignore[attr-defined]
# They look at files of the project only.
WITHOUT_A_DATABASE = {"create", "types"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_shows_an_example_and_takes_a_url(name: str) -> None:
    command = COMMANDS[name]
    assert f"`poultryco db {name}" in command.help
    options = {option for parameter in command.params for option in parameter.opts}
    assert ("--url" in options) is (name not in WITHOUT_A_DATABASE)
