"""Names of models: given ones are kept, missing ones are derived so that the same program asks for the same model.

A random name would leave an orphan when the engine dies between CreateModel and the saved state. A derived name finds
its model again. It is `LOGICAL-NAME-WHO-WHAT`, at most 63 characters. WHO is a hash over who the model is (organization
and URN, hence project and stack), so that all models of one resource can be found. WHAT is a hash over that, what the
model is (`properties.py`) and the name that it replaces. So two stacks never meet, and going back to earlier content
gives a new name, not that of a model that is about to be deleted.

Names are written into users' state: what is hashed here never changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

MAX_LENGTH: Final = 63
"""Characters in a model's name (CreateModel, `ModelName`)."""

_WHO_LENGTH, _WHAT_LENGTH = 6, 8
"""Base32 digits, five bits each: among a thousand resources of one name with a thousand models each, a clash has odds
below one in a billion."""


def identity(organization: str, urn: str) -> str:
    """Return who a model is, from its stack's organization and its URN."""
    return f"{organization}/{urn}"


def prefix(identity_: str) -> str:
    """Return what the derived names of one resource's models begin with, and no other's."""
    logical_name = identity_.split("::", 3)[3]
    longest = MAX_LENGTH - len("--") - _WHO_LENGTH - _WHAT_LENGTH
    allowed = re.sub(r"[^a-zA-Z0-9]+", "-", logical_name)[:longest].strip("-")
    return f"{allowed or 'model'}-{_hash(identity_, _WHO_LENGTH)}-"


def automatic(identity_: str, content: Mapping[str, Any], predecessor: str | None) -> str:
    """Return the name of the model that `identity_` declares with this content, in place of `predecessor`."""
    told = json.dumps([identity_, content, predecessor], sort_keys=True, separators=(",", ":"))
    return prefix(identity_) + _hash(told, _WHAT_LENGTH)


def fingerprint(arn: str, content: Mapping[str, Any]) -> str:
    """Return what tells the content of a model from another, and no more of it than a derived name does."""
    return _hash(json.dumps([arn, content], sort_keys=True, separators=(",", ":")), _WHAT_LENGTH)


def _hash(text: str, length: int) -> str:
    # Eight digits are five bytes, and no more of them need be spelled.
    digest = hashlib.sha256(text.encode()).digest()[: 5 * math.ceil(length / 8)]
    return base64.b32encode(digest).decode().lower()[:length]
