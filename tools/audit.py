"""Known weaknesses of the packages that are used, by pip-audit: audit.py

pip-audit says "No known vulnerabilities found" also when it could not ask about a single package (a mirror without that
service, no network). Here that is counted and said. The exit status is 1 if there is a weakness.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def report(packages: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """What is to be said, and whether there is a weakness.

    Args:
        packages: What pip-audit has written of each package.
    """
    asked = [package for package in packages if "skip_reason" not in package]
    weak = [(package, weakness) for package in asked for weakness in package["vulns"]]
    lines = [
        f"{package['name']} {package['version']}: {weakness['id']}, "
        f"mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package, weakness in weak
    ]
    if len(asked) < len(packages):
        unknown = [package for package in packages if "skip_reason" in package]
        lines.append(
            f"Nothing is known of {len(unknown)} of {len(packages)} packages, for which pip-audit's service does not "
            f"answer; the first: {unknown[0]['skip_reason']}"
        )
    lines.append(f"{len(asked)} packages were looked at, {len(weak)} weaknesses are known.")
    return lines, bool(weak)


def main() -> int:
    """Ask, and print what is known."""
    command = [sys.executable, "-m", "pip_audit", "--skip-editable", "--format", "json", "--progress-spinner", "off"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(run.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(run.stderr, file=sys.stderr)
        print("pip-audit could not ask its service: nothing is known.")
        return 0
    lines, is_weak = report(packages)
    print("\n".join(lines))
    return int(is_weak)


if __name__ == "__main__":
    sys.exit(main())
