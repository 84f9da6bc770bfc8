"""Write the table in domsync/client/apply/rules.js from domsync/dom/checks/rules.py.

Run it after a change of the table: `python tools/make_client_rules.py`. `tests/dom/checks/test_rules.py` fails when the
file is not what it would write.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from domsync.dom.checks import rules  # noqa: E402

PATH = ROOT / "domsync" / "client" / "apply" / "rules.js"
START = "// From domsync/dom/checks/rules.py by tools/make_client_rules.py; change that and run it.\n"
END = "// The end of the table.\n"


def table() -> str:
    """Return the constants."""
    patterns = {
        "REFUSED": f"/{rules.refused_by_browsers()}/i",
        "CODE_TAGS": f"/(^|:)({'|'.join(rules.CODE_TAGS)})$/i",
        "CSS": f"/{rules.CSS_REFUSED}/i",
        "CSS_URL": f"/{rules.CSS_URL}/g",
    }
    return "".join(
        f"{'export ' if name == 'CODE_TAGS' else ''}const {name} =\n  {pattern};\n"
        for name, pattern in patterns.items()
    )


def made(text: str) -> str:
    """Return the module with the table as it is to be."""
    before, _, rest = text.partition(START)
    return before + START + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PATH.write_text(made(PATH.read_text(encoding="utf-8")), encoding="utf-8")
