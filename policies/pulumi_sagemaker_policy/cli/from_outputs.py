"""Policy configurations made of what an organization has elsewhere: a platform stack's outputs, a tag policy."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pulumi_sagemaker_policy.aws_facts.ecr import parse_image_uri
from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.gate.pulumi_cli import PulumiMissingError, PulumiRun

_SECRET: Final = "[secret]"  # noqa: S105 - what the CLI prints in place of one


class SourceError(CommandError):
    """What stops a configuration from being made, as one clear sentence."""


class PlatformOutput(NamedTuple):
    """An output by which a platform stack says what models may use, and the setting that it becomes."""

    name: str
    """In snake case; a stack may have it in camelCase as well."""
    meaning: str
    rule: str
    setting: str
    one: Callable[[str], str] = str
    """Turns one text of the output into one of the setting."""
    is_map: bool = False
    """Whether it is a map of lists, not a list."""
    also: Mapping[str, Any] = {}
    """Settings of the rule that go with it."""


def _repository(text: str) -> str:
    image = parse_image_uri(text)
    return f"{image.account}/{image.repository}" if image else text


def _bucket(text: str) -> str:
    return text if "://" in text else f"s3://{text}/"


PLATFORM_OUTPUTS: Final = (
    PlatformOutput("model_subnets", "IDs of subnets", "vpc-config", "subnets", also={"require": "vpc"}),
    PlatformOutput("model_security_groups", "IDs of security groups", "vpc-config", "security_groups"),
    PlatformOutput("model_roles", "ARNs of execution roles, or patterns for them", "execution-role", "allowed"),
    PlatformOutput(
        "model_registries",
        "URLs of ECR repositories, or `ACCOUNT/REPOSITORY` patterns",
        "image-registry",
        "allowed",
        _repository,
    ),
    PlatformOutput(
        "model_buckets", "names of buckets, or `s3://BUCKET/PREFIX`", "model-data-location", "allowed", _bucket
    ),
    PlatformOutput("model_regions", "regions, or patterns for them", "allowed-regions", "allowed"),
    PlatformOutput(
        "model_tags", "a map of tag keys to lists of patterns for values", "tag-allowlist", "allowed", is_map=True
    ),
    PlatformOutput("model_required_tags", "tag keys that every model has", "tag-allowlist", "required"),
)
"""The convention between a platform stack and the pack."""


def from_stack(stack: str, outputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the settings that the outputs of a platform stack become, by rule.

    Raises:
        SourceError: the stack has no such output, or one of another shape.
    """
    config: dict[str, dict[str, Any]] = {}
    for known in PLATFORM_OUTPUTS:
        given = [name for name in outputs if name in (known.name, _camel(known.name))]
        if len(given) > 1:
            raise SourceError(f"{stack} has both {' and '.join(given)}, which are the same output; take one out")
        for name in given:
            rule = config.setdefault(known.rule, {})
            rule |= {**known.also, known.setting: _converted(known, f"output {name} of {stack}", outputs[name])}
    if not config:
        names = ", ".join(known.name for known in PLATFORM_OUTPUTS)
        raise SourceError(f"{stack} has no output that says what models may use; export one of {names}")
    return config


def _converted(known: PlatformOutput, place: str, value: Any) -> Any:
    if value == _SECRET:
        raise SourceError(f"{place} is secret; a policy configuration holds no secrets, so export it in plain text")
    if known.is_map:
        if not isinstance(value, Mapping):
            raise SourceError(f"{place} is not {known.meaning}")
        return {str(key): _texts(known, f"{place}, key {key},", texts) for key, texts in value.items()}
    return _texts(known, place, value)


def _texts(known: PlatformOutput, place: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise SourceError(f"{place} is not a list of strings; it has to be {known.meaning}")
    if not value and not known.is_map:
        raise SourceError(f"{place} is empty, which would allow everything; list {known.meaning}")
    if _SECRET in value:
        raise SourceError(f"{place} has a secret; a policy configuration holds no secrets, so export it in plain text")
    return [known.one(text) for text in value]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def stack_outputs(stack: str) -> Mapping[str, Any]:
    """Return the outputs of a stack as the Pulumi CLI prints them, secrets hidden.

    Raises:
        SourceError: the CLI is not there, or cannot read the stack.
    """
    command = ["stack", "output", "--json", "--non-interactive", "--stack", stack]
    try:
        run = PulumiRun(command, Path(), os.environ)
    except (PulumiMissingError, PermissionError):
        raise SourceError("there is no pulumi on PATH; install the Pulumi CLI, which reads the stack") from None
    with run:
        printed = "\n".join(run.lines(lambda _: None))
    if run.interrupted:
        raise KeyboardInterrupt
    if run.exit_code:
        reason = (run.said.strip().splitlines() or ["it says nothing"])[-1]
        raise SourceError(f"pulumi cannot read the outputs of {stack}: {reason}")
    outputs: Mapping[str, Any] = json.loads(printed)
    return outputs


def from_tag_policy(document: Any) -> dict[str, dict[str, Any]]:
    """Return the settings of a tag policy, as AWS Organizations has or prints it.

    Args:
        document: a tag policy, or what `aws organizations describe-effective-policy` or `describe-policy` prints.

    Raises:
        SourceError: it is none.
    """
    found = document if isinstance(document, Mapping) else {}
    for answer in ("EffectivePolicy", "Policy"):
        found = found.get(answer, found)
    content = found.get("PolicyContent", found.get("Content", found))
    try:
        policy = json.loads(content) if isinstance(content, str) else content
    except ValueError:
        policy = None
    if not isinstance(policy, Mapping) or "tags" not in policy:
        raise SourceError("it is no tag policy: it has no tags; take what describe-effective-policy prints")
    return {"tag-policy": {"policy": dict(policy)}}


def merged(base: Mapping[str, Any], made: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a configuration with settings that were made: they replace those of the same name, and nothing else."""
    config = dict(base)
    for rule, settings in made.items():
        entry = base.get(rule, {})
        config[rule] = {**(entry if isinstance(entry, Mapping) else {"enforcementLevel": entry}), **settings}
    return config
