"""A dynamic provider that does nothing: what the engine, the SDK and the plugin process cost by themselves."""

from __future__ import annotations

from typing import Any

from pulumi import dynamic


class NothingProvider(dynamic.ResourceProvider):
    """Answers everything at once."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Pretend."""
        return dynamic.CreateResult("nothing", props)


class Model(dynamic.Resource, module="bench", name="Nothing"):
    """Takes what the real one takes, and makes nothing of it."""

    def __init__(self, resource_name: str, **properties: Any) -> None:
        super().__init__(NothingProvider(), resource_name, properties)
