#!/usr/bin/env bash
# Print a Python that can make the virtual environment: $PYTHON if given, else the first of the usual names that is 3.11 or
# newer and has venv. Each candidate is run, because a name on PATH can be a shim for a version that is not selected.
set -euo pipefail

check='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
    if command -v "$candidate" >/dev/null && "$candidate" -c "$check" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done

if [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON is not a Python 3.11 or newer with the modules venv and ensurepip." >&2
else
    echo "No Python 3.11 or newer with the modules venv and ensurepip was found." >&2
fi
echo "Install one (on Debian 12 or newer: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12 ..." >&2
exit 1
