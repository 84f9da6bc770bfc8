"""The widgets' texts in the reader's language, from gettext catalogues."""

from __future__ import annotations

from domsync.components.formats import current_locale, number_text
from domsync.components.translations import add_words, languages, translations

__all__ = ["add_words", "counted", "languages", "word"]


def word(text: str, /, **values: object) -> str:
    """Translate a text into the language of the page that is being rendered, or whose event is being handled.

    Args:
        text: The text in English, with names in braces; it is the key of the catalogues.
        values: The values of the names.
    """
    said = translations(current_locale().tag).gettext(text)
    return said.format_map(values) if values else said


def counted(one: str, many: str, count: int) -> str:
    """Translate a text about a number of things.

    Args:
        one: The singular in English, with `{count}`; it is the key of the catalogues.
        many: The plural in English.
        count: The number.
    """
    return translations(current_locale().tag).ngettext(one, many, count).format(count=number_text(count))
