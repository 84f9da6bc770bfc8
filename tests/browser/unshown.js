// Runs programs on documents that no page shows, in the browser's own DOM; tests/programs/unshown.py makes them.
window.runUnshown = (programs) => programs.map((program) => {
  const html = document.implementation.createHTMLDocument("t");
  const xml = document.implementation.createDocument("urn:n", "r");
  const title = html.querySelector("title");
  const nodes = [html, xml, html.doctype, html.documentElement, html.head, html.body, title, title.firstChild];
  nodes.push(xml.documentElement);
  const walks = [], attributes = [];
  const number = (node) => nodes.indexOf(node);
  const attr = (one) => [one.name, one.prefix, one.namespaceURI, one.value, number(one.ownerElement)];
  const shown = (result) =>
    result instanceof Attr ? attr(result) : result instanceof Node ? ["node", number(result)] : (result ?? null);
  const described = (node) => {
    const form = [number(node), node.nodeName, number(node.ownerDocument)];
    if ([3, 4, 7, 8].includes(node.nodeType)) return [...form, node.data];
    if (node.nodeType === 1) {
      const named = [...node.attributes].map((one) => [one.name, one.namespaceURI ?? "", one.localName, one.value]);
      named.sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1));
      form.push(node.namespaceURI, node.prefix, node.localName, named);
    }
    return [...form, [...node.childNodes].map(described)];
  };
  const state = () => [
    nodes.filter((node) => !node.parentNode).map(described),
    walks.map((walk) =>
      walk instanceof NodeIterator
        ? [number(walk.referenceNode), walk.pointerBeforeReferenceNode]
        : [number(walk.currentNode)],
    ),
    attributes.map((one) => [...attr(one), number(one.ownerDocument)]),
  ];
  const CALLS = {
    make: (maker, method, ...values) => void nodes.push(maker[method](...values)),
    doctype: (owner, name, publicId) => void nodes.push(owner.implementation.createDocumentType(name, publicId, "")),
    call: (node, method, ...values) => node[method](...values),
    set: (node, name, value) => void (node[name] = value),
    get: (node, name) => node[name],
    position: (node, other) => {
      const position = node.compareDocumentPosition(other);
      return position & 1 ? position & ~6 : position;
    },
    list: (node, method, ...values) => [...node[method](...values)].map(number),
    get_attr: (element, name) => element.getAttributeNode(name),
    make_attr: (owner, namespace, name, value) => {
      const made = owner.createAttributeNS(namespace, name);
      made.value = value;
      attributes.push(made);
    },
    set_attr: (element, index) => element.setAttributeNode(attributes[index]),
    remove_attr: (element, index) => element.removeAttributeNode(attributes[index]),
    attr_value: (index, value) => void (attributes[index].value = value),
    walk: (kind, root, kinds, among) => {
      const answer = (node) => [1, 3, 2][(node.nodeName.length + node.nodeType) % among % 3];
      walks.push(html[kind](root, kinds, among ? answer : null));
    },
    step: (index, method) => walks[index][method](),
    go: (index, node) => void (walks[index].currentNode = node),
  };
  return program.map(([name, ...given]) => {
    const values = given.map((value) => (value !== null && typeof value === "object" ? nodes[value.n] : value));
    try {
      const result = CALLS[name](...values);
      return [shown(result), state()];
    } catch (error) {
      return ["error", error.name];
    }
  });
});
