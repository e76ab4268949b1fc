#!/usr/bin/env bash
# Installs this checkout with some of its extras: tools/install_packages.sh PYTHON CONSTRAINTS EXTRAS [OPTION...]
# The options are uv's. uv takes seconds where pip takes two minutes. pip does it where uv cannot, or where pip has an
# index of its own, which uv would pass over.
set -euo pipefail
python=$1 constraints=$2 what=(--constraint "$2" --editable ".[$3]")
shift 3
pip=("$python" -m pip --disable-pip-version-check)
if ! "${pip[@]}" config list | grep --quiet index-url &&
	"${pip[@]}" install --quiet --constraint "$constraints" uv &&
	"$python" -m uv pip install --quiet --python "$python" "$@" "${what[@]}"; then
	exit
fi
echo 'pip installs the packages, which takes two minutes.'
"${pip[@]}" install --quiet "${what[@]}" || {
	echo 'Installing the packages failed, as pip says above: check that it reaches its index, and run `make` again.' >&2
	exit 1
}
