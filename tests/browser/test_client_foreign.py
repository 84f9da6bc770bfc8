"""Others change the page: translators, extensions, ad blockers. What the server says is right all the same."""

import random
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from tests.browser.client_page import ClientPage, serve_client

# Each is something that a translator or an extension does to one node of ours.
FOREIGN = """
window.foreign = (kind, pick) => {
  const root = document.querySelector("#root");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const texts = nodes.filter((node) => node.nodeType === 3);
  const some = (among) => among[pick % among.length];
  const node = some(kind.startsWith("text") ? texts : nodes);
  if (!node) return;
  const font = document.createElement("font");
  const inner = font.appendChild(document.createElement("font"));
  if (kind === "text replaced") {
    inner.textContent = node.data.toUpperCase();
    node.replaceWith(font);
  } else if (kind === "text put beside") {
    inner.textContent = node.data.toUpperCase();
    node.before(font);
    node.remove();
  } else if (kind === "text wrapped") {
    node.replaceWith(font);
    inner.append(node);
  } else if (kind === "text changed") node.data = "changed by somebody";
  else if (kind === "text split" && node.data.length > 1) node.splitText(1);
  else if (kind === "wrapped") {
    node.replaceWith(font);
    inner.append(node);
  } else if (kind === "inserted before") node.before(font, "foreign text");
  else if (kind === "inserted in" && node.nodeType === 1) node.prepend(font);
  else if (kind === "removed") node.remove();
  else if (kind === "moved to the end") node.parentNode.append(node);
  else if (kind === "moved elsewhere") {
    const other = some(nodes.filter((place) => place.nodeType === 1 && !node.contains(place)).reverse());
    other?.append(node);
  } else if (kind === "attributes" && node.nodeType === 1) node.setAttribute("data-extension", "1");
  else if (kind === "all texts replaced") {
    for (const text of texts) {
      const outer = document.createElement("font");
      outer.textContent = text.data.toUpperCase();
      text.replaceWith(outer);
    }
  }
};
// The texts that the server's nodes say, in the places where these are.
window.own = () => {
  const read = (node) =>
    node.nodeType === 3 ? (inside.ID in node && node[inside.ID] ? node.data : "")
    : [...node.childNodes].map(read).filter(Boolean).join(node.localName === "ul" ? "|" : "");
  return read(document.querySelector("#root"));
};
"""
KINDS = [
    *("text replaced", "text put beside", "text wrapped", "text changed", "text split", "wrapped", "inserted before"),
    *("inserted in", "removed", "moved to the end", "moved elsewhere", "attributes", "all texts replaced"),
]


@pytest.fixture
async def client(page: Page) -> AsyncIterator[ClientPage]:
    async with serve_client() as site:
        client = await ClientPage.open(page, site.url)
        await page.evaluate(f"() => {{ {FOREIGN} }}")
        yield client


class Rows:
    """A list whose rows come, go, move and change, as a server has it."""

    def __init__(self, random: random.Random) -> None:
        self.random = random
        self.document = Document()
        self.list = self.document.createElement("ul")
        self.document.body.append(self.list)
        self.count = 0
        for _ in range(8):
            self.add()

    def add(self) -> None:
        row = self.document.createElement("li", innerText=f"row {self.count}, ")
        row.append(self.document.createElement("b", innerText=f"bold {self.count}"), f" tail {self.count}")
        self.count += 1
        self.list.insertBefore(row, self.random.choice([None, *self.list.children]))

    def change(self) -> None:
        """Do one thing."""
        rows = list(self.list.children)
        self.count += 1
        match self.random.randrange(7 if len(rows) > 4 else 1):
            case 0:
                self.add()
            case 1:
                self.random.choice(rows).remove()
            case 2:
                self.list.insertBefore(self.random.choice(rows), self.random.choice([None, *rows]))
            case 3:
                self.random.choice(rows).innerText = f"plain {self.count}"
            case 4:
                for row in rows[1:3]:
                    row.remove()
            case _:
                self.tell(self.random.choice(rows))

    def tell(self, row: Element) -> None:
        """Change every text of a row."""
        self.count += 1
        texts = [node for child in row.childNodes for node in (child, *child.childNodes) if node.nodeType == 3]
        for number, node in enumerate(texts):
            node.nodeValue = f"text {self.count}.{number} "


@pytest.mark.parametrize("seed", range(4))
async def test_a_thousand_foreign_changes_amid_updates(client: ClientPage, seed: int) -> None:
    rows = Rows(random.Random(seed))
    chance = random.Random(-seed - 1)
    await client.frame(rows.document.take_ops())
    await client.applied()
    for _ in range(250):
        await client.page.evaluate(
            "([kind, pick]) => foreign(kind, pick)", [chance.choice(KINDS), chance.randrange(10**6)]
        )
        rows.change()
        if ops := rows.document.take_ops():
            await client.frame(ops)
            await client.applied()
    assert await client.controls(5) == []
    # Where the server speaks of all, all is as it has it.
    for row in rows.list.children:
        row.append(rows.document.createTextNode("end"))
        rows.tell(row)
    rows.list.append(rows.document.createElement("li", innerText="last"))
    await client.frame(rows.document.take_ops())
    await client.applied()
    sent = await client.sent(controls=True)
    assert [frame for frame in sent if frame[:2] in ([0, 5], [0, 6])] == []
    assert await client.page.evaluate("own()") == "|".join(row.textContent or "" for row in rows.list.children)


async def test_what_is_translated_stays_so_until_the_server_speaks_of_it(client: ClientPage) -> None:
    await client.frame([[1, 1, 0, 4, [["p", ["one ", "two"]], ["p", ["three"]]]]])
    await client.applied()
    await client.page.evaluate("() => foreign('all texts replaced', 0)")
    assert await client.page.evaluate("document.querySelector('#root').innerText") == "ONE TWO\n\nTHREE"
    await client.frame([[4, 6, "2"]])
    await client.applied()
    assert await client.html() == "<p><font>ONE </font>2</p><p><font>THREE</font></p>"
    await client.frame([[5, 4, 9, "all"]])
    await client.applied()
    assert await client.html() == "<p>all</p><p><font>THREE</font></p>"


async def test_nodes_of_rows_that_have_no_numbers_yet(client: ClientPage) -> None:
    template = ["li", [["b", [0]], " and ", 1]]
    rows = [["ul", [[-1, 3, ["a", "b", "c"], ["x", "y", "z"]]]]]
    await client.frame([[18, 1, template], [1, 1, 0, 4, rows]])
    await client.applied()
    await client.page.evaluate("() => foreign('all texts replaced', 0)")
    await client.page.evaluate("() => foreign('all texts replaced', 0)")
    # li 5, b 6, its text 7, " and " 8, "x" 9; the second row begins with 10.
    await client.frame([[4, 14, "changed"], [2, 5]])
    await client.applied()
    assert await client.controls(6) == []
    shown = await client.page.evaluate("[...document.querySelectorAll('#root li')].map((row) => row.innerText)")
    assert shown == ["B AND changed", "C AND Z"]


async def test_an_element_that_was_removed_or_wrapped_is_put_back_where_it_belongs(client: ClientPage) -> None:
    await client.frame([[1, 1, 0, 4, [["i", ["1"]], ["b", ["2"]], ["u", ["3"]]]]])
    await client.applied()
    await client.page.evaluate("""() => {
        const [i, b] = document.querySelectorAll("#root > *");
        const wrapper = document.createElement("span");
        b.replaceWith(wrapper);
        wrapper.append(b);
        i.remove();
    }""")
    assert await client.html() == "<span><b>2</b></span><u>3</u>"
    await client.frame([[3, 8, 1, 6]])
    await client.applied()
    assert await client.html() == "<i>1</i><u>3</u><b>2</b>"
    await client.page.evaluate("document.querySelector('b').remove()")
    await client.frame([[4, 7, "two"]])
    await client.applied()
    assert await client.html() == "<i>1</i><u>3</u><b>two</b>"
    await client.page.evaluate("document.querySelector('b').remove()")
    await client.frame([[2, 4, 3]])
    await client.applied()
    assert await client.html() == ""
    await client.page.evaluate(
        "async () => { while (inside.docs.get(0).nodes.size > 3) await new Promise((next) => setTimeout(next, 10)); }"
    )


async def test_texts_that_are_cut_or_joined_are_whole_again_when_the_server_speaks_of_them(client: ClientPage) -> None:
    # Texts 5 in p 4; 7, 8 and 9 in p 6.
    await client.frame([[1, 1, 0, 4, [["p", ["one word"]], ["p", ["you have ", "0", " points"]]]]])
    await client.applied()
    await client.page.evaluate("""() => {
        const [one, two] = document.querySelectorAll("#root p");
        const range = document.createRange();
        range.setStart(one.firstChild, 4);
        range.setEnd(one.firstChild, 6);
        range.surroundContents(document.createElement("mark"));
        two.normalize();
    }""")
    assert await client.html() == "<p>one <mark>wo</mark>rd</p><p>you have 0 points</p>"
    await client.frame([[4, 8, "1"], [4, 5, "two words"]])
    await client.applied()
    assert await client.html() == "<p>two words</p><p>you have 1 points</p>"
    await client.page.evaluate("document.querySelectorAll('#root p')[1].normalize()")
    await client.frame([[1, 6, 9, 10, ["good "]], [4, 7, "he has "]])
    await client.applied()
    assert await client.html() == "<p>two words</p><p>he has 1good  points</p>"
    assert await client.controls(6) == []


async def test_words_wrapped_one_after_another_in_texts_beside_each_other(client: ClientPage) -> None:
    # Texts 5 and 6 in p 4.
    await client.frame([[1, 1, 0, 4, [["p", ["one word", "two words"]]]]])
    await client.applied()
    for number in (0, 1):
        await client.page.evaluate(
            """(number) => {
                const own = [...document.querySelector("#root p").childNodes].filter((node) => node[inside.ID]);
                const range = document.createRange();
                range.setStart(own[number], 4);
                range.setEnd(own[number], 6);
                range.surroundContents(document.createElement("mark"));
            }""",
            number,
        )
        # Two turns: each is noted by itself.
        await client.page.evaluate("new Promise((next) => setTimeout(next))")
    assert await client.html() == "<p>one <mark>wo</mark>rdtwo <mark>wo</mark>rds</p>"
    await client.frame([[4, 6, "2"]])
    await client.applied()
    await client.frame([[4, 5, "1 "]])
    await client.applied()
    assert await client.html() == "<p>1 2</p>"
