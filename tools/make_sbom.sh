#!/usr/bin/env bash
# Lists what comes with an installed wheel, as CycloneDX JSON: tools/make_sbom.sh PYTHON WHEEL FILE
set -euo pipefail
python=$1 wheel=$2 file=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/tool"
"$folder/tool/bin/pip" install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8'
"$python" -m venv --without-pip "$folder/users"
"$folder/tool/bin/pip" --python "$folder/users/bin/python" install --quiet --disable-pip-version-check \
	--constraint constraints.txt "$wheel[policy]"
mkdir -p "$(dirname "$file")"
"$folder/tool/bin/cyclonedx-py" environment --pyproject pyproject.toml --output-reproducible \
	--output-file "$file" "$folder/users"
