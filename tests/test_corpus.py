"""The corpus is what the tests take it for."""

import pytest

from tests import corpus


def test_every_string_has_an_id_of_its_own() -> None:
    ids = [hostile.id for hostile in corpus.everything()]
    assert len(ids) == len(set(ids)) >= 320


def test_generated_strings_are_expanded() -> None:
    [nesting] = [hostile for hostile in corpus.category("generated") if hostile.id == "generated-012"]
    assert nesting.text == "[" * 100_000


def test_texts_leaves_the_long_ones_out() -> None:
    assert max(len(hostile.text) for hostile in corpus.texts(1000)) <= 1000


def test_there_are_live_urls() -> None:
    assert len(corpus.live_urls()) >= 15


def test_a_misspelt_category_is_noticed() -> None:
    with pytest.raises(LookupError, match="urls"):
        corpus.category("urls")
