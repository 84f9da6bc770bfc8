"""Write domsync/widgets/icons.json and its licence from the npm package lucide-static.

Run it after the list below or the version was changed: `python tools/make_icons.py`. It needs npm and a network; the
package has 1,600 icons and 67 MB, so that it is not among those that every developer installs.
"""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "1.62.0"
WIDGETS = Path(__file__).parent.parent / "domsync" / "widgets"
NAMES = """
activity archive arrow-down arrow-left arrow-right arrow-up arrow-up-right at-sign badge-check ban banknote bell
bell-off bold book bookmark bot box briefcase bug building calendar calendar-days camera chart-bar chart-line
chart-pie check check-check chevron-down chevron-left chevron-right chevron-up chevrons-left chevrons-right
chevrons-up-down circle circle-alert circle-check circle-pause circle-play circle-plus circle-question-mark
circle-stop circle-user circle-x clipboard clock cloud cloud-download cloud-upload code columns-2 compass copy
corner-down-left cpu credit-card database dollar-sign download ellipsis ellipsis-vertical euro external-link eye
eye-off factory file file-code file-plus file-spreadsheet file-text file-up flag folder folder-open folder-plus
forward funnel gauge gift git-branch globe grid-2x2 grip-vertical hand hard-drive hash heart house image inbox info
italic key keyboard languages laptop layers layout-dashboard lightbulb link list list-checks list-ordered
loader-circle lock lock-open log-in log-out mail map map-pin maximize megaphone menu message-circle message-square mic
mic-off minimize minus monitor moon mouse-pointer network notebook-pen package palette panel-left paperclip pause
pencil phone pin play plug plus power printer qr-code quote receipt redo refresh-cw reply rocket rotate-ccw ruler save
scale scan scissors search send server settings share-2 shield shield-check shopping-cart shuffle sigma signal
skip-back skip-forward sliders-horizontal smartphone sparkles square star sun table tablet tag tags target terminal
thermometer thumbs-down thumbs-up timer trash trending-down trending-up triangle-alert truck type umbrella underline
undo unlink upload user user-check user-plus users video volume-2 volume-x wallet wand-sparkles wifi wifi-off wrench x
zap zoom-in zoom-out
"""


def main() -> None:
    """Fetch the package and write what is taken from it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"lucide-static@{VERSION}", "--silent"]
        name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(Path(folder) / name) as package:
            nodes = json.loads(_read(package, "package/icon-nodes.json"))
            licence = _read(package, "package/LICENSE")
    missing = [name for name in NAMES.split() if name not in nodes]
    if missing:
        raise SystemExit(f"lucide-static {VERSION} has no {', '.join(missing)}")
    # One icon a line, so that a diff says which one has changed.
    lines = [f"{json.dumps(name)}: {json.dumps(nodes[name], separators=(',', ':'))}" for name in sorted(NAMES.split())]
    (WIDGETS / "icons.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    (WIDGETS / "icons.LICENSE").write_text(f"lucide-static {VERSION}\n\n{licence}", encoding="utf-8")


def _read(package: tarfile.TarFile, name: str) -> str:
    file = package.extractfile(name)
    if file is None:
        raise SystemExit(f"{name} is not a file")
    return file.read().decode()


if __name__ == "__main__":
    main()
