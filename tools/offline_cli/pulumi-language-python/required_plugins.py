# ruff: noqa: INP001 - the language host embeds this file, nothing imports it
"""Lists the resource plugins that the Pulumi packages of this environment declare, for the language host, as JSON.

A package declares its plugin in a pulumi-plugin.json beside its modules.
"""

import json
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

plugins = []
for distribution in distributions():
    module = str(distribution.metadata["Name"]).replace("-", "_")  # a broken installation has no name
    spec = find_spec(module) if module.lower().startswith("pulumi_") else None
    for location in (spec and spec.submodule_search_locations) or ():
        declared = Path(location, "pulumi-plugin.json")
        if declared.is_file():
            plugin = json.loads(declared.read_text(encoding="utf-8"))
            if plugin.get("resource"):
                defaults = {"name": module.removeprefix("pulumi_"), "version": distribution.version}
                plugins.append(defaults | plugin)
print(json.dumps(plugins))  # noqa: T201 - standard output is how it answers
