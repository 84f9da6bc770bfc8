"""The peers' environments: one folder each under .bench/, never the project's own .venv."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".bench"
INSTALL_SECONDS = 600


class EnvironmentFailed(Exception):
    """A peer could not be installed; the text says what pip said last."""


def python_of(peer: str) -> Path:
    """The interpreter of the peer's environment, which is made first if it is not there or is out of date.

    Args:
        peer: the name in `benchmarks/peers/requirements-NAME.txt`.

    Raises:
        EnvironmentFailed: the packages cannot be installed.
    """
    requirements = ROOT / "benchmarks" / "peers" / f"requirements-{peer}.txt"
    wanted = requirements.read_text(encoding="utf-8")
    folder = FOLDER / peer
    python = folder / "bin" / "python"
    stamp = folder / "installed.txt"
    if not (python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        try:
            install = [*pip, "install", "-r", str(requirements)]
            answer = subprocess.run(install, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise EnvironmentFailed(f"pip did not finish in {INSTALL_SECONDS} s") from None
        if answer.returncode != 0:
            raise EnvironmentFailed(_last_line(answer.stderr))
        stamp.write_text(wanted, encoding="utf-8")
    _let_it_import_benchmarks(folder)
    return python


def _let_it_import_benchmarks(folder: Path) -> None:
    """Put this checkout at the end of the environment's path: an installed `domsync` comes before the one in here."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "lib" / version / "site-packages" / "domsync_benchmarks.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "pip failed without a word"
