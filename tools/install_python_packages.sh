#!/usr/bin/env bash
# Make .venv if it is missing or broken, and install this checkout into it: install_python_packages.sh [EXTRA]
set -euo pipefail
cd "$(dirname "$0")/.."

extra=${1:+[$1]}

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(tools/find_python.sh)
    "$python" -m venv --clear .venv
fi

if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --editable ".$extra"; then
    echo >&2
    echo "The packages that pyproject.toml names could not be installed into .venv (the reason is above)." >&2
    echo "With a network, run the same command again. Without one, install them from your own copies:" >&2
    echo "    .venv/bin/python -m pip install --no-index --find-links DIRECTORY --editable '.$extra'" >&2
    exit 1
fi
