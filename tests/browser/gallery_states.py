"""What of the gallery opens, and how: for the pictures of it and for axe-core."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

Open = Callable[[Page], Awaitable[None]]


def pressed(demo: str, button: str, role: str = "dialog") -> Open:
    """Press a button of a demo, and wait for what it opens."""

    async def do(page: Page) -> None:
        await page.locator(f"#live-{demo}").get_by_role("button", name=button, exact=True).click()
        await page.get_by_role(role).last.wait_for()  # type: ignore[arg-type]

    return do


async def context_menu(page: Page) -> None:
    await page.locator("#live-context_menu .ds-card").click(button="right")
    await page.get_by_role("menuitem", name="Copy").wait_for()


async def submenu(page: Page) -> None:
    await pressed("menu", "File", "menu")(page)
    await page.get_by_role("menuitem", name="Export").press("Enter")
    await page.get_by_role("menuitem", name="PDF").wait_for()


async def menu_bar(page: Page) -> None:
    await page.locator("#live-menu_bar").get_by_role("menuitem", name="Edit").click()
    await page.get_by_role("menuitem", name="Undo").wait_for()


async def popover(page: Page) -> None:
    await page.locator("#live-popover").get_by_role("button", name="Filters").click()
    await page.get_by_label("Only mine").wait_for()


async def tooltip(page: Page) -> None:
    await page.locator("#live-tooltip").get_by_role("button").focus()
    await page.get_by_role("tooltip").wait_for()


async def combobox(page: Page) -> None:
    box = page.get_by_role("combobox", name="Assigned to")
    await box.click()
    await box.press("ArrowDown")
    await page.get_by_role("option").first.wait_for()


async def combobox_multiple(page: Page) -> None:
    box = page.get_by_role("combobox", name="Loaded as you type")
    await box.click()
    for name in ("Ada Berg", "Alan Lind"):
        await box.fill(name.lower())
        await page.get_by_role("option", name=name).click()
        await page.get_by_role("button", name=name).wait_for()
    await box.fill("l")
    await page.get_by_role("option", name="Barbara Holm").wait_for()


async def nothing_found(page: Page) -> None:
    box = page.get_by_role("combobox", name="Assigned to")
    await box.click()
    await box.fill("zzz")
    await expect(page.get_by_role("option")).to_have_count(0)


async def tags(page: Page) -> None:
    box = page.get_by_role("combobox", name="Tags")
    await box.click()
    await box.press("ArrowDown")
    await page.get_by_role("option").first.wait_for()


async def errors(page: Page) -> None:
    await page.locator("#live-form").get_by_role("button", name="Add").click()
    await page.get_by_label("Article").fill("x")
    await page.get_by_role("button", name="Order", exact=True).click()
    await page.locator("#live-form [role=alert], #live-form .ds-form-summary").first.wait_for()


async def editing(page: Page) -> None:
    await page.locator("#live-editable").get_by_role("button").first.click()
    await page.locator("#live-editable").get_by_role("textbox").wait_for()


async def uploaded(page: Page) -> None:
    files = [
        {"name": "invoice-2026-11.pdf", "mimeType": "application/pdf", "buffer": b"x" * 20_000},
        {"name": "far-too-large.zip", "mimeType": "application/zip", "buffer": b"x" * 5_000_001},
    ]
    await page.locator("#live-file_upload input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    await page.locator("#live-file_upload .ds-upload .ds-error").wait_for()


async def palette(page: Page) -> None:
    await page.locator("#live-command_palette").get_by_role("button").click()
    await page.get_by_role("option").first.wait_for()


async def site_search(page: Page) -> None:
    await page.get_by_role("banner").first.get_by_role("button", name="Search").click()
    await page.get_by_role("combobox").last.fill("inp")
    await page.get_by_role("option").first.wait_for()


async def looks(page: Page) -> None:
    await page.get_by_role("banner").first.get_by_role("button", name="Look").click()
    await page.get_by_label("Scheme").wait_for()


async def navigation(page: Page) -> None:
    """The drawer of a phone; a wide window has no button for it."""
    button = page.get_by_role("banner").first.get_by_role("button", name="Menu")
    if await button.is_visible():
        await button.click()


async def lightbox(page: Page) -> None:
    await page.locator("#live-image").get_by_role("button").first.click()
    await page.locator("dialog[open]").wait_for()


async def table_filters(page: Page) -> None:
    await page.locator("#live-table").get_by_role("button", name="Filter").click()
    await page.locator("#live-table .ds-table-filters").first.wait_for()


async def table_columns(page: Page) -> None:
    await page.locator("#live-table").get_by_role("button", name="Columns").click()
    await page.locator("#live-table .ds-table-columns").wait_for()


async def table_edit(page: Page) -> None:
    await page.locator("#live-table").get_by_role("gridcell").nth(3).dblclick()
    await page.locator("#live-table .ds-cell-input").wait_for()


#: Of a family, by the name of its picture.
STATES: dict[str, dict[str, Open]] = {
    "": {"search": site_search, "looks": looks, "navigation": navigation},
    "text": {"editing": editing},
    "choosing": {
        "combobox": combobox,
        "combobox-multiple": combobox_multiple,
        "combobox-none": nothing_found,
        "tags": tags,
    },
    "forms": {"errors": errors},
    "files": {"uploaded": uploaded},
    "navigation": {"command_palette": palette},
    "overlays": {
        "dialog": pressed("dialog", "Open"),
        "drawer": pressed("drawer", "Open"),
        "confirm": pressed("confirm", "Delete", "alertdialog"),
        "prompt": pressed("prompt", "Ask"),
        "toast": pressed("toast", "Delete", "status"),
        "track": pressed("track", "Start", "progressbar"),
        "tour": pressed("tour", "Show me around"),
    },
    "menus": {
        "menu": submenu,
        "context_menu": context_menu,
        "menu_bar": menu_bar,
        "popover": popover,
        "tooltip": tooltip,
    },
    "tables": {"filters": table_filters, "columns": table_columns, "edit": table_edit},
    "media": {"lightbox": lightbox},
}
