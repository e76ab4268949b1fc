"""What a row of the corpus is, and the words that its tables are written in.

A row is one declaration, judged by all rules with `SETTINGS`, and every finding that is expected of that. `row` changes
a model that no rule objects to, declared in one way of `WAYS`; `every` does so in all of them; `raw` declares anything.
Properties are in camelCase, tags a map, and paths are written as for our own `Model`: each way has them in its words.
Keys with the value `ABSENT` are left out.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy import ABSENT, rules
from pulumi_sagemaker_policy.testing import Declaration, Diagnostic
from tests.unit.policies.ways import NATIVE_STACK_SET, STACK_SET, WAYS, Way, pascal

TODAY: Final = date(2026, 11, 1)
"""The day on which the corpus is judged."""

DIGEST: Final = "sha256:" + "0" * 64
REGISTRY: Final = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
IMAGE: Final = f"{REGISTRY}/ml/fraud@{DIGEST}"
ROLE: Final = "arn:aws:iam::123456789012:role/sagemaker/fraud"
PACKAGE: Final = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/3"

CONTAINER: Final[Mapping[str, Any]] = {
    "image": IMAGE,
    "modelDataUrl": "s3://ml-models/fraud/model.tar.gz",
    "environment": {"SERVER_PROFILE": "obviously-harmless"},
}

MODEL: Final[Mapping[str, Any]] = {
    "name": "risk-fraud",
    "region": "eu-west-1",
    "enableNetworkIsolation": True,
    "executionRoleArn": ROLE,
    "primaryContainer": CONTAINER,
    "vpcConfig": {"subnets": ["subnet-0a", "subnet-0b"], "securityGroupIds": ["sg-0a"]},
    "tags": {"team": "risk", "env": "prod"},
}
"""A model that no rule objects to."""

TAGS: Final = [{"key": "team", "value": "risk"}, {"key": "env", "value": "prod"}]
"""The tags of this model, as a list."""

REQUEST: Final[Mapping[str, Any]] = {
    **pascal({key: value for key, value in MODEL.items() if key not in ("name", "region", "tags")}),
    "ModelName": "risk-fraud",
    "Tags": pascal(TAGS),
}
"""What a pipeline or a state machine asks for, to make this model."""

OPEN: Final = {"EnableNetworkIsolation": False}
"""What it asks for in a model that is not isolated."""

PACKAGES: Final = {"model_packages": ["arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/*"]}

_CHANGED: Final[Mapping[str, Mapping[str, Any]]] = {
    "tag-allowlist": {
        "allowed": {"team": ["*"], "env": ["dev", "prod"], "CostCenter": ["*"], "retired": []},
        "required": ["team"],
    },
    "tag-policy": {"policy": {"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["100", "200*"]}}}},
    "vpc-config": {"subnets": ["subnet-0?"], "security_groups": ["sg-0?"]},
    "image-registry": {"regions": ["eu-*"], **PACKAGES},
    "image-digest": {"enforcementLevel": "mandatory"},
    "model-data-location": PACKAGES,
    "naming": {"name": "risk-[a-z0-9-]+"},
}
"""Where the corpus asks for more than a rule's example shows."""

SETTINGS: Final = {rule.id: {**rule.example, **_CHANGED.get(rule.id, {})} for rule in rules.ALL}
"""The settings of an organization that uses all rules: that of the rules' examples."""

OFF: Final = {"enforcementLevel": "disabled"}
"""Settings of a rule that a row leaves out."""


class Found(NamedTuple):
    """What a rule says: at which level, about which property (empty if waived), and words of its sentence."""

    rule: str
    level: EnforcementLevel
    path: str
    says: str


def blocks(rule: str, path: str, says: str) -> Found:
    """Expect a violation that stops the update."""
    return Found(rule, EnforcementLevel.MANDATORY, path, says)


def warns(path: str, says: str) -> Found:
    """Expect a violation of environment-secrets, the rule that is advisory by default."""
    return Found("environment-secrets", EnforcementLevel.ADVISORY, path, says)


OF_CONTAINERS: Final = ("image-registry", "image-digest", "model-data-location", "environment-secrets")
"""The rules that judge what each container has; a new one of this kind is named here."""


def container_unjudged(path: str, says: str) -> list[Found]:
    """Expect that each rule on containers objects to one that cannot be read."""
    return [warns(path, says) if rule == "environment-secrets" else blocks(rule, path, says) for rule in OF_CONTAINERS]


def container_waits(path: str) -> list[Found]:
    """Expect that each rule on containers leaves one to the update."""
    return [waits(rule, path) for rule in OF_CONTAINERS]


def notes(path: str, says: str) -> Found:
    """Expect that one rule says, for all of them, what is odd and makes no difference to any model."""
    return Found("network-isolation", EnforcementLevel.ADVISORY, path, says)


def waits(rule: str, path: str) -> Found:
    """Expect that the rule leaves a property to the update."""
    return Found(rule, EnforcementLevel.ADVISORY, path, "known only at update")


def elsewhere(rule: str, path: str, source: str) -> Found:
    """Expect that the rule leaves a property to where another declaration decides it."""
    return Found(rule, EnforcementLevel.ADVISORY, path, f"decided by {source}; the rule judges that where")


def of_run(path: str) -> list[Found]:
    """Expect every rule that judges a model's own properties to say that a run decides all of them."""
    said = "a value that only a run decides"
    judging = (rule.id for rule in rules.ALL if rule.id not in ("allowed-regions", "environment-secrets"))
    return [warns(path, said), *(blocks(rule, path, said) for rule in judging)]


def waived(rule: str, says: str) -> Found:
    """Expect that a waiver is in force."""
    return Found(rule, EnforcementLevel.ADVISORY, "", says)


def unread(path: str, reason: str = "") -> list[Found]:
    """Expect that one rule says, for all of them, what no policy can see, and why."""
    said = f"cannot be read ({reason}" if reason else "so the models that it may declare cannot be judged"
    return [blocks("network-isolation", path, said)]


def unknown(path: str) -> list[Found]:
    """Expect every rule to leave a declaration to the update."""
    return [waits(rule.id, path) for rule in rules.ALL]


@dataclass(frozen=True)
class Row:
    """One declaration and all that is expected of it; `settings` are merged over `SETTINGS`, rule by rule."""

    id: str
    declaration: Declaration
    findings: tuple[Found, ...]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


SHOWN: Final = ("ours", "aws", "aws-native", "extension", "native stack")
"""Ways in which a property can be unknown alone; the others have all of a model in one text."""

CERTAIN: Final = tuple(way for way in WAYS if way != "dynamic")
"""Ways whose type says that they declare a model, whatever its properties are."""

_STACK_SETS: Final = (STACK_SET, NATIVE_STACK_SET)

NOWHERE: Final = blocks("allowed-regions", "the stack set's instances", "a value that only CloudFormation knows")
"""What stack sets break in any case: where their models are made is said elsewhere."""


def container(**changes: Any) -> dict[str, Any]:
    """Change the only container of the model."""
    return {"primaryContainer": {**CONTAINER, **changes}}


def row(  # noqa: PLR0913 - the columns of a table
    way: str,
    title: str,
    changes: Mapping[str, Any],
    *findings: Found,
    provider: Mapping[str, Any] | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    name: str = "fraud",
) -> Row:
    """Declare the model, changed, in one way; the region is its own or else its provider's."""
    declared = WAYS[way]
    properties = {key: value for key, value in {**MODEL, **changes}.items() if value is not ABSENT}
    expected = [found._replace(path=_located(declared, properties, found.path)) for found in findings]
    if declared.token in _STACK_SETS and (settings or {}).get("allowed-regions") != OFF:
        expected = [*(found for found in expected if found.rule != NOWHERE.rule), NOWHERE]
    if not declared.places:
        region = {"region": properties.pop("region")} if "region" in properties else {}
        provider = {**region, **(provider or {})}
    if not declared.mapped and isinstance(properties.get("tags"), Mapping):
        properties["tags"] = [{"key": key, "value": value} for key, value in properties["tags"].items()]
    written = declared.declare(properties, provider)
    return Row(
        f"{way}: {title}",
        Declaration(written.token, written.properties, provider, name),
        tuple(expected),
        settings or {},
    )


def every(
    title: str, changes: Mapping[str, Any], *findings: Found, ways: Iterable[str] = WAYS, **more: Any
) -> Iterator[Row]:
    """Declare the model, changed, in each of the ways."""
    return (row(way, title, changes, *findings, **more) for way in ways)


def raw(
    token: str,
    title: str,
    properties: Mapping[str, Any],
    *findings: Found,
    provider: Mapping[str, Any] | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Row:
    """Declare any resource, whose paths are as it has them; its provider is in an allowed region."""
    declaration = Declaration(token, properties, {"region": "eu-west-1", **(provider or {})})
    return Row(f"{token}: {title}", declaration, findings, settings or {})


def _located(way: Way, properties: Mapping[str, Any], path: str) -> str:
    """Say in the words of a way where the property of a path is."""
    if path == "region" and not way.places:
        return "region of provider main"
    key = path.removeprefix("tags[")
    if not way.mapped and path.startswith('tags["'):
        return way.path(f"tags[{list(properties['tags']).index(json.loads(key.removesuffix(']')))}].value")
    if not path or " " in path:
        return path
    located = way.path(path)
    is_there = properties.get(re.split(r"[.\[]", path)[0]) is not None
    return located if is_there or not way.lists else re.sub(r"s?\[0\]", "", located)


def seen(diagnostic: Diagnostic) -> Found:
    """Read what a rule said: its sentence, a note on its waiver, and the path that it names."""
    _, sentence, *rest = diagnostic.message.splitlines()
    lines = dict(line.strip().split(":", 1) for line in rest)
    path = lines.get("at", "").strip()
    for later in ("known only at update", "decided by"):
        if not path and later in sentence:
            path = sentence.replace(f" are {later}", f" is {later}").partition(f" is {later}")[0]
    notes = [lines[key] for key in ("waived", "waiver") if key in lines]
    return Found(diagnostic.policy, diagnostic.level, path, " ".join([sentence, *notes]))
