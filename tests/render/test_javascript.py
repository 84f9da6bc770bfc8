"""JavaScript text, exactly: the original library's form, and what goes beyond it."""

from collections.abc import Callable

import pytest

from domsync.dom.checks.names import MATHML, SVG, XLINK
from domsync.dom.document.document import Document
from domsync.dom.ops import ROOT, Call, Mount, Op, Remove, SetProperty
from domsync.errors import DOMException, UnsafeValueError
from domsync.render import JavaScript
from tests.render.script import PRELUDE, callback, sent, with_element


def sent_in_full(document: Document) -> list[str]:
    """The statements for a late joiner, without the first two."""
    return document.render_js_full().splitlines()[2:]


class TestTheFormOfTheOriginal:
    def test_a_document_begins_with_the_registry_and_its_root(self) -> None:
        document = Document("ROOT")
        assert document.render_js_updates() == PRELUDE
        assert document.render_js_updates() == ""

    def test_an_element(self, document: Document) -> None:
        document.body.appendChild(document.createElement("div", id="ID"))
        assert sent(document) == [
            '__domsync__["ID"] = document.createElement("div");__domsync__["ID"].setAttribute("id","ID");',
            '__domsync__["ROOT"].appendChild(__domsync__["ID"]);',
        ]

    def test_an_element_with_everything_that_createElement_takes(self, document: Document) -> None:
        attributes = {"class": "c", "placeholder": "p"}
        document.body.appendChild(document.createElement("input", id="ID", value="V", attributes=attributes))
        document.body.appendChild(document.createElement("p", id="P", innerText="TEXT"))
        assert sent(document) == [
            '__domsync__["ID"] = document.createElement("input");__domsync__["ID"].setAttribute("id","ID");',
            '__domsync__["ID"].setAttribute("class","c");',
            '__domsync__["ID"].setAttribute("placeholder","p");',
            '__domsync__["ID"].value = `V`;',
            '__domsync__["ROOT"].appendChild(__domsync__["ID"]);',
            '__domsync__["P"] = document.createElement("p");__domsync__["P"].setAttribute("id","P");',
            '__domsync__["P"].innerText = `TEXT`;',
            '__domsync__["ROOT"].appendChild(__domsync__["P"]);',
        ]

    def test_innerText(self, document: Document) -> None:
        element = with_element(document, innerText="old")
        element.innerText = "new `text`"
        assert sent(document) == [r'__domsync__["ID"].innerText = `new \`text\``;']

    def test_value(self, document: Document) -> None:
        element = with_element(document, "input")
        element.value = "${x}"
        assert sent(document) == [r'__domsync__["ID"].value = `\${x}`;']

    def test_attributes(self, document: Document) -> None:
        element = with_element(document)
        element.setAttribute("title", 'a "title"')
        element.removeAttribute("title")
        assert sent(document) == [
            r'__domsync__["ID"].setAttribute("title","a \"title\"");',
            '__domsync__["ID"].removeAttribute("title");',
        ]

    def test_insertBefore(self, document: Document) -> None:
        element = with_element(document)
        document.body.insertBefore(document.createElement("p", id="NEW"), element)
        assert sent(document)[1:] == ['__domsync__["ROOT"].insertBefore(__domsync__["NEW"], __domsync__["ID"]);']

    def test_remove_and_forget(self, document: Document) -> None:
        element = with_element(document)
        element.append(document.createElement("b", id="B", innerText="t"), document.createElementNS(SVG, "svg"))
        sent(document)
        element.remove()
        assert sent(document) == [
            '__domsync__["ID"].remove();',
            'delete __domsync__["ID"];delete __domsync__["B"];delete __domsync__["__domsync_n_7"];',
        ]

    def test_addEventListener(self, document: Document) -> None:
        element = with_element(document, "input")
        element.addEventListener("click", callback)
        element.addEventListener("input", callback, "this.value")
        assert sent(document) == [
            (
                '__domsync__["ID"].addEventListener("click",function(){ws_send('
                '{"domsync": true, "event": "click", "id": "ID", "value": null})});'
            ),
            (
                '__domsync__["ID"].addEventListener("input",function(){ws_send('
                '{"domsync": true, "event": "input", "id": "ID", "value": this.value})});'
            ),
        ]

    def test_an_equal_value_says_nothing(self, document: Document) -> None:
        element = with_element(document, "input", innerText="t", value="v", attributes={"title": "x"})
        element.innerText, element.value = "t", "v"
        element.setAttribute("title", "x")
        assert document.render_js_updates() == ""

    def test_updates_of_the_original_s_own_test(self) -> None:
        document = Document("domsync_root_id")
        table = document.createElement("table", id="t")
        cell = table.appendChild(document.createElement("td", id="t.td.row0.bid", innerText="1"))
        document.body.appendChild(table)
        document.render_js_updates()
        cell.innerText = "11"
        assert document.render_js_updates() == """__domsync__["t.td.row0.bid"].innerText = `11`;\n"""


class TestElements:
    def test_a_subtree_is_built_before_it_is_put_in(self, document: Document) -> None:
        outer = document.createElement("ul", id="UL")
        outer.append(document.createElement("li", id="A", innerText="a"), "between", document.createComment("c"))
        document.body.appendChild(outer)
        assert sent(document) == [
            '__domsync__["UL"] = document.createElement("ul");__domsync__["UL"].setAttribute("id","UL");',
            '__domsync__["A"] = document.createElement("li");__domsync__["A"].setAttribute("id","A");',
            '__domsync__["A"].innerText = `a`;',
            '__domsync__["UL"].appendChild(__domsync__["A"]);',
            '__domsync__["__domsync_n_7"] = document.createTextNode("between");',
            '__domsync__["UL"].appendChild(__domsync__["__domsync_n_7"]);',
            '__domsync__["__domsync_n_8"] = document.createComment("c");',
            '__domsync__["UL"].appendChild(__domsync__["__domsync_n_8"]);',
            '__domsync__["ROOT"].appendChild(__domsync__["UL"]);',
        ]

    def test_a_run_goes_before_one_child(self, document: Document) -> None:
        with_element(document).before("x", "y")
        assert sent(document) == [
            '__domsync__["__domsync_n_5"] = document.createTextNode("x");',
            '__domsync__["ROOT"].insertBefore(__domsync__["__domsync_n_5"], __domsync__["ID"]);',
            '__domsync__["__domsync_n_6"] = document.createTextNode("y");',
            '__domsync__["ROOT"].insertBefore(__domsync__["__domsync_n_6"], __domsync__["ID"]);',
        ]

    def test_an_element_without_an_id(self, document: Document) -> None:
        document.body.appendChild(document.createElementNS("http://www.w3.org/1999/xhtml", "i"))
        assert sent(document)[0] == '__domsync__["__domsync_n_4"] = document.createElement("i");'

    @pytest.mark.parametrize(
        ("namespace", "name", "made"),
        [
            (SVG, "linearGradient", 'document.createElementNS("http://www.w3.org/2000/svg", "linearGradient")'),
            (MATHML, "mi", 'document.createElementNS("http://www.w3.org/1998/Math/MathML", "mi")'),
            (None, "x", 'document.createElementNS(null, "x")'),
        ],
    )
    def test_an_element_of_a_namespace(self, document: Document, namespace: str | None, name: str, made: str) -> None:
        element = document.createElementNS(namespace, name)
        element.append("text")
        document.body.appendChild(element)
        # Only HTML elements have innerText.
        assert sent(document)[:2] == [
            f'__domsync__["__domsync_n_4"] = {made};',
            '__domsync__["__domsync_n_4"].textContent = `text`;',
        ]

    def test_attributes_of_a_namespace(self, document: Document) -> None:
        element = document.createElementNS(SVG, "use")
        element.setAttributeNS(XLINK, "xlink:title", "a")
        document.body.appendChild(element)
        element.setAttributeNS(XLINK, "xlink:title", "b")
        line = '__domsync__["__domsync_n_4"].setAttributeNS("http://www.w3.org/1999/xlink", "xlink:title", "%s");'
        assert [text for text in sent(document) if "NS(" in text][1:] == [line % "a", line % "b"]

    def test_styles(self, document: Document) -> None:
        element = document.createElement("p", id="ID", attributes={"style": "color: red"})
        document.body.appendChild(element)
        element.style.setProperty("width", "1px", "important")
        element.style.color = ""
        element.removeAttribute("style")
        assert sent(document)[1:] == [
            '__domsync__["ID"].style.setProperty("color", "red");',
            '__domsync__["ROOT"].appendChild(__domsync__["ID"]);',
            '__domsync__["ID"].style.setProperty("width", "1px", "important");',
            '__domsync__["ID"].style.removeProperty("color");',
            '__domsync__["ID"].removeAttribute("style");',
        ]

    def test_properties_come_after_the_children(self, document: Document) -> None:
        select = document.createElement("select", id="S")
        select.append(*(document.createElement("option", id=name, innerText=name) for name in "AB"))
        select.selectedIndex = 1
        document.body.appendChild(select)
        lines = sent(document)
        assert lines[-2:] == [
            '__domsync__["S"].selectedIndex = 1;',
            '__domsync__["ROOT"].appendChild(__domsync__["S"]);',
        ]

    def test_a_truth_value(self, document: Document) -> None:
        element = with_element(document, "input", attributes={"type": "checkbox"})
        element.checked = True
        assert sent(document) == ['__domsync__["ID"].checked = true;']

    def test_the_title_of_the_page(self, document: Document) -> None:
        document.title = "A `page`"
        assert sent(document) == [r"document.title = `A \`page\``;"]
        assert sent_in_full(document) == [r"document.title = `A \`page\``;"]

    def test_a_move_keeps_the_node_where_the_browser_can(self, document: Document) -> None:
        first, second = (document.createElement("p", id=name) for name in ("A", "B"))
        document.body.append(first, second)
        sent(document)
        document.body.appendChild(first)
        document.body.insertBefore(first, second)
        root, a, b = (f'__domsync__["{name}"]' for name in ("ROOT", "A", "B"))
        assert sent(document) == [
            f"if({root}.moveBefore){root}.moveBefore({a}, null);else {root}.insertBefore({a}, null);",
            f"if({root}.moveBefore){root}.moveBefore({a}, {b});else {root}.insertBefore({a}, {b});",
        ]

    def test_a_removed_run_is_forgotten_at_once(self, document: Document) -> None:
        document.body.append(*(document.createElement("p", id=name) for name in ("A", "B")))
        sent(document)
        document.body.replaceChildren()
        assert sent(document) == [
            '__domsync__["A"].remove();',
            '__domsync__["B"].remove();',
            'delete __domsync__["A"];delete __domsync__["B"];',
        ]


class TestTexts:
    def test_a_text_of_its_own(self, document: Document) -> None:
        element = with_element(document)
        text = element.appendChild(document.createTextNode("a"))
        text.data = "b"
        assert sent(document) == [
            '__domsync__["__domsync_n_5"] = document.createTextNode("a");',
            '__domsync__["ID"].appendChild(__domsync__["__domsync_n_5"]);',
            '__domsync__["__domsync_n_5"].data = "b";',
        ]

    def test_an_empty_text_and_one_with_lines_are_no_innerText(self, document: Document) -> None:
        for id, text in (("A", ""), ("B", "a\nb")):
            element = document.createElement("pre", id=id)
            element.append(text)
            document.body.append(element)
        lines = sent(document)
        assert '__domsync__["__domsync_n_5"] = document.createTextNode("");' in lines
        assert r'__domsync__["__domsync_n_7"] = document.createTextNode("a\nb");' in lines
        assert not any("innerText" in line for line in lines)

    def test_a_text_of_innerText_gets_a_name_when_it_is_needed(self, document: Document) -> None:
        element = with_element(document, innerText="old")
        element.firstChild.data = "new"
        element.firstChild.data = "newer"
        assert sent(document) == [
            '__domsync__["__domsync_n_5"] = __domsync__["ID"].childNodes[0];',
            '__domsync__["__domsync_n_5"].data = "new";',
            '__domsync__["__domsync_n_5"].data = "newer";',
        ]

    def test_it_gets_its_name_before_it_has_neighbours(self, document: Document) -> None:
        element = with_element(document, innerText="first")
        element.prepend(document.createElement("b", id="B"))
        element.lastChild.remove()
        assert sent(document) == [
            '__domsync__["__domsync_n_5"] = __domsync__["ID"].childNodes[0];',
            '__domsync__["B"] = document.createElement("b");__domsync__["B"].setAttribute("id","B");',
            '__domsync__["ID"].insertBefore(__domsync__["B"], __domsync__["__domsync_n_5"]);',
            '__domsync__["__domsync_n_5"].remove();',
            'delete __domsync__["__domsync_n_5"];',
        ]

    def test_lines_get_their_names_together(self, document: Document) -> None:
        element = with_element(document)
        element.innerText = "a\r\n\nb"
        element.childNodes[1].remove()
        assert sent(document) == [
            r'__domsync__["ID"].innerText = `a\r\n\nb`;',
            '__domsync__["__domsync_n_5"] = __domsync__["ID"].childNodes[0];',
            '__domsync__["__domsync_n_6"] = __domsync__["ID"].childNodes[1];',
            '__domsync__["__domsync_n_7"] = __domsync__["ID"].childNodes[2];',
            '__domsync__["__domsync_n_8"] = __domsync__["ID"].childNodes[3];',
            '__domsync__["__domsync_n_6"].remove();',
            'delete __domsync__["__domsync_n_6"];',
        ]

    def test_a_moved_text_gets_its_name_in_its_old_place(self, document: Document) -> None:
        element = with_element(document, innerText="text")
        document.body.append(element.firstChild)
        root, text = '__domsync__["ROOT"]', '__domsync__["__domsync_n_5"]'
        assert sent(document) == [
            f'{text} = __domsync__["ID"].childNodes[0];',
            f"if({root}.moveBefore){root}.moveBefore({text}, null);else {root}.insertBefore({text}, null);",
        ]

    def test_innerText_forgets_what_it_replaces(self, document: Document) -> None:
        element = with_element(document)
        element.append(document.createElement("b", id="B"), "text")
        sent(document)
        element.innerText = "new"
        assert sent(document) == [
            '__domsync__["ID"].innerText = `new`;',
            'delete __domsync__["B"];delete __domsync__["__domsync_n_6"];',
        ]

    def test_a_named_text_that_innerText_replaces_has_no_name_any_more(self, document: Document) -> None:
        element = with_element(document, innerText="old")
        element.firstChild.data = "named"
        sent(document)
        element.innerText = "new"
        element.firstChild.data = "newer"
        assert sent(document) == [
            '__domsync__["ID"].innerText = `new`;',
            'delete __domsync__["__domsync_n_5"];',
            '__domsync__["__domsync_n_5"] = __domsync__["ID"].childNodes[0];',
            '__domsync__["__domsync_n_5"].data = "newer";',
        ]


class TestNames:
    @pytest.mark.parametrize("id", ["length", "__proto__", "ROOT", "TAKEN", "#document", "#window"])
    def test_an_id_that_cannot_be_a_key_gets_a_number(self, document: Document, id: str) -> None:
        document.body.appendChild(document.createElement("i", id="TAKEN"))
        sent(document)
        element = document.createElementNS("http://www.w3.org/1999/xhtml", "p")
        element.id = id
        document.body.appendChild(element)
        key = f'__domsync__["{id}#5"]'
        assert sent(document) == [
            f'{key} = document.createElement("p");{key}.setAttribute("id","{id}");',
            f'__domsync__["ROOT"].appendChild({key});',
        ]

    def test_a_key_stays_when_the_id_changes(self, document: Document) -> None:
        element = with_element(document)
        element.id = "OTHER"
        element.title = "t"
        assert sent(document) == [
            '__domsync__["ID"].setAttribute("id","OTHER");',
            '__domsync__["ID"].setAttribute("title","t");',
        ]

    def test_a_key_is_free_again_when_its_node_has_left(self, document: Document) -> None:
        with_element(document).remove()
        document.body.appendChild(document.createElement("p", id="ID"))
        assert sent(document)[2].startswith('__domsync__["ID"] = document.createElement("p");')

    def test_a_root_whose_id_cannot_be_a_key(self) -> None:
        document = Document("length")
        assert document.render_js_updates() == (
            'var __domsync__ = [];\n__domsync__["length#1"] = document.getElementById("length");\n'
        )

    def test_nothing_is_kept_of_what_has_left(self, document: Document) -> None:
        renderer = JavaScript(document)
        document.body.append(document.createElement("p", id="P", innerText="t"), "text")
        document.body.firstChild.addEventListener("click", callback, prevent_default=True)  # type: ignore[union-attr]
        renderer.updates(document.take_ops())
        document.body.replaceChildren()
        renderer.updates(document.take_ops())
        assert set(renderer._nodes) == {1, 2, 3}
        assert set(renderer._registry._owners) == {"length", "__proto__", "ROOT", "#document", "#window"}


class TestCallsAndMessages:
    def test_a_call(self, document: Document) -> None:
        element = with_element(document, "input")
        element.focus()
        element.scrollIntoView({"block": "center"})
        assert sent(document) == [
            '__domsync__["ID"].focus();',
            '__domsync__["ID"].scrollIntoView({"block": "center"});',
        ]

    def test_a_call_for_its_result(self, document: Document) -> None:
        renderer = JavaScript(document)
        text = renderer.updates([Call(ROOT, "checkValidity", (), 7)])
        assert text.removeprefix(PRELUDE) == (
            'try{ws_send({"domsync": true, "call": 7, "ok": true, "value": __domsync__["ROOT"].checkValidity()})}'
            'catch(error){ws_send({"domsync": true, "call": 7, "ok": false, "value": String(error)})}\n'
        )

    def test_a_message(self, document: Document) -> None:
        document.deliver("chat", {"text": "</script>", "__proto__": 1})
        assert sent(document) == [
            (
                'if(typeof HANDLERS !== "undefined"){'
                'const name = ["chat", "*"].find(name => Object.hasOwn(HANDLERS, name));'
                r'if(name)HANDLERS[name]({"text": "\x3c/script>", ["__proto__"]: 1}, "chat")}'
            )
        ]

    @pytest.mark.parametrize(
        "op", [Call(ROOT, "remove"), SetProperty(ROOT, "innerHTML", "<b>")], ids=["call", "property"]
    )
    def test_what_is_on_no_list_is_refused(self, document: Document, op: Op) -> None:
        with pytest.raises(UnsafeValueError):
            JavaScript(document).updates([op])

    def test_a_mount_is_refused(self, document: Document) -> None:
        with pytest.raises(DOMException, match=r"domsync\.1") as caught:
            JavaScript(document).updates([Mount(ROOT, 1)])
        assert caught.value.name == "NotSupportedError"

    def test_an_op_that_cannot_be_is_no_text(self, document: Document) -> None:
        document.body.append("a")
        renderer = JavaScript(document)
        renderer.updates(document.take_ops())
        with pytest.raises(ValueError, match="beyond the last child"):
            renderer.updates([Remove(4, 2)])


def make_nothing(document: Document) -> None:
    pass


def make_some(document: Document) -> None:
    element = document.createElement("div", id="ID", innerText="text", attributes={"class": "c"})
    element.addEventListener("click", callback)
    document.body.append(element, "loose")
    document.body.title = "t"
    document.body.addEventListener("input", callback, "this.value")
    document.defaultView.addEventListener("resize", callback)


class TestLateJoiners:
    @pytest.mark.parametrize("make", [make_nothing, make_some])
    def test_the_whole_state_in_the_same_words(self, make: Callable[[Document], None]) -> None:
        document = Document("ROOT")
        make(document)
        updates = document.render_js_updates()
        full = document.render_js_full()
        assert full.startswith(PRELUDE)
        assert sorted(full.splitlines()) == sorted(updates.splitlines())
        assert document.render_js_full() == full

    def test_it_needs_the_updates_to_be_sent(self) -> None:
        document = Document("ROOT")
        make_some(document)
        with pytest.raises(DOMException, match="render_js_updates") as caught:
            document.render_js_full()
        assert caught.value.name == "InvalidStateError"

    def test_texts_have_names_where_the_others_have_them(self, document: Document) -> None:
        element = with_element(document, innerText="old")
        assert '__domsync__["ID"].innerText = `old`;' in document.render_js_full()
        element.firstChild.data = "new"
        sent(document)
        full = document.render_js_full()
        assert '__domsync__["__domsync_n_5"] = document.createTextNode("new");' in full
        assert "innerText" not in full

    def test_lines_stay_together(self, document: Document) -> None:
        with_element(document).innerText = "a\n\nb"
        document.body.append("x")
        sent(document)
        full = document.render_js_full().splitlines()
        assert r'__domsync__["ID"].innerText = `a\n\nb`;' in full
        assert '__domsync__["__domsync_n_9"] = document.createTextNode("x");' in full

    def test_text_of_the_root_itself(self, document: Document) -> None:
        document.body.innerText = "text"
        sent(document)
        assert document.render_js_full() == PRELUDE + '__domsync__["ROOT"].innerText = `text`;\n'

    def test_keys_are_those_of_the_others(self, document: Document) -> None:
        element = with_element(document)
        element.id = "OTHER"
        sent(document)
        assert (
            '__domsync__["ID"] = document.createElement("div");__domsync__["ID"].setAttribute("id","OTHER");'
            in document.render_js_full().splitlines()
        )

    def test_a_listener_that_cannot_be_taken_away_is_there_too(self, document: Document) -> None:
        element = with_element(document)
        element.addEventListener("click", callback)
        element.removeEventListener("click", callback)
        sent(document)
        assert 'addEventListener("click",function()' in document.render_js_full()
        element.addEventListener("click", callback)
        assert sent(document) == []

    def test_without_anybody_before(self) -> None:
        document = Document("ROOT")
        make_some(document)
        document.take_ops()
        full = document.render_js_full()
        assert full.startswith(PRELUDE)
        assert '__domsync__["ID"].innerText = `text`;' in full
        assert full.count("addEventListener") == 3
        document.body.title = "u"
        assert document.render_js_updates() == '__domsync__["ROOT"].setAttribute("title","u");\n'


def test_a_reset_in_the_log_empties_the_page(document: Document) -> None:
    make_some(document)
    renderer = JavaScript(document)
    renderer.updates(document.take_ops())
    document.body.addEventListener("keydown", callback, prevent_default=True)
    lines = renderer.updates([*document.take_ops(), *document.snapshot()]).splitlines()
    assert '__domsync__["ROOT"].replaceChildren();' in lines
    assert 'delete __domsync__["ID"];delete __domsync__["__domsync_n_6"];' in lines
    assert any(line.startswith('__domsync__["ROOT"].removeEventListener("keydown"') for line in lines)
    assert lines[-1] != '__domsync__["ROOT"].replaceChildren();'
