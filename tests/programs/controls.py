"""Actions on form controls, whose values the attributes do not tell."""

from typing import Any

from tests.programs.base import Base


class ControlActions(Base):
    """Everything that makes and changes inputs, textareas and selects."""

    def make_control(self) -> None:
        tag = self.random.choice(("input", "input", "textarea", "select"))
        control = self._keep(self.document.createElement(tag))
        self._say(f"createElement({tag!r})")
        if tag == "input":
            type = self.random.choice((None, "text", "checkbox", "radio", "hidden", "password"))
            if type is not None:
                self._say(f"{self._name(control)}.type = {type!r}")
                control.setAttribute("type", type)
            if type == "radio":
                control.setAttribute("name", "group")
            for name in ("checked", "value"):
                if self._chance(0.3):
                    self._say(f"{self._name(control)}.setAttribute({name!r}, 'x')")
                    control.setAttribute(name, "x")
        elif tag == "textarea":
            control.textContent = self._text()
        elif tag == "select":
            if self._chance(0.3):
                control.toggleAttribute("multiple", True)
            for _ in range(self.random.randrange(4)):
                control.appendChild(self._new_option())
        if self._chance(0.7):
            self._root().appendChild(control)

    def _new_option(self) -> Any:
        option = self.document.createElementNS("http://www.w3.org/1999/xhtml", "option")
        option.setAttribute("value", self.random.choice("abc"))
        option.textContent = self.random.choice("xyz")
        if self._chance(0.2):
            option.setAttribute("selected", "")
        if self._chance(0.1):
            option.setAttribute("disabled", "")
        return option

    def set_value(self) -> None:
        control = self._one(lambda node: node.nodeName in ("INPUT", "TEXTAREA"))
        if control is not None:
            text = self._text()
            self._say(f"{self._name(control)}.value = {text!r}")
            control.value = text

    def set_checked(self) -> None:
        control = self._one(lambda node: node.nodeName == "INPUT")
        if control is not None:
            name, value = self.random.choice(("checked", "checked", "indeterminate")), self._chance(0.6)
            self._say(f"{self._name(control)}.{name} = {value}")
            setattr(control, name, value)

    def change_default(self) -> None:
        control = self._one(lambda node: node.nodeName in ("INPUT", "TEXTAREA"))
        if control is None:
            return
        text = self._text()
        if control.nodeName == "TEXTAREA":
            self._say(f"{self._name(control)}.textContent = {text!r}")
            control.textContent = text
        elif self._chance(0.5):
            self._say(f"{self._name(control)}.toggleAttribute('checked')")
            control.toggleAttribute("checked")
        else:
            self._say(f"{self._name(control)}.setAttribute('value', {text!r})")
            control.setAttribute("value", text)

    def change_select(self) -> None:
        select = self._one(lambda node: node.nodeName == "SELECT")
        if select is None:
            return
        options = [node for node in select.childNodes if node.nodeName == "OPTION"]
        name = self._name(select)
        match self.random.randrange(5):
            case 0:
                before = self.random.choice([None, *options])
                self._say(f"{name}.insertBefore(new option, {before!r})")
                select.insertBefore(self._new_option(), before)
            case 1 if options:
                option = self.random.choice(options)
                self._say(f"{name}: remove option {options.index(option)}")
                option.remove()
            case 2:
                value = self.random.choice(("a", "b", "none"))
                self._say(f"{name}.value = {value!r}")
                select.value = value
            case 3:
                index = self.random.randrange(-1, len(options) + 1)
                self._say(f"{name}.selectedIndex = {index}")
                select.selectedIndex = index
            case _ if options:
                option, selected = self.random.choice(options), self._chance(0.7)
                self._say(f"{name}: option {options.index(option)}.selected = {selected}")
                option.selected = selected
