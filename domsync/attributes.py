"""The keyword arguments of elements as types, for functions that pass them on: `**attributes: Unpack[HtmlButton]`."""

from domsync.components.elements.keywords import *  # noqa: F403
