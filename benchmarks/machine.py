"""What the figures were measured on."""

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.measure import work_unit_ms


def describe() -> dict[str, str | float]:
    """The machine and the programs, as names and values for the head of the report."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": _cpu(),
        "cores": float(os.cpu_count() or 0),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "chromium": _chromium(),
        **{name: _version(name) for name in ("domsync", "websockets", "pydantic", "msgspec", "playwright")},
        "work_unit_ms": work_unit_ms(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _cpu() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        match = re.search(r"^model name\s*:\s*(.+)$", information.read_text(encoding="utf-8"), re.MULTILINE)
        if match:
            return match[1]
    return platform.processor() or platform.machine()


def _chromium() -> str:
    path = shutil.which("chromium")
    if path is None:
        return "not installed"
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=30)
    match = re.search(r"\d+(\.\d+)+", answer.stdout)
    return match[0] if match else "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
