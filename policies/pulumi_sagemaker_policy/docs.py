"""Writes a page for each rule from its metadata: `python -m pulumi_sagemaker_policy.docs FOLDER`."""

import json
import sys
from pathlib import Path

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.config import Schema, Setting, Settings, never
from pulumi_sagemaker_policy.rule import COMMON, Framework, Rule


def page(rule: Rule) -> str:
    """Render a rule's page as Markdown."""
    return f"""\
<!-- Generated from the rule's metadata by `python -m pulumi_sagemaker_policy.docs`; change the rule instead. -->

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

{rule.judges}

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

{rule.remediation}

## Frameworks

{_frameworks(rule.frameworks)}
"""


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
    match schema["type"]:
        case "object" if not schema.get("additionalProperties"):
            return "map"
        case "object":
            return f"map of {_type(schema['additionalProperties'])}"
        case "array":
            return f"list of {_type(schema['items'])}s"
        case name:
            return str(name)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the folder
        sys.exit("Say which folder to write the pages to: python -m pulumi_sagemaker_policy.docs FOLDER")
    for documented in rules.ALL:
        Path(sys.argv[1], f"{documented.id}.md").write_text(page(documented), encoding="utf-8")
