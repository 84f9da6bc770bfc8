"""The library's own texts on a page (not found, connection lost ...), in the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.components.formats import current_locale
from domsync.components.translations import translations

if TYPE_CHECKING:
    from domsync.components.locales import Locale

NOT_FOUND = "Not found"
NO_PAGE = "There is no page at this address."
NOT_RIGHT = "This address is not right"
NOT_ALLOWED = "Not allowed"
NO_ACCESS = "You may not see this page."
FAILED = "Something went wrong"
REFERENCE = "Reference {reference}."
FAILED_REFERENCE = "Something went wrong (reference {reference})."
STARTED_AGAIN = "The server has started again, and your last action may be lost."
NEEDS_JAVASCRIPT = "This page needs JavaScript."

#: The reasons why an uploaded file was refused or did not arrive.
TOO_LARGE = "it has {size}, and {limit} are allowed"
WRONG_KIND = "files of this kind are not taken here"
TOO_MANY_FILES = "there are too many files"
TOO_LARGE_TOGETHER = "all files together are too large"
UNREADABLE = "the browser could not read it"
NOT_ASKED_FOR = "it was not asked for in time"
NOT_STORED = "it could not be stored"
STALLED = "nothing came for {seconds} s"
AND_MORE = "And {count} more."
#: Sizes of files, each unit a thousand times the one before.
SIZES = ("{size} bytes", "{size} kB", "{size} MB", "{size} GB", "{size} TB")

#: The messages that the client shows without the server, by their names in its modules.
OF_THE_CLIENT = {
    "offline": "Connection lost. Trying again …",
    "full": "Connection lost. Too much is waiting to be sent.",
    "elsewhere": "This page was opened elsewhere.",
    "filled": "What you had entered was filled in again.",
    "changed": "Not all that you had entered: it was changed meanwhile.",
    "later": "What you had entered in other fields comes back when they are shown.",
    "files": "Please choose your files again.",
    "broken": "This part of the page could not be shown.",
    "long": "Too long to be sent",
}

#: All texts in English: the keys of the catalogues.
PAGE_WORDS = frozenset(
    (
        *(NOT_FOUND, NO_PAGE, NOT_RIGHT, NOT_ALLOWED, NO_ACCESS, FAILED, REFERENCE, FAILED_REFERENCE),
        *(STARTED_AGAIN, NEEDS_JAVASCRIPT, *OF_THE_CLIENT.values()),
        *(TOO_LARGE, WRONG_KIND, TOO_MANY_FILES, TOO_LARGE_TOGETHER, UNREADABLE, NOT_ASKED_FOR, NOT_STORED, STALLED),
        *(AND_MORE, *SIZES),
    )
)


def page_word(text: str, /, locale: Locale | None = None, **values: object) -> str:
    """Translate one of the library's own texts.

    Args:
        text: The text in English, with names in braces; one that is not in `PAGE_WORDS` is not translated.
        locale: The language; by default that of the page that is being rendered.
        values: The values of the names.
    """
    said = translations((locale or current_locale()).tag).gettext(text) if text in PAGE_WORDS else text
    return said.format_map(values) if values else said


def client_words(locale: Locale) -> dict[str, str]:
    """Return the client's messages in a language, by name; an empty dict if they are the same as in English.

    Args:
        locale: The language.
    """
    said = {name: page_word(text, locale) for name, text in OF_THE_CLIENT.items()}
    return {} if said == OF_THE_CLIENT else said
