"""Properties of the resource to API requests, and API answers to properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any, Final, cast

from pulumi_sagemaker_model.aws import service_model, timings
from pulumi_sagemaker_model.properties import TAGS, all_tags, meaning


def request(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the CreateModel request for checked `properties`, under the model's `name`."""
    known = service_model.members(service_model.create_model_shape())
    sent = {
        known[property_][0]: service_model.to_api(known[property_][1], value)
        for property_, value in _without_empty_blocks(properties).items()
        if property_ in known and property_ not in {"modelName", "tags"}
    }
    sent["ModelName"] = name
    if tags := all_tags(properties):
        sent["Tags"] = service_model.tag_list(tags)
    return sent


def _without_empty_blocks(value: Any) -> Any:
    """Return `value` without what means nothing, as `meaning` has it, and need not be to AWS's liking."""
    if isinstance(value, Mapping):
        return {key: _without_empty_blocks(item) for key, item in value.items() if item not in (None, {}, [])}
    return [_without_empty_blocks(item) for item in value] if isinstance(value, list) else value


def described(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a DescribeModel answer as properties, without the blocks that AWS fills in from others."""
    shape = service_model.create_model_shape()
    properties = cast("dict[str, Any]", service_model.from_api(shape, answer))
    properties.pop("modelName", None)
    for container in [properties.get("primaryContainer", {}), *properties.get("containers", [])]:
        if "modelDataUrl" in container:
            # AWS describes the artefact a second time; a request may name it in one way only.
            container.pop("modelDataSource", None)
    return {key: value for key, value in properties.items() if value not in ({}, [])}


def outputs(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return what AWS decides of a model: `arn` and `creationTime` (ISO 8601, UTC)."""
    return {"arn": answer["ModelArn"], "creationTime": timestamp(answer["CreationTime"])}


def created_outputs(arn: str, answered: datetime | None) -> dict[str, str]:
    """Return the same of a model that AWS has just created, from the date of its answer if that has one."""
    return {"arn": arn} if answered is None else {"arn": arn, "creationTime": timestamp(answered)}


def refreshed_outputs(state: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, str]:
    """Return what AWS decided, from a DescribeModel answer; a creation time in the `state` that may be right stays."""
    found, known = outputs(answer), state.get("creationTime")
    if known is not None:
        late = moment(known) - moment(found["creationTime"])
        if -timings.CLOCK_STEP.duration <= late <= timings.CREATE_ANSWER.duration:
            found["creationTime"] = known
    return found


_TIMESTAMP: Final = "%Y-%m-%dT%H:%M:%SZ"


def timestamp(moment: datetime) -> str:
    """Return a moment in ISO 8601, UTC, to the second."""
    return moment.astimezone(timezone.utc).strftime(_TIMESTAMP)


def moment(timestamp_: str) -> datetime:
    """Return the moment that `timestamp` wrote."""
    return datetime.strptime(timestamp_, _TIMESTAMP).replace(tzinfo=timezone.utc)


def differing(properties: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """Return the properties, tags aside, in which a DescribeModel answer differs from `properties`, sorted."""
    return _differing(properties, described(answer))


def _differing(properties: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    there, expected = meaning(found), meaning(properties)
    known = service_model.members(service_model.create_model_shape()).keys() - TAGS
    return sorted(key for key in known if there.get(key) != expected.get(key))


def refreshed(state: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return `state` with what AWS has now; a property that means the same keeps the words of the program."""
    found, properties = described(answer), dict(state)
    for key in _differing(state, found):
        properties.pop(key, None)
        if key in found:
            properties[key] = found[key]
    return properties


def refreshed_tags(state: Mapping[str, Any], tags: Mapping[str, str], ignores: Callable[[str], bool]) -> dict[str, Any]:
    """Return the properties of a `state` that tell of tags, for a model that carries `tags` now.

    A tag that comes from the stack's default tags alone does not become one of the model's own. A default tag that the
    model has lost is left out, so that the next preview shows the loss. A tag that the stack `ignores` stays as the
    program has it, whatever AWS has.
    """
    considered = {key: value for key, value in tags.items() if not ignores(key)}
    own = state.get("tags") or {}
    inherited = {key: value for key, value in all_tags(state).items() if key not in own}
    mine = {key: value for key, value in considered.items() if inherited.get(key) != value}
    mine |= {key: value for key, value in own.items() if ignores(key)}
    if state.get("tagsAll") is not None:
        stack = {"tagsAll": considered}
    else:
        defaults = {
            key: value
            for key, value in (state.get("defaultTags") or {}).items()
            if ignores(key) or key in mine or considered.get(key) == value
        }
        stack = {"defaultTags": defaults}
    return {key: value for key, value in {"tags": mine, **stack}.items() if value}
