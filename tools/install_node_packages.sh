#!/usr/bin/env bash
# Install the type checker for the client's JavaScript, exactly as package-lock.json says.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! npm ci --no-audit --no-fund --loglevel=error; then
    echo >&2
    echo "The packages of package-lock.json could not be installed (the reason is above)." >&2
    echo "With a network, run the same command again; it needs node and npm only for the type checker tsc." >&2
    exit 1
fi
