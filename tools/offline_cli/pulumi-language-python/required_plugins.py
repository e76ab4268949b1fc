# ruff: noqa: INP001 - the language host embeds this file, nothing imports it
"""Lists the resource plugins that the Pulumi packages of this environment declare, for the language host, as JSON.

A package declares its plugin in a pulumi-plugin.json beside its modules. Every update asks, so the folders' names have
to tell which packages there are: `importlib.metadata`, which would read them all, takes five times as long.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

plugins = []
for metadata in (metadata for folder in sys.path for metadata in Path(folder).glob("[Pp]ulumi_*.dist-info")):
    module, _, version = metadata.name.removesuffix(".dist-info").partition("-")
    spec = find_spec(module)
    for location in (spec and spec.submodule_search_locations) or ():
        declared = Path(location, "pulumi-plugin.json")
        if declared.is_file():
            plugin = json.loads(declared.read_text(encoding="utf-8"))
            if plugin.get("resource"):
                plugins.append({"name": module.removeprefix("pulumi_"), "version": version} | plugin)
print(json.dumps(plugins))  # noqa: T201 - standard output is how it answers
