"""Actions that the browser runs at once: `h.button("Menu", on_click=act.toggle_class("open", of=menu))`.

The functions are those of `domsync.dom.actions.vocabulary`.
"""

from domsync.dom.actions.vocabulary import *  # noqa: F403
from domsync.dom.actions.vocabulary import __all__ as __all__
