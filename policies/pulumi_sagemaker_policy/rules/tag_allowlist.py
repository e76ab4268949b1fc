"""Rule tag-allowlist: a model has only the tags and values that the organization has agreed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from pulumi_policy import Severity

from pulumi_sagemaker_policy.configuration.patterns import tag_key_problem, tag_value_problem
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings, is_given, never
from pulumi_sagemaker_policy.configuration.wildcard import any_matches
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, ModelSubject, Tag, is_unresolvable, kind
from pulumi_sagemaker_policy.iam.statements import Translation
from pulumi_sagemaker_policy.iam.tags import tag_statements
from pulumi_sagemaker_policy.pack.remediation import Remediation
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted

_ANY: Final = ("*",)

_AWS: Final = "aws:"
"""AWS sets tags of this prefix itself. It refuses `AWS:` too, but sets none, so those are judged."""


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    allowed: Mapping[str, Sequence[str]] | None = settings["allowed"]
    for part in model.tags.unreadable:
        yield Finding(
            problem=f"The tags cannot be judged: {part.field.path} is {kind(part.field.value)}.",
            path=part.field.path,
            wanted=part.wanted,
            fix="correct it there",
        )
    tags = [tag for tag in model.tags.known if not tag.key.startswith(_AWS)]
    if allowed is not None:
        for tag in sorted(tags, key=lambda tag: (tag.key, tag.field.path)):
            if tag.key in allowed or not any_matches(settings["service_keys"], tag.key):
                yield from _check_tag(tag, allowed)
    present = {tag.key for tag in tags}
    missing = [key for key in dict.fromkeys(settings["required"]) if key not in present]
    for key in missing:
        if not model.tags.hidden and not model.tags.unreadable:
            yield Finding(
                problem=f"The required tag {quote(key)} is missing.",
                path=model.tags.path,
                wanted=f"{quote(key)} with {_values((allowed or {}).get(key, _ANY))}",
                fix=f"add it to {model.remedies.tag}",
            )
    for path in model.tags.hidden if allowed is not None or missing else ():
        yield Undecided(path)


def _values(patterns: Sequence[str]) -> str:
    if not patterns:
        return "no value"
    return "any value" if "*" in patterns else f"the value {quoted(patterns)}"


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


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    allowed: Mapping[str, Sequence[str]] | None = settings["allowed"]
    yield from _impossible(settings)
    for index, key in enumerate(settings["required"]):
        if key.startswith(_AWS):
            yield SettingProblem(f"required[{index}]", f"is {quote(key)}, which only AWS can set", "a key of your own")
        elif allowed is not None and not allowed.get(key):
            lack = "allows no value of" if key in allowed else "does not list"
            yield SettingProblem(
                f"required[{index}]",
                f"is {quote(key)}, but {RULE.id}.allowed {lack} that key",
                f"a key from allowed, or {quote(key)} in allowed with patterns for its values",
            )
    for key, value in sorted(settings["defaults"].items()):
        path = f"defaults[{quote(key)}]"
        if key not in settings["required"]:
            yield SettingProblem(
                path, f"is of no use: {RULE.id}.required does not list that key", "a key from required"
            )
        elif allowed is not None and not any_matches(allowed.get(key, ()), value):
            yield SettingProblem(
                path, f"is {quote(value)}, which {RULE.id}.allowed does not allow", quoted(allowed.get(key) or _ANY)
            )


def _impossible(settings: Settings) -> Iterator[SettingProblem]:
    """Find keys, patterns and values that no tag can have, such as a pattern for a key."""
    allowed: Mapping[str, Sequence[str]] = settings["allowed"] or {}
    keys = [(f"allowed[{quote(key)}]", key) for key in sorted(allowed)]
    keys += [(f"required[{index}]", key) for index, key in enumerate(settings["required"])]
    patterns = [
        (f"allowed[{quote(key)}][{index}]", pattern)
        for key, patterns in sorted(allowed.items())
        for index, pattern in enumerate(patterns)
    ]
    patterns += [(f"service_keys[{index}]", pattern) for index, pattern in enumerate(settings["service_keys"])]
    values = [(f"defaults[{quote(key)}]", value) for key, value in sorted(settings["defaults"].items())]
    yield from _named(keys, tag_key_problem, "the key itself, as keys are no patterns")
    yield from _named(patterns, tag_value_problem, "a pattern of letters, digits, blanks and _.:/=+-@, and * and ?")
    yield from _named(values, partial(tag_value_problem, wildcards=""), "a value that a tag can have")


def _named(texts: Iterable[tuple[str, str]], say: Callable[[str], str | None], wanted: str) -> Iterator[SettingProblem]:
    for path, text in texts:
        problem = say(text)
        if problem:
            yield SettingProblem(path, problem, wanted)


def _explain(settings: Settings) -> Iterator[str]:
    allowed: Mapping[str, Sequence[str]] | None = settings["allowed"]
    if allowed is None:
        yield "A model may have any tags."
    else:
        tags = "; ".join(f"{quote(key)} with {_values(patterns)}" for key, patterns in sorted(allowed.items()))
        yield f"A model has no tags but these: {tags or 'none'}."
        if settings["service_keys"]:
            yield f"Tags with a key that is {quoted(settings['service_keys'])} pass, as AWS services set them."
    for key in dict.fromkeys(settings["required"]):
        added = (
            f"; where it is missing, level remediate adds it with {quote(value)}"
            if (value := settings["defaults"].get(key)) is not None
            else ""
        )
        yield f"A model has the tag {quote(key)}{added}."


def _remediate(model: ModelSubject, settings: Settings) -> Remediation:
    defaults: Mapping[str, str] = settings["defaults"]
    if model.tags.hidden or model.tags.unreadable:
        return Remediation()
    present = {tag.key for tag in model.tags.known}
    return Remediation(tags={key: value for key, value in sorted(defaults.items()) if key not in present})


def _iam(settings: Settings) -> Iterator[Translation]:
    return tag_statements(settings["allowed"], settings["service_keys"], settings["required"])


RULE: Final = Rule(
    id="tag-allowlist",
    title="SageMaker models must have only agreed tags and values.",
    rationale=(
        "Cost reports, access by tag and clean-up jobs are only as good as the tags. A `Team` beside `team`, or "
        'an `env` of "production" where all else says "prod", takes a model out of all of them, and no error says so. '
        "Tags are also free text that leaves the account with the bill."
    ),
    scope=(
        "All tags that the model gets, the default tags of its provider or stack included. Keys that start with "
        "`aws:` do not count: only AWS sets those. As long as you give neither `allowed` nor `required`, one advisory "
        "a run says that the rule judges nothing. If a tag is known only at update, the preview says so in an "
        "advisory, and the update decides before it creates or changes anything; what is known is judged at "
        "once. Findings name keys and patterns, never the value of a tag, which may be a secret."
    ),
    severity=Severity.MEDIUM,
    remediation_steps=(
        "Rename or remove the tag, change its value, or add the missing one, on the model or in the default "
        "tags that it gets. If the tag is right, have it added to the rule's settings."
    ),
    url="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    settings=(
        Setting(
            name="allowed",
            schema={"type": "object", "additionalProperties": STRINGS},
            default=None,
            activates=is_given,
            meaning=(
                "Each key that a model may have, with patterns for its values: `*` stands for any characters, "
                "also none, `?` for exactly one, and everything else for itself. A pattern has to fit the whole "
                "value. Keys and values are compared exactly, with case. A key without patterns is allowed no "
                "value; an empty map allows no tag. Without this setting every tag is allowed."
            ),
        ),
        Setting(
            name="required",
            schema=STRINGS,
            default=[],
            meaning="Keys that every model has to have. Where `allowed` is given, each has to be in it.",
        ),
        Setting(
            name="defaults",
            schema={"type": "object", "additionalProperties": {"type": "string"}},
            default={},
            activates=never,
            meaning="Values for required keys; at level `remediate`, models that lack the key get it with this value.",
        ),
        Setting(
            name="service_keys",
            schema=STRINGS,
            default=["sagemaker:project-*", "sagemaker:deployment-*"],
            activates=never,
            meaning=(
                "Patterns for keys that AWS services set and need. They may have any value, unless `allowed` has the "
                "key. The default are those of SageMaker Projects."
            ),
        ),
    ),
    validate_settings=_validate_settings,
    check=_check,
    remediate=_remediate,
    explain=_explain,
    iam=_iam,
    opt_in=True,
    reminder=(
        "tag-allowlist judges no tags yet, as only you know which tags you agreed on: list them in the policy "
        "configuration, as in this example.\n"
        '  "tag-allowlist": {\n'
        '    "allowed": {"team": ["*"], "env": ["dev", "prod"]}}\n'
        '  If you agreed on none, "tag-allowlist": "disabled" ends this reminder.'
    ),
    example={"allowed": {"team": ["*"], "CostCenter": ["*"], "env": ["dev", "test", "staging", "prod"]}},
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
