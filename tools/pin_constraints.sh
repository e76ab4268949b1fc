#!/usr/bin/env bash
# Pins the newest and the oldest versions that pyproject.toml allows: tools/pin_constraints.sh PYTHON
# Not by way of .venv, which cannot be made while the constraints contradict pyproject.toml.
set -euo pipefail
uv=$(mktemp -d)
trap 'rm -rf "$uv"' EXIT
"$1" -m venv "$uv"
"$uv/bin/pip" install --quiet --disable-pip-version-check uv

# Writes pins of what pyproject.toml needs: pin FILE OPTION...
pin() {
	"$uv/bin/uv" pip compile --quiet --universal --python-version 3.10 --upgrade --no-annotate \
		--custom-compile-command 'make constraints' --output-file "$@" pyproject.toml
}
pin constraints.txt --all-extras
# Of what users need the oldest; of what the tests need besides, the newest that go with them.
pin "$uv/floors.txt" --extra policy --resolution lowest-direct
pin constraints-oldest.txt --extra policy --extra dev --constraint "$uv/floors.txt"
