#!/usr/bin/env bash
# Pins the newest versions that pyproject.toml allows: tools/pin_constraints.sh PYTHON
# Not by way of .venv, which cannot be made while the constraints contradict pyproject.toml.
set -euo pipefail
uv=$(mktemp -d)
trap 'rm -rf "$uv"' EXIT
"$1" -m venv "$uv"
"$uv/bin/pip" install --quiet --disable-pip-version-check uv
"$uv/bin/uv" pip compile --quiet --universal --python-version 3.10 --all-extras --upgrade --no-annotate \
	--custom-compile-command 'make constraints' --output-file constraints.txt pyproject.toml
