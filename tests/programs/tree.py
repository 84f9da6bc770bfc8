"""Actions on the tree and on texts."""

from domsync import unsafe_html
from tests.programs.base import Base, is_parent, is_plain
from tests.programs.words import FOREIGN_NAMESPACES, LINES, MARKUP, PLACES


class TreeActions(Base):
    """Everything that makes, moves and removes nodes, or changes their texts."""

    def make_comment(self) -> None:
        text = self._text()
        self._say(f"createComment({text!r})")
        comment = self._keep(self.document.createComment(text))
        self._root().appendChild(comment)

    def append_child(self) -> None:
        parent, child = self._parent(), self._child()
        self._say(f"{self._name(parent)}.appendChild({self._name(child)})")
        parent.appendChild(child)

    def insert_before(self) -> None:
        parent, child = self._parent(), self._child()
        before = self._child_of(parent)
        self._say(f"{self._name(parent)}.insertBefore({self._name(child)}, {before!r})")
        parent.insertBefore(child, before)

    def move_before(self) -> None:
        parent, child = self._parent(), self._any()
        before = self._child_of(parent)
        self._say(f"{self._name(parent)}.moveBefore({self._name(child)}, {before!r})")
        parent.moveBefore(child, before)

    def shuffle(self) -> None:
        parent = self._parent()
        children = list(parent.childNodes)
        self.random.shuffle(children)
        self._say(f"shuffle the children of {self._name(parent)}")
        if self._chance(0.5):
            parent.append(*children)
        else:
            for child in children:
                parent.insertBefore(child, parent.firstChild)

    def replace_child(self) -> None:
        parent, child = self._parent(), self._child()
        old = self._child_of(parent)
        if old is not None:
            self._say(f"{self._name(parent)}.replaceChild({self._name(child)}, {old!r})")
            parent.replaceChild(child, old)

    def remove_child(self) -> None:
        parent = self._parent()
        child = self._child_of(parent)
        if child is not None:
            self._say(f"{self._name(parent)}.removeChild({child!r})")
            parent.removeChild(child)
            if child not in self.pool and is_plain(child):
                self._keep(child)

    def remove(self) -> None:
        node = self._any()
        if node.nodeType != 11:
            self._say(f"{self._name(node)}.remove()")
            node.remove()

    def parent_method(self) -> None:
        parent, nodes = self._parent(), self._nodes_and_strings()
        method = self.random.choice(("append", "prepend", "replaceChildren"))
        self._say(f"{self._name(parent)}.{method}({', '.join(map(self._name, nodes))})")
        getattr(parent, method)(*nodes)

    def child_method(self) -> None:
        node, nodes = self._any(), self._nodes_and_strings()
        method = self.random.choice(("before", "after", "replaceWith"))
        if node.nodeType != 11:
            self._say(f"{self._name(node)}.{method}({', '.join(map(self._name, nodes))})")
            getattr(node, method)(*nodes)

    def insert_adjacent(self) -> None:
        element, place = self._element(), self.random.choice(PLACES)
        if place in ("afterbegin", "beforeend") and not is_parent(element):
            return
        if self._chance(0.5):
            text = self._text()
            self._say(f"{self._name(element)}.insertAdjacentText({place!r}, {text!r})")
            element.insertAdjacentText(place, text)
        else:
            child = self._new_element()
            self._say(f"{self._name(element)}.insertAdjacentElement({place!r}, {self._name(child)})")
            element.insertAdjacentElement(place, child)

    def clone(self) -> None:
        node, deep = self._any(), self._chance(0.7)
        self._say(f"{self._name(node)}.cloneNode({deep})")
        self._keep(node.cloneNode(deep))

    def import_node(self) -> None:
        node = self._any()
        self._say(f"importNode({self._name(node)}, True)")
        self._keep(self.document.importNode(node, True))

    def normalize(self) -> None:
        node = self._any()
        self._say(f"{self._name(node)}.normalize()")
        node.normalize()

    # Text

    def inner_text(self) -> None:
        element, text = self._parent(), self.random.choice(LINES)
        if element.nodeType != 1 or element.namespaceURI in FOREIGN_NAMESPACES:
            return
        self._say(f"{self._name(element)}.innerText = {text!r}")
        element.innerText = text

    def text_content(self) -> None:
        node, text = self._parent(), self._text()
        self._say(f"{self._name(node)}.textContent = {text!r}")
        node.textContent = text

    def markup(self) -> None:
        element, source = self._parent(), self.random.choice(MARKUP)
        if element.nodeType != 1 or element.namespaceURI in FOREIGN_NAMESPACES:
            return
        if self._chance(0.5):
            self._say(f"{self._name(element)}.innerHTML = unsafe_html({source!r})")
            element.innerHTML = unsafe_html(source)
        else:
            place = self.random.choice(PLACES[1:3])
            self._say(f"{self._name(element)}.insertAdjacentHTML({place!r}, unsafe_html({source!r}))")
            element.insertAdjacentHTML(place, unsafe_html(source))

    def split_text(self) -> None:
        node = self._one(lambda node: node.nodeType == 3) or self._new_text()
        offset = self.random.randrange(len(node.data) + 2)
        self._say(f"{self._name(node)}.splitText({offset})")
        self._keep(node.splitText(offset))

    def character_data(self) -> None:
        node, text = self._character_data(), self._text()
        offset, count = self.random.randrange(len(node.data) + 2), self.random.randrange(5)
        call, arguments = self.random.choice(
            [
                ("appendData", (text,)),
                ("insertData", (offset, text)),
                ("deleteData", (offset, count)),
                ("replaceData", (offset, count, text)),
            ]
        )
        self._say(f"{self._name(node)}.{call}{arguments!r}")
        getattr(node, call)(*arguments)

    def set_data(self) -> None:
        node, text = self._character_data(), self._text()
        name = self.random.choice(("data", "nodeValue", "textContent"))
        self._say(f"{self._name(node)}.{name} = {text!r}")
        setattr(node, name, text)

    def data_of_only_text(self) -> None:
        element = self._element()
        child = element.firstChild
        if child is not None and child.nodeType == 3:
            text = self._text()
            self._say(f"{self._name(element)}.firstChild.data = {text!r}")
            child.data = text
