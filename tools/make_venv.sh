#!/usr/bin/env bash
# Makes .venv with the packages, or brings the one that is there up to date: tools/make_venv.sh PYTHON VERSION STAMP
# STAMP is made last and removed first. A .venv without it was interrupted half-way, and is made anew.
set -euo pipefail
python=$1 version=$2 stamp=$3
case $version in
3.10 | 3.11 | 3.12 | 3.13) ;;
'') echo "There is no Python called $python: name one of 3.10 to 3.13, as in \`make setup PYTHON=python3.12\`." >&2; exit 1 ;;
*) echo "$python is Python $version: name one of 3.10 to 3.13, as in \`make setup PYTHON=python3.12\`." >&2; exit 1 ;;
esac
if [ -e "$stamp" ]; then
	echo 'Updating the packages in .venv: up to a minute.'
	rm "$stamp"
else
	echo "Making .venv with Python $version and 90 packages: about a minute."
	# PYTHON may be that of an active .venv, which goes now.
	base=$("$python" -c 'import sys; print(sys._base_executable)')
	rm -rf .venv
	"$base" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
	--constraint constraints.txt --editable '.[policy,dev]' || {
	echo 'Installing the packages failed, as pip says above: check that it reaches its index, and run `make setup` again.' >&2
	exit 1
}
touch "$stamp"
echo "Done in $SECONDS s."
