"""Rule tag-allowlist: a model has only the tags and values that the organization has agreed on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.config import STRINGS, Problem, Setting, Settings, quote, quoted
from pulumi_sagemaker_policy.remediation import Amendment
from pulumi_sagemaker_policy.rule import Finding, Rule, Undecided, Verdict
from pulumi_sagemaker_policy.subject import UNKNOWN, ModelSubject, Tag, is_unresolvable, kind
from pulumi_sagemaker_policy.wildcard import any_matches

_AWS: Final = "aws:"
"""AWS sets tags of this prefix itself. It refuses `AWS:` too, but sets none, so those are judged."""


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    required: Sequence[str] = settings["required"]
    for part in model.tags.unreadable:
        yield Finding(
            problem=f"The tags cannot be judged: {part.field.path} is {kind(part.field.value)}.",
            path=part.field.path,
            wanted=part.wanted,
            fix="correct it there",
        )
    tags = [tag for tag in model.tags.known if not tag.key.startswith(_AWS)]
    for tag in sorted(tags, key=lambda tag: (tag.key, tag.field.path)):
        yield from _check_tag(tag, settings["allowed"])
    present = {tag.key for tag in tags}
    for key in dict.fromkeys(required):
        if key not in present and not model.tags.hidden and not model.tags.unreadable:
            yield Finding(
                problem=f"The required tag {quote(key)} is missing.",
                path=model.tags.path,
                wanted=f"{quote(key)} with the value {quoted(settings['allowed'][key])}",
                fix=f"add it to {model.remedies.tag}",
            )
    for path in model.tags.hidden:
        yield Undecided(path)


def _check_tag(tag: Tag, allowed: Mapping[str, Sequence[str]]) -> Iterator[Verdict]:
    value, patterns = tag.field.value, allowed.get(tag.key)
    if patterns is None:
        yield Finding(
            problem=f"The tag {quote(tag.key)} is not allowed.",
            path=tag.field.path,
            wanted=f"a key that is exactly {quoted(sorted(allowed))}" if allowed else "no tags",
            fix=f"rename or remove it there, or have it added to {RULE.id}.allowed",
        )
    elif not patterns:
        yield Finding(
            problem=f"The tag {quote(tag.key)} is not allowed to have any value.",
            path=tag.field.path,
            wanted="no such tag",
            fix="remove it there",
        )
    elif (value is UNKNOWN or is_unresolvable(value)) and "*" in patterns:
        return  # whatever it turns out to be
    elif value is UNKNOWN:
        yield Undecided(tag.field.path)
    elif not isinstance(value, str):
        yield Finding(
            problem=f"The value of the tag {quote(tag.key)} is {kind(value)}.",
            path=tag.field.path,
            wanted=f"a string: {quoted(patterns)}",
            fix="correct it there",
        )
    elif not any_matches(patterns, value):
        yield Finding(
            problem=f"The tag {quote(tag.key)} has a value that is not allowed.",
            path=tag.field.path,
            wanted=quoted(patterns),
            fix=f"change it there, or have it added to {RULE.id}.allowed",
        )


def _contradictions(settings: Settings) -> Iterator[Problem]:
    allowed: Mapping[str, Sequence[str]] = settings["allowed"]
    for index, key in enumerate(settings["required"]):
        if key.startswith(_AWS):
            yield Problem(f"required[{index}]", f"is {quote(key)}, which only AWS can set", "a key of your own")
        elif not allowed.get(key):
            lack = "allows no value of" if key in allowed else "does not list"
            yield Problem(
                f"required[{index}]",
                f"is {quote(key)}, but {RULE.id}.allowed {lack} that key",
                f"a key from allowed, or {quote(key)} in allowed with patterns for its values",
            )
    for key, value in sorted(settings["defaults"].items()):
        path = f"defaults[{quote(key)}]"
        if key not in settings["required"]:
            yield Problem(path, f"is of no use: {RULE.id}.required does not list that key", "a key from required")
        elif not any_matches(allowed.get(key, ()), value):
            yield Problem(
                path, f"is {quote(value)}, which {RULE.id}.allowed does not allow", quoted(allowed.get(key) or ["*"])
            )


def _mend(model: ModelSubject, settings: Settings) -> Amendment:
    defaults: Mapping[str, str] = settings["defaults"]
    if model.tags.hidden or model.tags.unreadable:
        return Amendment()
    present = {tag.key for tag in model.tags.known}
    return Amendment(tags={key: value for key, value in sorted(defaults.items()) if key not in present})


RULE: Final = Rule(
    id="tag-allowlist",
    title="SageMaker models must have only agreed tags and values.",
    rationale=(
        "Cost reports, access by tag and clean-up jobs are only as good as the tags. A `Team` beside `team`, or "
        'an `env` of "production" where all else says "prod", drops a model out of all of them without a word. '
        "Tags are also free text that leaves the account with the bill."
    ),
    judges=(
        "All tags that the model gets, the default tags of its provider or stack included. Keys that start with "
        "`aws:` do not count: only AWS sets those. If a tag is known only at update, the preview says so in an "
        "advisory, and the update decides before it creates or changes anything; what is known is judged at "
        "once. Findings name keys and patterns, never the value of a tag, which may be a secret."
    ),
    severity=Severity.MEDIUM,
    remediation=(
        "Rename or remove the tag, change its value, or add the missing one, on the model or in the default "
        "tags that it gets. If the tag is right, have it added to the rule's settings."
    ),
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    settings=(
        Setting(
            name="allowed",
            schema={"type": "object", "additionalProperties": STRINGS},
            default={
                "team": ["*"],
                "owner": ["*"],
                "cost-center": ["*"],
                "project": ["*"],
                "env": ["dev", "test", "staging", "prod"],
            },
            meaning=(
                "Each key that a model may have, with patterns for its values: `*` stands for any characters, "
                "also none, `?` for exactly one, and everything else for itself. A pattern has to fit the whole "
                "value. Keys and values are compared exactly, with case. A key without patterns is allowed no "
                "value; an empty map allows no tag."
            ),
        ),
        Setting(
            name="required",
            schema=STRINGS,
            default=[],
            meaning="Keys that every model has to have. Each has to be in `allowed`.",
        ),
        Setting(
            name="defaults",
            schema={"type": "object", "additionalProperties": {"type": "string"}},
            default={},
            meaning="Values for required keys; at level `remediate`, models that lack the key get it with this value.",
        ),
    ),
    contradictions=_contradictions,
    check=_check,
    mend=_mend,
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    tags={"Team": "risk", "env": "production"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    tags={"team": "risk", "env": "prod"},
)
""",
)
