"""Write the list of what the package needs (SBOM, CycloneDX as JSON): write_sbom.py FILE

cyclonedx-py describes all that is installed, the tools of development included. Of that, the list has what `pip install
domsync` brings, with the scope `required`, and what its extras bring, with the scope `optional` and their names. The
versions are those that the tests run with.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
NAME = "domsync"
#: The extras that are no part of what is published for its users.
_OF_DEVELOPMENT = frozenset(("dev",))


def needed(extra: str = "") -> set[str]:
    """Name all packages that the library brings, or one of its extras in addition.

    Args:
        extra: The extra; empty for the library alone.
    """
    found: set[tuple[str, str]] = set()
    waiting = [(NAME, extra)]
    while waiting:
        name, its_extra = one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        try:
            requirements = map(Requirement, requires(name) or ())
        except PackageNotFoundError:
            continue  # Another system's.
        for need in requirements:
            if need.marker is None or need.marker.evaluate({"extra": its_extra}):
                waiting += [(canonicalize_name(need.name), each) for each in ("", *need.extras)]
    return {name for name, _ in found} - {NAME}


def of_package(bom: dict[str, Any], extras: list[str]) -> dict[str, Any]:
    """Keep what the package needs of what is installed.

    Args:
        bom: The environment, as cyclonedx-py describes it.
        extras: The names of the package's extras.
    """
    required = needed()
    optional = {extra: needed(extra) - required for extra in extras if extra not in _OF_DEVELOPMENT}
    kept = []
    for component in bom["components"]:
        name = canonicalize_name(component["name"])
        bringing = sorted(extra for extra, names in optional.items() if name in names)
        if name not in required and not bringing:
            continue
        component["scope"] = "required" if name in required else "optional"
        properties = [{"name": f"{NAME}:extra", "value": extra} for extra in bringing]
        component["properties"] = [*component.get("properties", ()), *properties]
        kept.append(component)
    references = {component["bom-ref"]: canonicalize_name(component["name"]) for component in kept}
    root = bom["metadata"]["component"]
    own = {canonicalize_name(need.name) for need in map(Requirement, requires(NAME) or ()) if _is_kept(need, extras)}
    root |= {"type": "library", "version": version(NAME), "purl": f"pkg:pypi/{NAME}@{version(NAME)}"}
    dependencies = [
        each | {"dependsOn": [one for one in each.get("dependsOn", ()) if one in references]}
        for each in bom["dependencies"]
        if each["ref"] in references
    ]
    dependencies.append({"ref": root["bom-ref"], "dependsOn": [one for one, name in references.items() if name in own]})
    return {**bom, "components": kept, "dependencies": dependencies}


def _is_kept(need: Requirement, extras: list[str]) -> bool:
    """Whether the package itself, or one of its extras for users, names a requirement."""
    marker = need.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras} - _OF_DEVELOPMENT)


def main(path: str) -> None:
    """Write it."""
    pyproject = ROOT / "pyproject.toml"
    tool = Path(sys.executable).with_name("cyclonedx-py")
    command = [str(tool), "environment", "--pyproject", str(pyproject), "--output-file", "-", sys.executable]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    extras = list(tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["optional-dependencies"])
    bom = of_package(json.loads(done.stdout), extras)
    Path(path).write_text(json.dumps(bom, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
