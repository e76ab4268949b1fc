"""Judges every template of a folder with this pack: `python -m bench.scanners.pack FOLDER`.

Prints a JSON list for each file: the finding's rule, its model and its level.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final, cast

from bench.scanners.models import ACCOUNT, CONFIG, Template
from pulumi_sagemaker_policy import rules
from pulumi_sagemaker_policy.pack.sdk import decode, encode
from pulumi_sagemaker_policy.testing import Declaration, analyze

_COMPARED: Final = [rule for rule in rules.ALL if rule.id in CONFIG]

_MODEL: Final = re.compile(r"^  model:  fraud/(\w+)$", re.MULTILINE)


def written(template: Template) -> object:
    """Declare the template as a resource of a Pulumi program, in JSON."""
    properties = {"templateBody": json.dumps(template.body()), "parameters": template.given, "tags": template.tags}
    return encode({"properties": properties, "provider": {"region": template.region, "allowedAccountIds": [ACCOUNT]}})


def judge(declared: object) -> list[tuple[str, str, str]]:
    """Judge what `written` declared; return rule, model and level of each finding."""
    inputs = cast("dict[str, Any]", decode(declared))
    stack = Declaration("aws:cloudformation/stack:Stack", inputs["properties"], inputs["provider"])
    return [
        (found.policy, model, found.level.value)
        for found in analyze(stack, *_COMPARED, config=CONFIG).diagnostics
        for model in _MODEL.findall(found.message)
    ]


if __name__ == "__main__":
    files = sorted(Path(sys.argv[1]).iterdir())
    print(json.dumps({file.stem: judge(json.loads(file.read_text(encoding="utf-8"))) for file in files}))  # noqa: T201 - its answer
