"""Writes what rules say of themselves: a page for each, README's tables, and one page of what is judged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

from pulumi_policy import EnforcementLevel

from pulumi_sagemaker_policy.configuration.every_rule import COMMON
from pulumi_sagemaker_policy.configuration.schemas import Schema
from pulumi_sagemaker_policy.configuration.settings import Setting, Settings, never
from pulumi_sagemaker_policy.declarations.adapters import ANYTHING, CLOUD_CONTROL, TEMPLATE, resource_types
from pulumi_sagemaker_policy.declarations.terraform import ANY
from pulumi_sagemaker_policy.pack.definition import Framework
from pulumi_sagemaker_policy.pack.rule import Rule


def page(rule: Rule) -> str:
    """Render a rule's page as Markdown."""
    return f"""\
<!-- Generated from the rule's metadata by `make docs`; change the rule instead. -->

# {rule.id}

{rule.title}

| | |
|---|---|
| Severity | {rule.severity.value} |
| Default level | {rule.level.value} |
| Reference | <{rule.url}> |

## Why

{rule.rationale}

## What it judges

{rule.scope}

## Settings

{_settings(rule.settings)}

{_opt_in(rule)}These are the defaults, as a file for `--policy-pack-config`:

```json
{_configuration(rule, {})}
```

{_example(rule)}## Fails

```python
{rule.failing.rstrip()}
```

## Passes

```python
{rule.passing.rstrip()}
```

## How to fix it

{rule.remediation_steps}

## Frameworks

{_frameworks(rule.frameworks)}
"""


_LEVELS: Final = {
    EnforcementLevel.ADVISORY: " Advisory by default.",
    EnforcementLevel.DISABLED: " Disabled until you give it a level.",
}


def readme(text: str, every: Iterable[Rule]) -> str:
    """Write the tables of rules into the text of README.md, between its comments."""
    parts: dict[str, list[Rule]] = {"need no settings": [], "wait": []}
    for rule in every:
        waits = rule.opt_in or rule.level is EnforcementLevel.DISABLED
        parts["wait" if waits else "need no settings"].append(rule)
    for which, part in parts.items():
        start = f"<!-- rules that {which}, by `make docs` -->\n"
        # No title has a backslash, which would mean more than itself here.
        table = "\n".join(("| Rule | Asks |", "|---|---|", *map(_readme_row, part)))
        text = re.sub(f"(?<={start}).*?(?=<!-- end -->)", f"\n{table}\n\n", text, count=1, flags=re.DOTALL)
    return text


def _readme_row(rule: Rule) -> str:
    reminds = " A run reminds you of its settings until you give one." if rule.reminder else ""
    return f"| [{rule.id}](policies/docs/{rule.id}.md) | {rule.title}{_LEVELS.get(rule.level, '')}{reminds} |"


def _opt_in(rule: Rule) -> str:
    if not rule.opt_in:
        return ""
    activating = [setting for setting in rule.settings if setting.activates is not never]
    empty = [f"`{setting.name}`" for setting in activating if setting.default is None]
    return (
        "The rule judges by facts of your organization, so it applies to no model until one of these settings is "
        f"given, that is, neither empty nor zero: {', '.join(f'`{setting.name}`' for setting in activating)}."
        f"{f' An empty {empty[0]} counts, too.' if empty else ''}\n\n"
    )


def _configuration(rule: Rule, config: Settings) -> str:
    defaults = {setting.name: setting.default for setting in rule.settings if setting.default is not None}
    return json.dumps({rule.id: {"enforcementLevel": rule.level.value, **defaults, **config}}, indent=2)


def _frameworks(frameworks: tuple[Framework, ...]) -> str:
    if not frameworks:
        return "None that we know of asks for this."
    rows = (f"| {framework.name} | {framework.control} | {framework.provenance} |" for framework in frameworks)
    return "\n".join(("| Framework | Control | Provenance |", "|---|---|---|", *rows))


def _example(rule: Rule) -> str:
    if not rule.example:
        return ""
    return f"""\
The programs below are judged with these settings:

```json
{_configuration(rule, rule.example)}
```

"""


def _settings(settings: tuple[Setting, ...]) -> str:
    rows = (
        f"| `{setting.name}` | {_type(setting.schema)} | {_default(setting)} | {setting.meaning} |"
        for setting in (*settings, *COMMON)
    )
    return "\n".join(("| Setting | Type | Default | Meaning |", "|---|---|---|---|", *rows))


def _default(setting: Setting) -> str:
    return "none" if setting.default is None else f"`{json.dumps(setting.default)}`"


def _type(schema: Schema) -> str:
    names = schema.get("type", "any value")
    names = [names] if isinstance(names, str) else names
    return " or ".join(_called(name, schema) for name in names)


def _called(name: str, schema: Schema) -> str:
    """Call a type by what is in it, if the schema says so."""
    if name == "array" and isinstance(schema.get("items"), dict):
        return f"list of {_type(schema['items'])}s"
    if name == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map of {_type(schema['additionalProperties'])}"
    return {"array": "list", "object": "map"}.get(name, name)


_JUDGED: Final = (
    ("A model", "all that it has", ("AWS::SageMaker::Model",)),
    (
        "An inference component",
        "image, artefact, environment, tags, name and region, if it has a container of its own",
        ("AWS::SageMaker::InferenceComponent",),
    ),
    (
        "An endpoint configuration",
        "isolation, role and network, if it is for inference components: its variants name no model",
        ("AWS::SageMaker::EndpointConfig",),
    ),
    (
        "A pipeline of SageMaker's",
        "the model of each step of type Model, in branches too",
        ("AWS::SageMaker::Pipeline",),
    ),
    (
        "A state machine of Step Functions",
        "what each task makes by createModel, createInferenceComponent or createEndpointConfig, by either integration",
        ("AWS::StepFunctions::StateMachine",),
    ),
    ("A resource of Cloud Control", "each of the above, by its type in CloudFormation", (CLOUD_CONTROL, ANY)),
    (
        "A template of CloudFormation",
        "each of the above, by its type in CloudFormation, any number of times",
        (TEMPLATE, "AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet"),
    ),
    (
        "Any other dynamic resource",
        "a model, if the properties, or a map somewhere in them, are those of a model",
        (ANYTHING,),
    ),
)
"""What is judged of what the resource types declare."""


def declarations() -> str:
    """Render the page of what is judged as Markdown."""
    known = list(resource_types())
    rows = []
    for title, judged, declared in _JUDGED:
        tokens = [f"`{token}`" for declares, token in known if declares in declared]
        rows.append(f"| {title} | {'<br>'.join(tokens)} | {judged} |")
    table = "\n".join(("| Declares | Resource types | Judged is |", "|---|---|---|", *rows))
    return f"""\
<!-- Generated by `make docs`; do not edit it. -->

# What is judged

{table}

`*` is any text. Terraform's provider awscc is read as its provider aws is. What no policy can see is named in
[SECURITY](../../SECURITY.md).

## What is not known before an update

- **Known only at update.** A preview names the property in an advisory, and the update decides before it creates
  anything. The setting `on_unknown` may block or hide it instead.
- **Decided by another declaration.** An inference component takes isolation, role and network from its endpoint
  configuration, and an adapter its image from its base. That is judged where a stack declares it. Of the component an
  advisory says so, to which `on_unknown` applies as well.
- **Known only to CloudFormation, or decided by each run.** A template may use what it makes, a pipeline or a state
  machine what its steps return or what whoever starts it says. Neither preview nor update ever sees that, so it cannot
  pass: a rule that needs the value is broken. The default of a pipeline's parameter is no certain value, as any run may
  have another; the only value of its `EnumValues` is.
- **A definition in S3** may change until it is deployed, so it cannot be read, like a template behind a URL:
  `network-isolation` says so for all rules.

An inference component that pulumi-aws's endpoint configuration serves is never isolated: that type has no
`enableNetworkIsolation`. Declare the configuration with aws-native.
"""
