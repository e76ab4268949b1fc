"""Rule environment-secrets: no password, key or token lies in the environment of a model's containers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pulumi_policy import EnforcementLevel, Severity

from pulumi_sagemaker_policy.checks.fields import unjudged
from pulumi_sagemaker_policy.configuration.every_rule import ON_UNKNOWN
from pulumi_sagemaker_policy.configuration.patterns import ENVIRONMENT_KEY, impossible
from pulumi_sagemaker_policy.configuration.schemas import SettingProblem
from pulumi_sagemaker_policy.configuration.settings import STRINGS, Setting, Settings
from pulumi_sagemaker_policy.configuration.wildcard import any_matches
from pulumi_sagemaker_policy.credentials import CHECKED, format_of, is_harmless, names_secret
from pulumi_sagemaker_policy.declarations.subject import ABSENT, UNKNOWN, Entry, ModelSubject, Unresolvable
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule
from pulumi_sagemaker_policy.pack.verdicts import Finding, Undecided, Verdict
from pulumi_sagemaker_policy.quoting import quote, quoted

_VAULTS: Final = frozenset(("secretsmanager", "ssm-secure"))
"""Services that keep secrets, as the dynamic references of CloudFormation name them."""

_WANTED: Final = "the name or ARN of a secret, for the container to read at run time, or nothing"
_FIX: Final = "move the value to AWS Secrets Manager, and change it there, for it has been shown"


def _check(model: ModelSubject, settings: Settings) -> Iterator[Verdict]:
    yield from unjudged(model.containers)
    for container in model.containers.known:
        yield from unjudged(container.environment)
        for entry in container.environment.known:
            if not any_matches(settings["ignored"], entry.key):
                yield from _check_entry(entry, settings[ON_UNKNOWN.name])


def _check_entry(entry: Entry, on_unknown: str) -> Iterator[Verdict]:
    path, value = entry.field.path, entry.field.value
    if value is UNKNOWN:
        # Outputs of other resources are everyday values here: to name each would hide those that may be secrets.
        if names_secret(entry.key) or on_unknown == "violation":
            yield Undecided(path)
        return
    if isinstance(value, Unresolvable) and value.services & _VAULTS:
        yield Finding(
            problem=f"{path} holds a secret for certain, whatever the key: CloudFormation puts it there in plain text.",
            path=path,
            wanted=_WANTED,
            fix="take out the dynamic reference, and pass the name or ARN of the secret instead",
        )
        return
    found = format_of(value) if isinstance(value, str) else None
    if found is not None:
        yield Finding(f"{path} holds what looks like {found}.", path, _WANTED, _FIX)
    elif names_secret(entry.key) and not _is_none(value):
        yield Finding(
            problem=f"{path} holds a value, and {quote(entry.key)} sounds like the key of a secret.",
            path=path,
            wanted=_WANTED,
            fix=f"{_FIX}; if it is no secret, have the key added to {RULE.id}.ignored",
        )


def _is_none(value: object) -> bool:
    return is_harmless(value) if isinstance(value, str) else value is ABSENT or isinstance(value, bool)


def _validate_settings(settings: Settings) -> Iterator[SettingProblem]:
    wanted = 'a pattern for keys of the environment, as in "TOKENIZER_*"'
    yield from impossible("ignored", settings["ignored"], ENVIRONMENT_KEY, wanted)


def _explain(settings: Settings) -> Iterator[str]:
    ignored = f", except under a key that is {quoted(settings['ignored'])}" if settings["ignored"] else ""
    yield f"No value in a container's environment looks like a password, key or token{ignored}."


RULE: Final = Rule(
    id="environment-secrets",
    title="SageMaker models must have no secrets in their environment.",
    rationale=(
        "Everybody who may describe a model reads the environment of its containers in plain text, and so does "
        "everything that they run. To change a secret there, the model has to be replaced. A Pulumi secret hides the "
        "value in the state and the CLI's output, but not in AWS."
    ),
    scope=(
        "The environment of every container: values in the format of well-known credentials (keys of AWS, Amazon "
        "Bedrock, Google, OpenAI and Anthropic, private keys, tokens of GitHub, GitLab, Hugging Face, Slack, npm, PyPI "
        "and Pulumi, JSON Web Tokens, and URLs and connection strings with a password), and values under keys whose "
        "last words name a secret, as in `DB_PASSWORD`, `apiKey` or `HFTOKEN`. A language model's own tokens, as in "
        "`MAX_TOKENS` or `EOS_TOKEN`, are none. Under a secret's key, switches, empty values, placeholders such as "
        "`${TOKEN}` or `EMPTY`, paths, and names and ARNs of secrets pass. Dynamic references of CloudFormation do "
        "not, and those to Secrets Manager or a secure string pass for no key, as it puts the secret itself into the "
        "environment; outside templates nothing resolves such a text, and it is a value like any other. The formats "
        f"were last compared with what their makers say on {CHECKED}. "
        "Values that merely look random are not judged: too many are no secrets. Findings "
        "never show a value. A value that is known only at update is an advisory in the preview if its key names a "
        "secret. Under any other key the preview says nothing, unless `on_unknown` is `violation`. The update judges "
        "either. The rule is advisory by default, as a value that looks like a secret need not be one."
    ),
    severity=Severity.HIGH,
    remediation_steps=(
        "Put the value into AWS Secrets Manager, pass the secret's name or ARN, and have the container read it with "
        "its role. In network isolation it cannot: there, bring no secret at all. Change what has been in the "
        "environment already."
    ),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
    frameworks=(
        Framework("NIST SP 800-53 Rev. 5", "IA-5(7) No embedded unencrypted static authenticators", "derived"),
    ),
    level=EnforcementLevel.ADVISORY,
    settings=(
        Setting(
            name="ignored",
            schema=STRINGS,
            default=[],
            meaning="Patterns for keys that hold no secrets: `*` is any run of characters, `?` any one; case counts.",
        ),
    ),
    validate_settings=_validate_settings,
    check=_check,
    explain=_explain,
    failing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2",
        "environment": {"DB_PASSWORD": "not-a-real-one"},
    },
)
""",
    passing="""\
from pulumi_sagemaker_model import Model

Model(
    "fraud",
    execution_role_arn="arn:aws:iam::123456789012:role/sagemaker",
    primary_container={
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/fraud:1.4.2",
        "environment": {"DB_PASSWORD_NAME": "fraud/database", "MAX_NEW_TOKENS": "256"},
    },
)
""",
)
