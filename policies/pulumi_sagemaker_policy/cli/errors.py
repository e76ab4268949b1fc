"""What stops a command."""


class CommandError(Exception):
    """What stops a command, as one clear sentence a line."""
