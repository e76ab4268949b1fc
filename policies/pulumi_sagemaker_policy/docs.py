"""Writes a page for each rule from its metadata: `python -m pulumi_sagemaker_policy.docs FOLDER`."""

import json
import sys
from pathlib import Path

from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.config import Schema, Setting
from pulumi_sagemaker_policy.rule import Rule


def page(rule: Rule) -> str:
    """Render a rule's page as Markdown."""
    configuration = {
        rule.id: {
            "enforcementLevel": rule.level.value,
            **{setting.name: setting.default for setting in rule.settings},
        }
    }
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

These are the defaults, as a file for `--policy-pack-config`:

```json
{json.dumps(configuration, indent=2)}
```

## Fails

```python
{rule.failing.rstrip()}
```

## Passes

```python
{rule.passing.rstrip()}
```

## How to fix it

{rule.remediation}
"""


def _settings(settings: tuple[Setting, ...]) -> str:
    if not settings:
        return "None but `enforcementLevel`."
    rows = (
        f"| `{setting.name}` | {_type(setting.schema)} | `{json.dumps(setting.default)}` | {setting.meaning} |"
        for setting in settings
    )
    return "\n".join(("| Setting | Type | Default | Meaning |", "|---|---|---|---|", *rows))


def _type(schema: Schema) -> str:
    match schema["type"]:
        case "object":
            return f"map of {_type(schema['additionalProperties'])}"
        case "array":
            return f"list of {_type(schema['items'])}"
        case name:
            return f"{name}s"


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the folder
        sys.exit("Say which folder to write the pages to: python -m pulumi_sagemaker_policy.docs FOLDER")
    for documented in rules.ALL:
        Path(sys.argv[1], f"{documented.id}.md").write_text(page(documented), encoding="utf-8")
