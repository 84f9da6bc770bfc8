"""JavaScript libraries on a page: a chart, a map, an editor and a sortable list, each controlled from Python.

The libraries come unchanged from npm; nothing is built. `make libraries` installs and serves them.
"""

from pathlib import Path

from domsync import App, Child, Component
from domsync import html as h
from examples.libraries.chart import ChartPart
from examples.libraries.editor import EditorPart
from examples.libraries.map import MapPart
from examples.libraries.sorting import SortingPart

HERE = Path(__file__).parent
PACKAGES = HERE.parent.parent / "node_modules"


class Libraries(Component):
    def render(self) -> Child:
        return h.main(
            h.h1("JavaScript libraries"),
            h.section(h.h2("uPlot"), ChartPart(), id="chart"),
            h.section(h.h2("Leaflet"), MapPart(), id="map"),
            h.section(h.h2("CodeMirror"), EditorPart(), id="editor"),
            h.section(h.h2("SortableJS"), SortingPart(), id="sorting"),
        )


app = App(Libraries, title="JavaScript libraries", stylesheets=["/style/libraries.css"])
app.static("/style", HERE / "style")
app.static("/tiles", HERE / "tiles")
app.modules(
    {
        "uplot": PACKAGES / "uplot",
        # Its package.json names the version for pages without modules.
        "leaflet": PACKAGES / "leaflet/dist/leaflet-src.esm.js",
        "sortablejs": PACKAGES / "sortablejs",
        # With all its dependencies.
        "codemirror": PACKAGES / "codemirror",
        "@codemirror/lang-python": PACKAGES / "@codemirror/lang-python",
    }
)
