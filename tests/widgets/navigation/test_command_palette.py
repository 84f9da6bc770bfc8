"""The command palette: commands of one name, and groups that come twice."""

from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


def test_commands_of_one_name_and_groups_that_come_twice() -> None:
    commands = [w.Command(title, group=group) for title, group in (("A", "x"), ("B", "y"), ("C", "x"), ("A", "x"))]
    page = render_page(lambda: h.main(w.command_palette(commands)))
    page.get_by_role("button").click()
    assert page.get_by_role("option").texts == ["A", "B", "C", "A"]
