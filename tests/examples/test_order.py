"""The order goes on after its process was killed, and is in the database once."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domsync import App, MemoryStore
from domsync.testing import render_page
from examples import order


def test_an_order_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "FOLDER", tmp_path)
    with render_page(App(order.Order, store=MemoryStore())) as page:
        page.get_by_label("What").type("tea\n")
        page.restart(crash=True)
        page.get_by_label("What").type("milk\n")
        page.restart(crash=True)
        assert page.get_by_role("listitem").texts == ["tea", "milk"]
        page.get_by_role("button", name="Send the order").click()
        page.restart(crash=True)
        assert page.get_by_role("status").text == "Your order number is 1."
        assert page.get_by_role("listitem").count() == 0
    with closing(sqlite3.connect(tmp_path / "domsync_orders.db")) as orders:
        assert orders.execute("select what from orders").fetchall() == [("tea, milk",)]
