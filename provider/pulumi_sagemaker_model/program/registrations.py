"""What the engine answers when a program registers its AWS providers (`aws.Provider(...)`).

The objects in the program do not tell: most of their settings have no getter. The answers have all that the provider's
plugin gets, at a preview too, and after all transforms. What the engine answers before the import of this package is
not noted.
"""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from pulumi.runtime import settings

TYPE: Final = "pulumi:providers:aws"
"""The type of an AWS provider."""

_answers: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()
"""By the connection to an engine, the properties of each AWS provider, by URN, as they were sent."""


def watch() -> None:
    """Note the answers of this process's engine from here on, if it has one and they are not noted already."""
    monitor: Any = settings.get_monitor()
    if monitor is None or monitor in _answers:
        return
    answers = _answers[monitor] = {}
    register = monitor.RegisterResource

    def register_and_note(request: Any, *arguments: Any, **options: Any) -> Any:
        answer = register(request, *arguments, **options)
        if request.type == TYPE:
            # Mocks may answer with nothing.
            answers[answer.urn] = answer.object if answer.object.fields else request.object
        return answer

    monitor.RegisterResource = register_and_note


def answer(urn: str) -> Any:
    """Return the properties of the provider of this URN as the engine answered them, or None if that was not noted."""
    monitor = settings.get_monitor()
    # What the engine calls back knows of no connection.
    noted = _answers.values() if monitor is None else [_answers.get(monitor, {})]
    return next((answers[urn] for answers in noted if urn in answers), None)
