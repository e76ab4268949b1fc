"""Where a declaration's models are made: region and account, as the resource or its provider says."""

from __future__ import annotations

from typing import Final

from pulumi_policy import ResourceValidationArgs

from pulumi_sagemaker_policy.declarations.blocks import camel, child, items, without_empty
from pulumi_sagemaker_policy.declarations.cloudformation.load import parse_json
from pulumi_sagemaker_policy.declarations.proxies import guard, read
from pulumi_sagemaker_policy.declarations.subject import ABSENT, Field, Unreadable

_EXPLICIT: Final = "__awsProvider"
"""Property of our Model: the settings of the AWS provider that the program gives it, and the URN of that."""

_REGION = without_empty(camel)
"""Finds a region, which no provider takes an empty text for."""


def region(args: ResourceValidationArgs) -> Field:
    """Read the resource's own region, or else its provider's."""
    own = _REGION(Field("", args.props), "region")
    if own.value is not ABSENT or args.provider is None:
        return own
    return Field(f"region of provider {args.provider.name}", read(args.provider.props, "region"))


def account(args: ResourceValidationArgs) -> Field:
    """Read the only account that the provider may act in; with several it is uncertain."""
    allowed = setting(args, "allowedAccountIds")
    only = items(allowed)
    return only[0] if len(only) == 1 and isinstance(only[0].value, str) else Field(allowed.path, ABSENT)


def explicit_provider(args: ResourceValidationArgs) -> str | None:
    """Return the name of the AWS provider that the program gives to our Model, whose engine knows another one."""
    urn = child(child(Field("", args.props), _EXPLICIT), "urn").value
    return urn.rpartition("::")[2] if isinstance(urn, str) else None


def setting(args: ResourceValidationArgs, key: str) -> Field:
    """Read a nested setting of an AWS provider, which reaches providers as JSON."""
    name = explicit_provider(args)
    if name is not None:
        return Field(f"{key} of provider {name}", child(child(Field("", args.props), _EXPLICIT), key).value)
    if args.provider is None:
        return Field(key, ABSENT)
    path, value = f"{key} of provider {args.provider.name}", read(args.provider.props, key)
    if isinstance(value, str):
        try:
            value = read(guard({key: parse_json(value)}), key)
        except (ValueError, RecursionError):  # the SDK's guard goes as deep as the value
            return Field(path, Unreadable(Field(path, value), "a JSON object"))
    return Field(path, value)
