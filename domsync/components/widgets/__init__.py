"""Ready-made widgets, written only with the public API of `domsync.components` and `domsync.dom`."""

from domsync.components.widgets.element_component import ElementComponent
from domsync.components.widgets.select import SelectComponent
from domsync.components.widgets.table import TableComponent

__all__ = ["ElementComponent", "SelectComponent", "TableComponent"]
