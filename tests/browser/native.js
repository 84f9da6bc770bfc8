// Runs programs of DOM calls on the browser's own DOM. A program is a list of [name, ...arguments]; a node is given by
// its number {n: 3}, the root is number 0. After each call the state of all nodes is recorded.
{
  const HTML = "http://www.w3.org/1999/xhtml";
  const selectors = (root, selector, nodes) =>
    [...root.querySelectorAll(selector)].map((found) => nodes.indexOf(found));
  const CALLS = {
    element: (nodes, tag) => void nodes.push(document.createElementNS(HTML, tag)),
    text: (nodes, data) => void nodes.push(document.createTextNode(data)),
    comment: (nodes, data) => void nodes.push(document.createComment(data)),
    fragment: (nodes) => void nodes.push(document.createDocumentFragment()),
    clone: (nodes, node, deep) => void nodes.push(node.cloneNode(deep)),
    set: (nodes, node, property, value) => void (node[property] = value),
    get: (nodes, node, property) => node[property],
    words: (nodes, node, method, ...words) => node.classList[method](...words) ?? null,
    style: (nodes, node, property, value, priority) => node.style.setProperty(property, value, priority) ?? null,
    find: (nodes, node, selector) => selectors(node, selector, nodes),
    events: (nodes, node, type, bubbles) => {
      const heard = [];
      const hear = (event) => heard.push([nodes.indexOf(event.currentTarget), event.eventPhase, event.returnValue]);
      for (const each of nodes) {
        each.addEventListener(type, hear, true);
        each.addEventListener(type, hear);
      }
      const event = document.createEvent("Event");
      event.initEvent(type, bubbles, true);
      node.dispatchEvent(event);
      for (const each of nodes) {
        each.removeEventListener(type, hear, true);
        each.removeEventListener(type, hear);
      }
      return heard;
    },
    position: (nodes, node, other) => node.compareDocumentPosition(other) & ~6 || node.compareDocumentPosition(other),
    call: (nodes, node, method, ...values) => {
      const result = node[method](...values);
      return result instanceof Node ? nodes.indexOf(result) : (result ?? null);
    },
  };
  const state = (node) => {
    if (node.nodeType === 3 || node.nodeType === 8) return [node.nodeName, node.data];
    const children = [...node.childNodes].map(state);
    if (node.nodeType !== 1) return [node.nodeName, children];
    const attributes = [...node.attributes].filter((one) => one.name !== "style").map((one) => [one.name, one.value]);
    const styles = ["color", "margin-left", "display"].map((name) => node.style.getPropertyValue(name));
    const form = { input: ["value", "checked"], textarea: ["value"], select: ["value", "selectedIndex"], option: ["selected", "value"] };
    const control = (form[node.localName] ?? []).map((name) => node[name]);
    return [node.nodeName, attributes.sort(([a], [b]) => (a < b ? -1 : 1)), styles, control, children];
  };
  window.canonical = state;
  window.runNative = (programs) =>
    programs.map((program) => {
      const root = document.createElement("div");
      root.id = "root";
      document.querySelector("#root")?.remove();
      document.body.append(root);
      const nodes = [root];
      const steps = [];
      for (const [name, ...given] of program) {
        const values = given.map((value) => (value !== null && typeof value === "object" ? nodes[value.n] : value));
        let result;
        try {
          result = CALLS[name](nodes, ...values) ?? null;
        } catch (error) {
          steps.push(["error", error.name]);
          continue;
        }
        steps.push([result, nodes.filter((node) => !node.parentNode || node === root).map(state)]);
      }
      return steps;
    });
}
