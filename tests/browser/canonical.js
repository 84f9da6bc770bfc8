// The counterpart of domsync/testing/tree/canonical.py: the same form of a node, made in a browser.
window.canonical = (() => {
  const HTML = "http://www.w3.org/1999/xhtml";
  const PROPERTIES = {
    input: ["checked", "indeterminate", "value"],
    option: ["selected"],
    select: ["selectedIndex", "value"],
    textarea: ["value"],
  };

  // Python compares strings by code point, JavaScript by UTF-16 unit.
  const points = (text) => Array.from(text, (character) => character.codePointAt(0));
  const compare = (a, b) => {
    for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
  };
  const sorted = (rows, count) =>
    rows
      .map((row) => [row.slice(0, count).map(points), row])
      .sort(([a], [b]) => a.reduce((order, key, i) => order || compare(key, b[i]), 0))
      .map(([, row]) => row);

  const styles = (style) =>
    Array.from(style || [], (name) => [
      name,
      style.getPropertyValue(name) + (style.getPropertyPriority(name) && " !important"),
    ]);

  const canonical = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType === Node.COMMENT_NODE) return ["#comment", node.data];
    const namespace = node.namespaceURI || "";
    const name = node.prefix ? `${node.prefix}:${node.localName}` : node.localName;
    const attributes = Array.from(node.attributes, (a) => [a.namespaceURI || "", a.name, a.value]);
    const properties = (namespace === HTML && Object.hasOwn(PROPERTIES, name) && PROPERTIES[name]) || [];
    return [
      name,
      namespace === HTML ? "" : namespace,
      sorted(attributes.filter((a) => a[1] !== "style"), 2),
      sorted(styles(node.style), 1),
      properties.map((key) => [key, node[key]]),
      Array.from(node.childNodes, canonical),
    ];
  };
  return canonical;
})();
