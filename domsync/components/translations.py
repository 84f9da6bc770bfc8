"""Translations of the library's own texts and the user's, from catalogues in gettext's format."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

_DOMAIN = "domsync"
_FOLDER = Path(__file__).parent / "locale"
_own: dict[str, gettext.NullTranslations] = {}


def add_words(language: str, catalogue: gettext.NullTranslations) -> None:
    """Add a language to the widgets and field messages, or override words of an existing one.

    Args:
        language: The language tag: `"nl"`, `"pt-BR"`; `"en"` to change the English texts.
        catalogue: The translations, keyed by the English text, as `gettext.GNUTranslations` reads them from a file.
            Texts that are missing stay as they were.
    """
    before = translations(language)
    catalogue.add_fallback(before)
    _own[language.lower()] = catalogue
    translations.cache_clear()


@lru_cache(64)
def translations(tag: str) -> gettext.NullTranslations:
    """Return the catalogue of a language. Falls back to the language without its region, then to English.

    Args:
        tag: The language tag.
    """
    language = tag.partition("-")[0].lower()
    for name in (tag.lower(), language):
        if name in _own:
            return _own[name]
    return gettext.translation(_DOMAIN, _FOLDER, [tag.replace("-", "_"), language], fallback=True)


def languages() -> list[str]:
    """Return the available languages."""
    return sorted({"en", *_own, *(folder.name for folder in _FOLDER.iterdir() if folder.is_dir())})
