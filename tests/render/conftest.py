"""What the tests of JavaScript text begin with."""

import pytest

from domsync.dom.document.document import Document
from tests.render.script import PRELUDE


@pytest.fixture
def document() -> Document:
    """A document whose prelude was sent already."""
    document = Document("ROOT")
    assert document.render_js_updates() == PRELUDE
    return document
