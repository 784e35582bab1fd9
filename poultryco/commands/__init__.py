"""Commands, one module a topic. Each parses its arguments, calls a room below and prints."""
