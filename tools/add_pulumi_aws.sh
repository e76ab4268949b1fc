#!/usr/bin/env bash
# Adds pulumi-aws to .venv, which `make setup` can do without: tools/add_pulumi_aws.sh STAMP
set -euo pipefail
echo 'Adding pulumi-aws to .venv, 270 MB: up to a minute.'
tools/install_packages.sh .venv/bin/python constraints.txt aws
touch "$1"
