#!/usr/bin/env bash
# Adds pulumi-aws to .venv, which `make setup` can do without: tools/add_pulumi_aws.sh STAMP
set -euo pipefail
echo 'Adding pulumi-aws to .venv, 270 MB: about a minute.'
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
	--constraint constraints.txt --editable '.[aws]' || {
	echo 'Installing pulumi-aws failed, as pip says above: check that it reaches its index, and run `make test-dropin` again.' >&2
	exit 1
}
touch "$1"
