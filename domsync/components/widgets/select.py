"""A select element with its options."""

from collections.abc import Callable, Mapping, Sequence

from domsync.components.widgets.element_component import ElementComponent
from domsync.dom import Element


class SelectComponent(ElementComponent):
    """A select element.

    Args:
        parent_el: The element below which the select is put.
        options: The texts by value, or a list of values that are also the texts.
        callback: Called when the user has chosen; `event["value"]` is the chosen option's value.
        selected_value: The option that is chosen initially; by default the browser chooses the first one.
        id: The id of the select element.

    Raises:
        ValueError: There is no such option as `selected_value`.
    """

    def __init__(
        self,
        parent_el: Element,
        options: Sequence[str] | Mapping[str, str],
        callback: Callable[..., object],
        selected_value: str | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(parent_el)
        texts = dict(options) if isinstance(options, Mapping) else {value: value for value in options}
        if selected_value is not None and selected_value not in texts:
            raise ValueError(f"there is no option {selected_value!r} among {list(texts)!r}")
        document = self.getDocument()
        self.select: Element = document.createElement("select", id=id)
        self.select.addEventListener("input", callback, js_value_getter="this.options[this.selectedIndex].value")
        for value, text in texts.items():
            self.select.appendChild(document.createElement("option", innerText=text, value=value))
        if selected_value is not None:
            self.select.value = selected_value
        parent_el.appendChild(self.select)

    def _remove(self) -> None:
        self.select.remove()
