"""Field types for values that go into a page: unsafe values are refused when they are entered."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from domsync.dom.checks.css import check_value
from domsync.dom.checks.urls import check_url


def safe_url(value: str) -> str:
    """Check a URL from an untrusted source before it is stored. `href=` and `src=` accept it later.

    Args:
        value: The URL.

    Returns:
        The URL.

    Raises:
        UnsafeValueError: It is neither http, https, mailto, tel nor relative. This is a ValueError, which pydantic
            reports as a validation error.
    """
    check_url(value)
    return value


def safe_css(value: str) -> str:
    """Check a CSS value from an untrusted source before it is stored: a color, a width, the name of a font.

    Args:
        value: The value.

    Returns:
        The value, without surrounding white space.

    Raises:
        UnsafeValueError: It could load something, or end the declaration that it is used in.
    """
    return check_value("a CSS value", value)


#: Text that is a URL which a page takes: a field of this type refuses others.
SafeUrl: TypeAlias = Annotated[str, AfterValidator(safe_url)]
#: Text that is a CSS value which a page takes.
SafeCss: TypeAlias = Annotated[str, AfterValidator(safe_css)]
