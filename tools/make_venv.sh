#!/usr/bin/env bash
# Makes a virtual environment with the packages, or brings the one that is there up to date:
# tools/make_venv.sh PYTHON VERSION CONSTRAINTS STAMP
# STAMP, in the environment's folder, is made last and removed first. A folder without it was interrupted half-way, and is
# made anew.
set -euo pipefail
python=$1 version=$2 constraints=$3 stamp=$4
folder=$(dirname "$stamp")
case $version in
3.10 | 3.11 | 3.12 | 3.13 | 3.14) ;;
'') echo "There is no Python called $python: name one of 3.10 to 3.14, as in \`make setup PYTHON=python3.12\`." >&2; exit 1 ;;
*) echo "$python is Python $version: name one of 3.10 to 3.14, as in \`make setup PYTHON=python3.12\`." >&2; exit 1 ;;
esac
if [ -e "$stamp" ]; then
	echo "Updating the packages in $folder."
	rm "$stamp"
else
	echo "Making $folder with Python $version and 100 packages: half a minute."
	# PYTHON may be that of an active environment, which goes now.
	base=$("$python" -c 'import sys; print(sys._base_executable)')
	rm -rf "$folder"
	"$base" -m venv "$folder"
fi
# Compiled by all processors at once, and not by the first command that needs a module.
tools/install_packages.sh "$folder/bin/python" "$constraints" policy,dev --compile-bytecode
touch "$stamp"
echo "Done in $SECONDS s."
