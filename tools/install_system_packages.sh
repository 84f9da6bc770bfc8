#!/usr/bin/env bash
# Make sure that the programs which the tests drive are there. As root on Debian, install what is missing; elsewhere say exactly
# what to install. A missing program is an error: a test that needs it never skips.
set -euo pipefail

declare -A package_of=([chromium]=chromium [redis-server]=redis-server [node]=nodejs [npm]=npm [nginx]=nginx-light)

missing_packages() {
    for program in chromium redis-server node npm nginx; do
        PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || echo "${package_of[$program]}"
    done
}

missing=$(missing_packages | xargs)
[ -z "$missing" ] && exit 0

how="apt-get install --no-install-recommends $missing"

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need these Debian packages, which are not installed: $missing" >&2
    echo "Install them as root (elsewhere: the programs chromium, redis-server, node, npm and nginx on PATH), then run again:" >&2
    echo "    $how" >&2
    exit 1
fi

echo "Installing Debian packages: $missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists may be absent (a new image) or out of date; only then is the update worth its time.
# shellcheck disable=SC2086  # the packages are words
if ! $how --yes >"$log" 2>&1 </dev/null && ! { apt-get update && $how --yes; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "Those packages could not be installed. With a network, run this as root and try again:" >&2
    echo "    apt-get update && $how" >&2
    exit 1
fi

missing=$(missing_packages | xargs)
if [ -n "$missing" ]; then
    echo "Installed, but the programs of these packages are still not on PATH: $missing" >&2
    exit 1
fi
