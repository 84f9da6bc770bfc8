"""The demos, one module for each family."""

from domsync.gallery.demo import Demo, Family
from domsync.gallery.demos import (
    buttons,
    charts,
    chats,
    choices,
    choosing,
    clocks,
    collections,
    dates,
    display,
    feedback,
    files,
    forms,
    layout,
    libraries,
    media,
    menus,
    navigation,
    numbers,
    overlays,
    prose,
    tables,
    text,
)

FAMILIES: tuple[Family, ...] = (
    buttons.FAMILY,
    text.FAMILY,
    numbers.FAMILY,
    choices.FAMILY,
    choosing.FAMILY,
    dates.FAMILY,
    files.FAMILY,
    forms.FAMILY,
    tables.FAMILY,
    layout.FAMILY,
    display.FAMILY,
    collections.FAMILY,
    navigation.FAMILY,
    menus.FAMILY,
    overlays.FAMILY,
    feedback.FAMILY,
    clocks.FAMILY,
    charts.FAMILY,
    libraries.FAMILY,
    prose.FAMILY,
    media.FAMILY,
    chats.FAMILY,
)


def all_demos() -> list[Demo]:
    """All of them, in the order of the gallery."""
    return [demo for family in FAMILIES for demo in family.demos]
