"""What the demos' steps are written in."""

from tools.workspace import WorkspaceError, say


def heading(text: str) -> None:
    """Say what a step shows."""
    say(f"\n\n=== {text}")


def expect(holds: object, otherwise: str) -> None:
    """Go on only if something holds.

    Raises:
        WorkspaceError: it does not.
    """
    if not holds:
        raise WorkspaceError(otherwise)
