"""The tags of a model: which count, how they change, and for how long AWS may show those from before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from pulumi_sagemaker_model import codec
from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.client import ModelClient
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.properties import MAX_TAGS, TAGGED


def defaults(settings: Settings) -> dict[str, Any]:
    """Return the input that the stack's default tags are, if it has any."""
    return {"defaultTags": dict(settings.default_tags)} if settings.default_tags else {}


def ignored(settings: Settings) -> dict[str, Any]:
    """Return the input that says which tags the stack ignores, if any."""
    members = {"keys": list(settings.ignored_keys), "keyPrefixes": list(settings.ignored_key_prefixes)}
    given = {member: items for member, items in members.items() if items}
    return {"ignoreTags": given} if given else {}


def considered(settings: Settings, tags: Mapping[str, Any]) -> dict[str, Any]:
    """Return `tags` without those that the stack ignores."""
    return {key: value for key, value in tags.items() if not settings.ignores(key)}


def retag(client: ModelClient, name: str, arn: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Bring the tags of a model in line; return whether any had to change."""
    added = {key: value for key, value in after.items() if before.get(key) != value}
    removed = sorted(before.keys() - after.keys())
    # New tags come before old ones go, so that no moment is without a required one, unless there is no room for both.
    crowded = len(before.keys() | after.keys()) > MAX_TAGS
    if removed and crowded:
        client.delete_tags(name, arn, removed)
    if added:
        client.add_tags(name, arn, added)
    if removed and not crowded:
        client.delete_tags(name, arn, removed)
    return bool(added or removed)


def now() -> str:
    """Return the moment of a change of tags, as the state keeps it."""
    return codec.timestamp(datetime.now(timezone.utc))


def patience(state: Mapping[str, Any]) -> float:
    """Return for how many seconds AWS may still show other tags than those of `state`."""
    if TAGGED not in state:
        return 0
    left = timings.TAG_SPREAD.duration - (datetime.now(timezone.utc) - codec.moment(state[TAGGED]))
    # The clock may have been another machine's.
    return max(0, min(left, timings.TAG_SPREAD.duration).total_seconds())
