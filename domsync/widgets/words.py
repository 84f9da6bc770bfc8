"""The widgets' texts in the reader's language, from gettext catalogues."""

from __future__ import annotations

from domsync.components.formats import current_locale, number_text
from domsync.components.translations import add_words, languages, translations

__all__ = ["add_words", "counted", "languages", "word"]


def word(text: str, /, **values: object) -> str:
    """Say something in the language of the page that is being rendered, or whose event is being handled.

    Args:
        text: What is said in English, with names in braces; it is the key of the catalogues.
        values: What stands for the names.
    """
    said = translations(current_locale().tag).gettext(text)
    return said.format_map(values) if values else said


def counted(one: str, many: str, count: int) -> str:
    """Say something of a number of things.

    Args:
        one: What is said of one in English, with `{count}`; it is the key of the catalogues.
        many: What is said of several in English.
        count: How many there are.
    """
    return translations(current_locale().tag).ngettext(one, many, count).format(count=number_text(count))
