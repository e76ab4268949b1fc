"""Which tags a model may and must have, in the words of IAM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pulumi_sagemaker_policy.configuration.wildcard import matches
from pulumi_sagemaker_policy.iam.statements import (
    ADD_TAGS,
    CREATE,
    DELETE_TAGS,
    MODELS,
    Condition,
    Gap,
    Statement,
    Translation,
)


def tag_statements(
    allowed: Mapping[str, Sequence[str]] | None, free: Sequence[str], required: Sequence[str]
) -> Iterator[Translation]:
    """Translate which tags models have.

    Args:
        allowed: patterns for the values of each key; None allows all keys.
        free: patterns for further keys, with any value.
        required: keys that every model has.
    """
    if allowed is not None:
        keys = [*allowed, *free]
        other: Condition = (
            {"ForAnyValue:StringNotLike": {"aws:TagKeys": keys}} if keys else {"Null": {"aws:TagKeys": "false"}}
        )
        yield Statement("TagKeys", (CREATE, ADD_TAGS), other, (MODELS,))
        for number, (key, values) in enumerate(allowed.items(), start=1):
            yield from _values(f"TagValues{number}", key, values, alike=_may_differ_in_case(key, allowed, free))
    for number, key in enumerate(required, start=1):
        yield Statement(f"TagRequired{number}", (CREATE,), {"ForAllValues:StringNotEquals": {"aws:TagKeys": [key]}})
    if required:
        yield Statement(
            "TagsRequiredStay", (DELETE_TAGS,), {"ForAnyValue:StringEquals": {"aws:TagKeys": required}}, (MODELS,)
        )


def _values(sid: str, key: str, values: Sequence[str], *, alike: bool) -> Iterator[Translation]:
    if "*" in values:
        return
    if not values:
        yield Statement(sid, (CREATE, ADD_TAGS), {"ForAnyValue:StringEquals": {"aws:TagKeys": [key]}}, (MODELS,))
    elif alike:
        yield Gap("allowed", f"IAM takes any value of {key}, as another allowed key may differ from it in case alone.")
    else:
        there, other = {f"aws:RequestTag/{key}": "false"}, {f"aws:RequestTag/{key}": values}
        yield Statement(sid, (CREATE, ADD_TAGS), {"Null": there, "StringNotLike": other}, (MODELS,))


def _may_differ_in_case(key: str, allowed: Iterable[str], free: Iterable[str]) -> bool:
    """Tell whether a model may have the same key in other case, which means nothing in the name of a condition key."""
    others = (other for other in allowed if other != key)
    return any(other.lower() == key.lower() for other in others) or any(
        matches(pattern.lower(), key.lower()) for pattern in free
    )
