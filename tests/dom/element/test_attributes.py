"""Attributes, their objects, and the properties that reflect them."""

from collections.abc import Callable
from typing import Any

import pytest

from domsync.dom import HTML, SVG, XLINK, Document, Element, Node, unsafe_url
from domsync.dom.element.reflect import parse_integer
from domsync.dom.element.reflected import ReflectedAttributes
from domsync.dom.element.tokens import DOMTokenList
from domsync.dom.ops import SetAttribute, SetAttributeNS
from domsync.errors import DOMException, UnsafeValueError


@pytest.fixture
def document() -> Document:
    return Document("root")


@pytest.fixture
def p(document: Document) -> Element:
    return document._make_html("p")


class TestAttributes:
    def test_get_and_default(self, p: Element) -> None:
        assert p.getAttribute("title") is None
        assert p.getAttribute("title", "x") == "x"
        p.setAttribute("TITLE", "t")
        assert [p.getAttribute("title"), p.getAttribute("Title"), p.hasAttribute("TITLE")] == ["t", "t", True]
        assert p.getAttributeNames() == ["title"]
        p.removeAttribute("tItLe")
        assert not p.hasAttributes()

    def test_case_counts_outside_of_html(self, document: Document) -> None:
        svg = document.createElementNS(SVG, "svg")
        svg.setAttribute("viewBox", "0 0 1 1")
        assert [svg.getAttribute("viewBox"), svg.getAttribute("viewbox")] == ["0 0 1 1", None]

    def test_values_are_text(self, p: Element) -> None:
        p.setAttribute("title", "a\ud800b")
        assert p.title == "a\ufffdb"
        wrong: Any
        for wrong in (5, None, b"x", True):
            with pytest.raises(TypeError, match=r"str\(value\)"):
                p.setAttribute("title", wrong)
        for name in ("style", "href"):
            with pytest.raises(TypeError):
                p.setAttribute(name, 5)  # type: ignore[arg-type]

    @pytest.mark.parametrize("name", ["", "a b", 'a"b', "1x", "\u0301e", "a" * 65, "__proto__", "a=b", "<"])
    def test_impossible_names(self, p: Element, name: str) -> None:
        calls: list[Callable[[], object]] = [
            lambda: p.setAttribute(name, ""),
            lambda: p.toggleAttribute(name),
            lambda: p.setAttributeNS("urn:x", name, ""),
        ]
        for call in calls:
            with pytest.raises(DOMException, match="InvalidCharacterError"):
                call()
        assert not p.hasAttributes()

    @pytest.mark.parametrize("name", ["onclick", "ONLOAD", "srcdoc", "is"])
    def test_dangerous_names(self, document: Document, p: Element, name: str) -> None:
        calls: list[Callable[[], object]] = [
            lambda: p.setAttribute(name, ""),
            lambda: p.toggleAttribute(name),
            lambda: p.setAttributeNS(None, name, ""),
            lambda: p.setAttributeNS("urn:x", f"p:{name}", ""),
            lambda: document.createAttribute(name),
        ]
        for call in calls:
            with pytest.raises(UnsafeValueError):
                call()
        assert not p.hasAttributes()

    def test_urls(self, document: Document) -> None:
        link = document._make_html("a")
        for url in ("javascript:alert(1)", " java\nscript:x", "data:text/html,x", "vbscript:x"):
            with pytest.raises(UnsafeValueError):
                link.href = url
            with pytest.raises(UnsafeValueError):
                link.setAttributeNS(XLINK, "xlink:href", url)
            with pytest.raises(UnsafeValueError):
                link.setAttributeNS(XLINK, "y:href", url)
            with pytest.raises(UnsafeValueError):
                link.setAttributeNS("urn:x", "y:href", url)
        link.setAttributeNS(XLINK, "y:href", "#a")
        with pytest.raises(UnsafeValueError):
            link.setAttribute("y:href", "javascript:alert(1)")
        link.href = "https://example.com/"
        link.setAttribute("href", unsafe_url("javascript:void 0"))
        assert type(link.href) is str
        assert link.href == "javascript:void 0"

    def test_toggle(self, p: Element) -> None:
        assert p.toggleAttribute("hidden")
        assert not p.toggleAttribute("Hidden")
        assert p.toggleAttribute("hidden", True)
        assert p.toggleAttribute("hidden", True)
        assert p.hidden
        assert not p.toggleAttribute("hidden", False)
        assert not p.toggleAttribute("hidden", False)
        assert not p.hidden


class TestNamespaces:
    def test_get_set_remove(self, p: Element) -> None:
        p.setAttributeNS("urn:x", "p:n", "1")
        assert p.getAttributeNS("urn:x", "n") == p.getAttribute("p:n") == "1"
        assert p.getAttributeNS("urn:y", "n") is None
        assert p.hasAttributeNS("urn:x", "n")
        assert p.getAttributeNames() == ["p:n"]
        p.removeAttribute("p:n")
        assert not p.hasAttributes()
        p.setAttributeNS("urn:x", "p:n", "1")
        p.removeAttributeNS("urn:x", "n")
        assert not p.hasAttributes()

    def test_none_is_a_plain_attribute(self, p: Element) -> None:
        p.setAttributeNS(None, "title", "t")
        p.setAttributeNS("", "style", "color: red")
        assert [p.title, p.getAttributeNS(None, "title"), p.getAttributeNS("", "style")] == ["t", "t", "color: red;"]
        p.removeAttributeNS(None, "title")
        p.removeAttributeNS(None, "style")
        assert p.getAttributeNS(None, "style") is None
        assert not p.hasAttributes()

    def test_capitals_on_html_elements(self, document: Document, p: Element) -> None:
        document.body.append(p)
        document.take_ops()
        p.setAttributeNS(None, "viewBox", "x")
        assert [p.getAttributeNS(None, "viewBox"), p.getAttribute("viewBox")] == ["x", None]
        assert document.take_ops() == [SetAttributeNS(4, "", "viewBox", "x")]

    @pytest.mark.parametrize(("namespace", "name"), [(None, "a:b"), (SVG, "xml:a"), (SVG, "xmlns"), (HTML, "xmlns:a")])
    def test_names_that_do_not_fit(self, p: Element, namespace: str | None, name: str) -> None:
        with pytest.raises(DOMException, match="NamespaceError"):
            p.setAttributeNS(namespace, name, "x")


class TestMap:
    def test_is_a_mapping(self, p: Element) -> None:
        p.title = "t"
        p.style.color = "red"
        p.setAttributeNS("urn:x", "p:n", "1")
        attributes = p.attributes
        assert dict(attributes) == {"title": "t", "p:n": "1", "style": "color: red;"}
        assert [attributes["title"], attributes.get("x"), attributes.length, len(attributes)] == ["t", None, 3, 3]
        assert "title" in attributes
        assert repr(attributes).startswith("NamedNodeMap({'title'")
        with pytest.raises(KeyError):
            attributes["x"]
        p.removeAttribute("title")
        assert "title" not in attributes

    def test_items(self, p: Element) -> None:
        p.title = "t"
        p.setAttributeNS("urn:x", "p:n", "1")
        first, second = p.attributes.item(0), p.attributes.item(1)
        assert first is not None
        assert second is not None
        assert [first.name, first.value, first.namespaceURI, first.prefix] == ["title", "t", None, None]
        assert [second.name, second.localName, second.prefix, second.namespaceURI] == ["p:n", "n", "p", "urn:x"]
        assert [first.nodeType, first.nodeName, first.nodeValue, first.specified] == [2, "title", "t", True]
        assert p.attributes.item(2) is None
        assert p.attributes.getNamedItem("TITLE") == first
        assert hash(first) == hash(p.attributes.getNamedItem("title"))
        assert first != second
        assert repr(first) == "<Attr title='t'>"
        assert p.attributes.getNamedItemNS("urn:x", "n") == second
        assert p.attributes.getNamedItemNS(None, "x") is None

    def test_attr_is_live(self, p: Element) -> None:
        p.title = "t"
        attr = p.getAttributeNode("title")
        assert attr is not None
        assert attr.ownerElement is p
        attr.value = "u"
        assert p.title == "u"
        p.title = "v"
        assert attr.value == "v"
        removed = p.removeAttributeNode(attr)
        assert [removed.value, removed.ownerElement, attr.ownerElement] == ["v", None, None]
        with pytest.raises(DOMException, match="NotFoundError"):
            p.removeAttributeNode(attr)
        with pytest.raises(DOMException, match="NotFoundError"):
            p.attributes.removeNamedItem("title")

    def test_setting(self, document: Document, p: Element) -> None:
        attr = document.createAttribute("TITLE")
        attr.value = "t"
        assert attr.name == "title"
        assert p.setAttributeNode(attr) is None
        assert p.title == "t"
        assert p.setAttributeNode(attr) is attr
        other = document._make_html("b")
        with pytest.raises(DOMException, match="InUseAttributeError"):
            other.setAttributeNode(attr)
        new = document.createAttribute("title")
        replaced = p.setAttributeNode(new)
        assert replaced is not None
        assert [replaced.value, p.title] == ["t", ""]
        namespaced = document.createAttributeNS("urn:x", "p:n")
        namespaced.value = "1"
        p.setAttributeNodeNS(namespaced)
        assert p.getAttributeNodeNS("urn:x", "n") == namespaced
        with pytest.raises(DOMException, match="NamespaceError"):
            document.createAttributeNS(None, "p:n")


class TestReflection:
    def test_strings(self, document: Document, p: Element) -> None:
        assert [p.title, p.id, p.className, p.lang] == ["", "", "", ""]
        p.className = "a b"
        p.title = "t"
        assert dict(p.attributes) == {"class": "a b", "title": "t"}
        label = document._make_html("label")
        label.htmlFor = "x"
        assert label.getAttribute("for") == "x"

    def test_booleans(self, document: Document, p: Element) -> None:
        p.hidden = True
        p.hidden = 1  # type: ignore[assignment]
        assert p.getAttribute("hidden") == ""
        p.hidden = False
        assert not p.hasAttribute("hidden")
        box = document._make_html("input")
        box.disabled = box.required = box.readOnly = True
        assert dict(box.attributes) == {"disabled": "", "required": "", "readonly": ""}

    def test_numbers(self, document: Document, p: Element) -> None:
        assert [p.tabIndex, document._make_html("button").tabIndex, document._make_html("a").tabIndex] == [-1, 0, 0]
        link = document._make_html("a")
        link.href = "/"
        assert link.tabIndex == 0
        p.tabIndex = 3
        assert [p.tabIndex, p.getAttribute("tabindex")] == [3, "3"]
        cell, box = document._make_html("td"), document._make_html("input")
        assert [cell.colSpan, box.maxLength] == [1, -1]
        cell.setAttribute("colspan", "0")
        box.setAttribute("maxlength", "x")
        assert [cell.colSpan, box.maxLength] == [1, -1]
        box.maxLength = 5
        assert box.maxLength == 5
        with pytest.raises(ValueError, match="maxLength must be at least 0"):
            box.maxLength = -1
        wrong: Any
        for wrong in ("5", 1.5, True, None):
            with pytest.raises(TypeError, match="tabIndex must be an integer"):
                p.tabIndex = wrong

    def test_fractions(self, document: Document) -> None:
        meter = document._make_html("meter")
        meter.low = 0.25
        meter.high = 3
        assert [meter.low, meter.high, meter.optimum] == [0.25, 1.0, 0.5]  # the maximum is 1
        assert [meter.getAttribute("low"), meter.getAttribute("high")] == ["0.25", "3"]
        with pytest.raises(TypeError, match="low must be a number"):
            meter.low = "x"  # type: ignore[assignment]

    def test_words(self, document: Document, p: Element) -> None:
        p.dir = "RTL"
        assert [p.dir, p.getAttribute("dir")] == ["rtl", "RTL"]
        p.dir = "x"
        assert p.dir == ""
        form = document._make_html("form")
        assert [form.method, form.enctype] == ["get", "application/x-www-form-urlencoded"]
        form.method = "POST"
        assert form.method == "post"
        assert p.contentEditable == "inherit"

    def test_yes_and_no(self, p: Element) -> None:
        assert [p.draggable, p.spellcheck, p.translate] == [False, True, True]
        p.draggable = True
        p.spellcheck = p.translate = False
        assert [p.draggable, p.spellcheck, p.translate] == [True, False, False]
        assert dict(p.attributes) == {"draggable": "true", "spellcheck": "false", "translate": "no"}
        p.setAttribute("spellcheck", "")
        p.setAttribute("draggable", "x")
        assert [p.spellcheck, p.draggable] == [True, False]

    def test_nothing_is_none(self, p: Element) -> None:
        assert [p.role, p.ariaLabel, p.popover] == [None, None, None]
        p.role = "button"
        p.ariaLabel = "x"
        assert dict(p.attributes) == {"role": "button", "aria-label": "x"}
        p.ariaLabel = None
        assert p.ariaLabel is None

    def test_slips_are_found(self, p: Element) -> None:
        with pytest.raises(AttributeError, match="<p> has no href; <a>, <area>, <link>, <base> have"):
            p.href = "/"
        with pytest.raises(AttributeError, match="<p> has no placeholder"):
            _ = p.placeholder
        with pytest.raises(AttributeError):
            p.colour = "red"  # type: ignore[attr-defined]

    def test_svg_elements_have_what_all_have(self, document: Document) -> None:
        svg = document.createElementNS(SVG, "a")
        svg.className = "k"
        svg.tabIndex = 0
        with pytest.raises(AttributeError, match="has no href"):
            svg.href = "/"

    def test_every_line_of_the_table(self, document: Document) -> None:
        samples: dict[type, list[Any]] = {str: ["x"], bool: [True], int: [7], float: [0.5]}
        seen = 0
        for name, descriptor in vars(ReflectedAttributes).items():
            if name.startswith("_"):
                continue
            tag = descriptor.tags[0] if descriptor.tags else "p"
            element = document._make_html("div")
            element = document.createElementNS(HTML, _vouched(tag))
            before = getattr(element, name)
            known = sorted(getattr(descriptor, "known", ["true"] if name == "contentEditable" else ()))
            is_list = isinstance(before, DOMTokenList)
            for value in known or samples[str if before is None or is_list else type(before)]:
                setattr(element, name, value)
                after = getattr(element, name)
                assert (after.value if is_list else after) == value
                assert element.hasAttribute(descriptor.attribute)
            seen += 1
        assert seen > 130

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            *(
                (None, None),
                ("", None),
                ("x", None),
                ("5", 5),
                (" \n+5x", 5),
                ("-3.7", -3),
                ("1" * 5000, None),
                ("-", None),
            )
        ],
    )
    def test_whole_numbers(self, text: str | None, number: int | None) -> None:
        assert parse_integer(text) == number

    @pytest.mark.parametrize(
        ("tag", "name", "values"),
        [
            ("video", "preload", {None: "metadata", "": "auto", "NONE": "none", "x": "metadata"}),
            ("track", "kind", {None: "subtitles", "": "metadata", "captions": "captions", "x": "metadata"}),
            ("form", "autocomplete", {None: "on", "": "on", "OFF": "off", "x": "on"}),
            ("input", "autocomplete", {None: "", "off": "off", "given-name": "given-name"}),
            ("iframe", "width", {None: "", "50%": "50%", "300": "300"}),
            ("img", "width", {None: 0, "50%": 50, "300": 300}),
            ("td", "scope", {None: "", "ROW": "row", "x": ""}),
            ("td", "abbr", {None: "", "x": "x"}),
        ],
    )
    def test_what_values_mean(self, document: Document, tag: str, name: str, values: dict[str | None, object]) -> None:
        for value, expected in values.items():
            element = document._make_html(tag)
            if value is not None:
                element.setAttribute(name, value)
            assert getattr(element, name) == expected

    def test_a_size_in_pixels_is_a_number(self, document: Document) -> None:
        document._make_html("iframe").width = "50%"
        with pytest.raises(TypeError, match="integer number of pixels"):
            document._make_html("img").height = "50%"

    def test_is_content_editable(self, document: Document) -> None:
        outer, inner = document.createElement("div"), document.createElement("p")
        outer.append(inner)
        assert not inner.isContentEditable
        outer.contentEditable = "plaintext-only"
        assert inner.isContentEditable
        inner.setAttribute("contenteditable", "nonsense")
        assert inner.isContentEditable
        inner.contentEditable = "false"
        assert not inner.isContentEditable
        assert outer.isContentEditable

    def test_equal_values_are_not_told(self, document: Document) -> None:
        root = document.body
        root.title = ""
        root.title = ""
        root.tabIndex = 1
        root.tabIndex = 1
        assert document.take_ops() == [SetAttribute(1, "title", ""), SetAttribute(1, "tabindex", "1")]


def _vouched(tag: str) -> str:
    from domsync.dom import unsafe_tag

    return unsafe_tag(tag)


class TestViews:
    def test_class_list(self, document: Document) -> None:
        root = document.body
        root.classList.add("a", "b")
        root.classList = "c d"
        assert root.className == "c d"
        link = document._make_html("a")
        link.relList.add("noopener")
        assert link.rel == "noopener"
        link.relList = "opener x"
        assert list(link.relList) == ["opener", "x"]
        with pytest.raises(AttributeError, match="has no relList"):
            root.relList  # noqa: B018

    @pytest.mark.parametrize(
        ("tag", "name", "attribute", "word", "supported"),
        [
            ("a", "relList", "rel", "NoOpener", True),
            ("form", "relList", "rel", "stylesheet", False),
            ("link", "relList", "rel", "stylesheet", True),
            ("iframe", "sandbox", "sandbox", "allow-scripts", True),
            ("iframe", "sandbox", "sandbox", "allow-nonsense", False),
        ],
    )
    def test_lists_that_know_their_words(
        self, document: Document, tag: str, name: str, attribute: str, word: str, supported: bool
    ) -> None:
        element = document.createElementNS(HTML, _vouched(tag))
        words = getattr(element, name)
        words.add(word)
        assert element.getAttribute(attribute) == word
        assert words.supports(word) is supported

    def test_lists_that_take_any_word(self, document: Document) -> None:
        output = document._make_html("output")
        output.htmlFor = "a b"
        assert list(output.htmlFor) == ["a", "b"]
        assert document._make_html("label").htmlFor == ""
        for words in (output.htmlFor, output.classList):
            with pytest.raises(TypeError, match="accepts any word"):
                words.supports("a")

    def test_dataset(self, p: Element) -> None:
        p.dataset["userId"] = "7"
        assert p.getAttribute("data-user-id") == "7"

    def test_a_wrong_style_changes_nothing(self, document: Document) -> None:
        root = document.body
        root.style.color = "red"
        document.take_ops()
        style: str | dict[str, str]
        for style in ("color: blue; width: url(x)", {"color": "blue", "width": "url(x)"}, {"color": "blue", "1": "2"}):
            with pytest.raises(UnsafeValueError):
                root.style = style
        assert root.style.cssText == "color: red;"
        assert document.take_ops() == []


class TestMarkup:
    def test_needs_the_renderings(self, p: Element, monkeypatch: pytest.MonkeyPatch) -> None:
        from domsync.dom.ports import renderings

        monkeypatch.setattr(renderings, "html", None)
        monkeypatch.setattr(renderings, "script", None)
        with pytest.raises(RuntimeError, match=r"import domsync\.render"):
            _ = p.outerHTML
        with pytest.raises(RuntimeError, match=r"import domsync\.render"):
            Document().render_js_updates()

    def test_reading(self, p: Element, document: Document) -> None:
        import domsync.render  # noqa: F401 - plugs in the renderings

        p.append("1 < 2", document._make_html("br"))
        assert p.innerHTML == "1 &lt; 2<br>"
        assert p.outerHTML == "<p>1 &lt; 2<br></p>"

    def test_writing(self, document: Document) -> None:
        from domsync.dom import unsafe_html

        root = document.body
        root.innerHTML = unsafe_html("<p id=a>x</p>y")
        a = document.getElementById("a")
        a.outerHTML = unsafe_html("<b id=b></b><i>z</i>")
        assert [child.nodeName for child in root.childNodes] == ["B", "I", "#text"]
        b = document.getElementById("b")
        b.insertAdjacentHTML("beforebegin", unsafe_html("1"))
        b.insertAdjacentHTML("beforeend", unsafe_html("<u>2</u>"))
        assert root.textContent == "12zy"
        alone = document._make_html("p")
        alone.outerHTML = unsafe_html("<b></b>")
        assert alone.parentNode is None
        calls: list[Callable[[], object]] = [
            lambda: root.insertAdjacentHTML("afterend", unsafe_html("x")),
            lambda: alone.insertAdjacentHTML("beforebegin", unsafe_html("x")),
            lambda: setattr(root, "outerHTML", unsafe_html("x")),
        ]
        for call in calls:
            with pytest.raises(DOMException, match="NoModificationAllowedError"):
                call()
        with pytest.raises(DOMException, match="SyntaxError"):
            root.insertAdjacentHTML("inside", unsafe_html("x"))

    def test_only_what_somebody_vouches_for(self, document: Document) -> None:
        root = document.body
        calls: list[Callable[[], object]] = [
            lambda: setattr(root, "innerHTML", "<b>"),
            lambda: setattr(document._make_html("b"), "outerHTML", "<b>"),
            lambda: root.insertAdjacentHTML("afterbegin", "<b>"),  # type: ignore[arg-type]
        ]
        for call in calls:
            with pytest.raises(TypeError):
                call()
        assert not root.hasChildNodes()


class TestAttrNodes:
    def test_the_same_object_as_long_as_it_is_held(self, document: Document, p: Element) -> None:
        p.setAttribute("title", "x")
        first = p.attributes[0]
        assert first is p.attributes[0] is p.attributes.item(0) is p.getAttributeNode("TITLE")
        with pytest.raises(IndexError):
            p.attributes[1]
        for tag, name in (
            *(("p", "attributes"), ("p", "style"), ("p", "classList"), ("p", "dataset")),
            *(("a", "relList"), ("iframe", "sandbox"), ("output", "htmlFor")),
        ):
            one, other = document.createElement(tag), document.createElement(tag)
            assert getattr(one, name) is getattr(one, name)
            assert getattr(one, name) is not getattr(other, name)

    def test_a_removed_one_keeps_its_value(self, p: Element) -> None:
        p.setAttribute("title", "x")
        p.setAttributeNS("urn:x", "a:b", "y")
        p.style.color = "red"
        held = [p.attributes[index] for index in range(3)]
        assert p.attributes.removeNamedItemNS("urn:x", "b") is held[1]
        p.removeAttribute("title")
        p.removeAttribute("style")
        p.setAttribute("title", "new")
        assert [attr.value for attr in held] == ["x", "y", "color: red;"]
        assert [attr.ownerElement for attr in held] == [None, None, None]
        assert p.getAttributeNode("title") is not held[0]

    def test_one_that_is_set_is_the_one_that_is_there(self, document: Document, p: Element) -> None:
        attr = document.createAttribute("TITLE")
        attr.value = "x"
        assert p.setAttributeNode(attr) is None
        assert [attr.name, attr.ownerElement, p.title, p.getAttributeNode("title") is attr] == ["title", p, "x", True]
        attr.value = "y"
        assert p.title == "y"
        other = document.createAttribute("title")
        assert p.setAttributeNode(other) is attr
        assert [attr.value, attr.ownerElement, p.title] == ["y", None, ""]
        assert p.setAttributeNode(other) is other
        with pytest.raises(DOMException, match="InUseAttributeError"):
            document.createElement("p").setAttributeNode(other)
        with pytest.raises(TypeError, match="an Attr is needed"):
            p.setAttributeNode("title")  # type: ignore[arg-type]

    def test_one_with_another_prefix_takes_the_place(self, document: Document, p: Element) -> None:
        first, second = (document.createAttributeNS("urn:x", f"{prefix}:a") for prefix in "xy")
        first.value, second.value = "1", "2"
        p.setAttributeNodeNS(first)
        assert p.setAttributeNodeNS(second) is first
        assert [first.ownerElement, first.value, p.getAttributeNodeNS("urn:x", "a")] == [None, "1", second]
        assert [p.getAttribute("x:a"), p.getAttribute("y:a"), second.value] == [None, "2", "2"]
        with pytest.raises(TypeError, match="an Attr is needed"):
            p.removeAttributeNode("y:a")  # type: ignore[arg-type]

    def test_their_document_is_that_of_their_element(self, document: Document, p: Element) -> None:
        p.setAttribute("title", "x")
        attr, other = p.attributes[0], Document("other")
        other.adoptNode(p)
        assert attr.ownerDocument is attr.getDocument() is other
        p.removeAttribute("title")
        document.adoptNode(p)
        assert attr.ownerDocument is other

    def test_they_are_nodes(self, document: Document, p: Element) -> None:
        p.setAttribute("title", "x")
        attr = p.attributes[0]
        assert isinstance(attr, Node)
        assert [attr.nodeName, attr.nodeValue, attr.textContent, attr.parentNode] == ["title", "x", "x", None]
        assert [list(attr.childNodes), attr.ownerDocument is document, attr.isConnected] == [[], True, False]
        attr.textContent = "y"
        assert p.title == "y"
        copy = attr.cloneNode()
        assert copy.isEqualNode(attr)
        assert copy.ownerElement is None
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            p.appendChild(attr)
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            attr.appendChild(document.createTextNode("z"))
        contained = Node.DOCUMENT_POSITION_CONTAINED_BY | Node.DOCUMENT_POSITION_FOLLOWING
        assert p.compareDocumentPosition(attr) == contained
        assert attr.compareDocumentPosition(p) == Node.DOCUMENT_POSITION_CONTAINS | Node.DOCUMENT_POSITION_PRECEDING


class TestDefaults:
    def test_words(self, document: Document) -> None:
        def read(tag: str, attribute: str, name: str, *values: str) -> list[object]:
            read = []
            for value in values:
                element = document._make_html(tag)
                element.setAttribute(attribute, value)
                read.append(getattr(element, name))
            return read

        popovers = read("div", "popover", "popover", "", "AUTO", "hint", "manual", "x")
        assert popovers == ["auto", "auto", "hint", "manual", "manual"]
        assert read("img", "crossorigin", "crossOrigin", "", "use-credentials", "x") == [
            *("anonymous", "use-credentials"),
            "anonymous",
        ]
        assert read("p", "contenteditable", "contentEditable", "", "TRUE", "x") == ["true", "true", "inherit"]
        assert read("img", "draggable", "draggable", "", "true", "false") == [True, True, False]
        assert read("p", "draggable", "draggable", "", "true", "false", "x") == [False, True, False, False]
        assert read("td", "colspan", "colSpan", "0", "-1", "1001", "5x", "x") == [1, 1, 1000, 5, 1]
        assert read("td", "rowspan", "rowSpan", "0", "-1", "70000") == [0, 1, 65534]

    def test_without_the_attribute(self, document: Document) -> None:
        p, img, link = (document._make_html(tag) for tag in ("p", "img", "a"))
        assert [p.popover, img.crossOrigin, p.contentEditable, p.draggable, img.draggable, link.draggable] == [
            *(None, None, "inherit"),
            *(False, True, False),
        ]
        link.href = "#"
        assert link.draggable

    def test_setting_content_editable(self, p: Element) -> None:
        p.contentEditable = "TRUE"
        assert p.getAttribute("contenteditable") == "true"
        with pytest.raises(DOMException, match="SyntaxError"):
            p.contentEditable = "yes"
        p.contentEditable = "inherit"
        assert not p.hasAttribute("contenteditable")

    def test_the_summary_of_details_can_be_focused(self, document: Document) -> None:
        details, first, second = (document._make_html(tag) for tag in ("details", "summary", "summary"))
        details.append(first, second)
        assert [first.tabIndex, second.tabIndex, details.tabIndex] == [0, -1, -1]

    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [
            ({"min": "2", "max": "10", "value": "1"}, [2, 10, 2, 2, 10, 6]),
            ({"min": "2", "max": "1", "low": "5", "high": "0", "optimum": "9"}, [2, 2, 2, 2, 2, 2]),
            ({"low": "0.9", "high": "0.2", "optimum": "9"}, [0, 1, 0, 0.9, 0.9, 1]),
        ],
    )
    def test_a_meter_keeps_its_bounds(
        self, document: Document, attributes: dict[str, str], expected: list[float]
    ) -> None:
        meter = document.createElement("meter", attributes=attributes)
        assert [meter.min, meter.max, meter.value, meter.low, meter.high, meter.optimum] == expected


def test_the_children_of_a_void_element_are_not_written(document: Document) -> None:
    br = document.createElement("br")
    br.append("x")
    assert br.innerHTML == ""


def test_no_empty_text_is_left(document: Document, p: Element) -> None:
    p.append("")
    p.textContent = ""
    assert p.firstChild is None
