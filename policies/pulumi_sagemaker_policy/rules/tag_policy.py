"""Rule tag-policy: models comply with a tag policy of AWS Organizations before AWS reports that they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pulumi_policy import Severity

from pulumi_sagemaker_policy.checks.fields import unjudged
from pulumi_sagemaker_policy.configuration.patterns import tag_key_problem, tag_value_problem
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import Setting, Settings
from pulumi_sagemaker_policy.declarations.subject import UNKNOWN, ModelSubject, Tag, is_unresolvable, kind
from pulumi_sagemaker_policy.iam.statements import Gap, Translation
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted

_ASSIGN: Final = "@@assign"
_LIMITS: Final = "@@operators_allowed_for_child_policies"
_FIELDS: Final = ("tag_key", "tag_value", "enforced_for", "report_required_tag_for")
_MODELS: Final = frozenset({"sagemaker:model", "sagemaker:ALL_SUPPORTED", "sagemaker:*"})
_EFFECTIVE: Final = "the account's effective tag policy, as `aws organizations describe-effective-policy` prints it"


class _Statement(NamedTuple):
    """What the policy says of one key: its spelling, its values, where there are any, and whether models need it."""

    key: str
    values: tuple[str, ...] | None
    required: bool


def _assigned(field: object, default: Any) -> Any:
    """Read a field of an effective policy, which has values as they are, or of one that is still to be merged."""
    return field.get(_ASSIGN, default) if isinstance(field, Mapping) else field


def _statements(policy: Mapping[str, Any]) -> dict[str, _Statement]:
    """Read a policy that is sound, by the keys that it is about, in lower case."""
    found: dict[str, _Statement] = {}
    for policy_key, said in policy["tags"].items():
        if policy_key == _LIMITS:
            continue
        key = policy_key.lower()  # as AWS wants a key to be written where the policy does not say it
        values = _assigned(said.get("tag_value", {}), None)
        required = _assigned(said.get("report_required_tag_for", []), [])
        found[key] = _Statement(
            _assigned(said.get("tag_key", key), key),
            None if values is None else tuple(values),
            not _MODELS.isdisjoint(required),
        )
    return found


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    yield from unjudged(model.tags)
    statements = _statements(settings["policy"])
    for tag in sorted(model.tags.known, key=lambda tag: (tag.key, tag.field.path)):
        statement = statements.get(tag.key.lower())
        if statement is not None:
            yield from _check_tag(tag, statement)
    present = {tag.key.lower() for tag in model.tags.known}
    for key, statement in statements.items():
        if statement.required and key not in present and not model.tags.hidden and not model.tags.unreadable:
            yield Finding(
                problem=f"The tag {quote(statement.key)} is missing, and the tag policy requires it of models.",
                path=model.tags.path,
                wanted=_value(statement),
                fix=f"add it to {model.remedies.tag}",
            )


def _value(statement: _Statement) -> str:
    return f"{quote(statement.key)} with {f'the value {quoted(statement.values)}' if statement.values else 'any value'}"


def _check_tag(tag: Tag, statement: _Statement) -> Iterator[Verdict]:
    path, value = tag.field.path, tag.field.value
    if tag.key != statement.key:
        yield Finding(
            problem=f"The key of the tag {quote(tag.key)} is not capitalised as in the tag policy.",
            path=path,
            wanted=quote(statement.key),
            fix="spell the key so there",
        )
    if statement.values is None:
        return
    if not statement.values:
        yield Finding(f"The tag policy allows no tag {quote(tag.key)}.", path, "no such tag", "remove it there")
    elif (value is UNKNOWN or is_unresolvable(value)) and "*" in statement.values:
        return  # whatever it turns out to be
    elif value is UNKNOWN:
        yield Undecided(path)
    elif not isinstance(value, str):
        yield Finding(
            f"The value of the tag {quote(tag.key)} is {kind(value)}.", path, _value(statement), "correct it there"
        )
    elif not any(fits(pattern, value) for pattern in statement.values):
        yield Finding(
            problem=f"The tag {quote(tag.key)} has a value that the tag policy does not allow.",
            path=path,
            wanted=quoted(statement.values),
            fix="change it there, or have the tag policy changed, in AWS and here",
        )


def fits(pattern: str, value: str) -> bool:
    """Tell whether a value is one that a tag policy allows: one `*` at most is any run of characters."""
    start, star, end = pattern.partition("*")
    if not star:
        return value == pattern
    return len(value) >= len(start) + len(end) and value.startswith(start) and value.endswith(end)


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    policy: Mapping[str, object] = settings["policy"]
    if not policy:
        return  # none is given
    yield from _strangers("policy", policy, ("tags",))
    tags = policy.get("tags")
    if not isinstance(tags, Mapping):
        yield SettingProblem("policy.tags", f"is {kind(tags) if 'tags' in policy else 'missing'}", "a map of keys")
        return
    seen: set[str] = set()
    for key, said in sorted(tags.items()):
        path = f"policy.tags[{quote(key)}]"
        if key == _LIMITS:
            continue
        if key.lower() in seen:
            yield SettingProblem(path, "is about a key that another statement is about", "one statement for each key")
        seen.add(key.lower())
        if not isinstance(said, Mapping):
            yield SettingProblem(path, f"is {kind(said)}", "a map with tag_key and perhaps tag_value")
            continue
        yield from _strangers(path, said, _FIELDS)
        for name in _FIELDS:
            if name in said:
                yield from _field_problems(f"{path}.{name}", key, name, said[name])


def _field_problems(path: str, key: str, name: str, field: object) -> Iterator[SettingProblem]:
    if isinstance(field, Mapping):
        yield from _strangers(path, field, (_ASSIGN,))
    value = _assigned(field, None)
    if value is None:
        return
    if name == "tag_key":
        if not isinstance(value, str) or value.lower() != key.lower():
            yield SettingProblem(
                path, "is not the key of its statement", f"{quote(key)}, capitalised as tags should be"
            )
        elif problem := tag_key_problem(value):
            yield SettingProblem(path, problem, "the key itself, as keys are no patterns")
    elif not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield SettingProblem(path, "is no list of strings", "a list of strings")
    elif name == "tag_value":
        yield from _value_problems(path, value)


def _value_problems(path: str, values: Sequence[str]) -> Iterator[SettingProblem]:
    for value in values:
        if value.count("*") > 1:
            yield SettingProblem(
                path, f"has {quote(value)}, and AWS takes one * in a value", "one * at most in each value"
            )
        elif problem := tag_value_problem(value, wildcards="*"):
            yield SettingProblem(
                path, problem, "letters, digits, blanks and _.:/=+-@, with one * at most in each value"
            )


def _strangers(path: str, block: Mapping[str, object], known: tuple[str, ...]) -> Iterator[SettingProblem]:
    strangers = [name for name in block if name not in known and name != _LIMITS]
    for name in sorted(strangers):
        if name in ("@@append", "@@remove"):
            problem = f"changes with {name} what a parent says, which is not here"
            yield SettingProblem(path, problem, _EFFECTIVE)
        else:
            yield SettingProblem(f"{path}[{quote(name)}]", "is no part of a tag policy", quoted(known))


def _says_something(policy: Mapping[str, Any]) -> bool:
    return any(key != _LIMITS for key in policy.get("tags", ()))


def _explain(settings: Settings) -> Iterator[str]:
    for statement in _statements(settings["policy"]).values():
        if statement.values == ():
            yield f"A model has no tag {quote(statement.key)}, however it is capitalised."
        elif statement.required:
            yield f"A model has the tag {_value(statement)}."
        else:
            yield f"A tag of that key, however it is capitalised, is {_value(statement)}."


def _iam(_: Settings) -> Iterator[Translation]:
    yield Gap("", "AWS Organizations enforces the tag policy itself, as `enforced_for` says there.")


RULE: Final = Rule(
    id="tag-policy",
    title="SageMaker models must comply with the organization's tag policy.",
    rationale=(
        "AWS Organizations reports tags that break the tag policy once they are there, or refuses them in the middle "
        "of an update. The same document here tells before anything is created, and where the tag is written."
    ),
    scope=(
        "All tags that the model gets, the default tags of its provider or stack included: the capitalisation of keys "
        "that the policy is about, and their values. Other tags are not judged. A tag is "
        "required only if `report_required_tag_for` covers `sagemaker:model`. `enforced_for` makes no difference: it "
        "says which operations AWS refuses, while the policy is broken all the same without it. If a tag is known only "
        "at update, the preview says so in an advisory, and the update decides before it creates or changes anything. "
        "Findings name keys and the policy's values, never the value of a tag, which may be a secret."
    ),
    severity=Severity.MEDIUM,
    remediation_steps="Spell the key as the tag policy does, change its value, or add the tag. Tags change in place.",
    url="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html",
    opt_in=True,
    settings=(
        Setting(
            name="policy",
            schema={"type": "object"},
            default={},
            activates=_says_something,
            meaning=(
                "A tag policy: best the account's effective one, as `aws organizations describe-effective-policy "
                "--policy-type TAG_POLICY` prints it, or one that needs no parent. `@@append` and `@@remove` are "
                "refused: they change a parent's policy, which is not here. `*` in a value is any run of characters."
            ),
        ),
    ),
    validate_settings=_validate_settings,
    explain=_explain,
    iam=_iam,
    check=_check,
    example={
        "policy": {
            "tags": {
                "costcenter": {
                    "tag_key": {"@@assign": "CostCenter"},
                    "tag_value": {"@@assign": ["100", "200*"]},
                    "report_required_tag_for": {"@@assign": ["sagemaker:model"]},
                }
            }
        }
    },
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    tags={"costcenter": "300"},
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2"},
    tags={"CostCenter": "200-risk"},
)
""",
)
