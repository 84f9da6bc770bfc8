// The DOM's methods and properties as functions of the node.
//
// A page's elements may have any name and id, and some hide members: with <form><input name="insertBefore"></form>,
// form.insertBefore is the input, and <img name="createElement"> hides document.createElement. The client therefore
// takes what it needs from the prototypes, once, before it makes a page's first node.

const { call } = Function.prototype;

/** @type {(prototype: any, name: string) => any} */
const method = (prototype, name) => call.bind(prototype[name]);
/** @type {(prototype: unknown, name: string) => any} */
const getter = (prototype, name) => {
  const { get } = /** @type {any} */ (Object.getOwnPropertyDescriptor(prototype, name));
  return call.bind(get);
};

const node = Node.prototype;
const element = Element.prototype;

/** @type {(node: Node) => ParentNode & Node | null} */
export const parentOf = getter(node, "parentNode");
/** Returns the node that holds a node's children: for a template, its fragment. @type {(node: Node) => unknown} */
export const contentOf = (node) => (node instanceof HTMLTemplateElement ? node.content : node);
const firstOf = getter(node, "firstChild");
/** @type {(node: Node) => ChildNode | null} */
export const firstChildOf = (node) => firstOf(contentOf(node));
/** @type {(node: Node) => ChildNode | null} */
export const nextSiblingOf = getter(node, "nextSibling");
/** @type {(node: Node) => ChildNode | null} */
export const previousSiblingOf = getter(node, "previousSibling");
const listOf = getter(node, "childNodes");
/** @type {(node: Node) => NodeListOf<ChildNode>} */
export const childNodesOf = (node) => listOf(contentOf(node));
/** @type {(node: Node) => number} */
export const nodeTypeOf = getter(node, "nodeType");
/** @type {(node: Node) => string} */
export const nodeNameOf = getter(node, "nodeName");
/** @type {(node: Node) => boolean} */
export const isConnected = getter(node, "isConnected");
/** @type {(node: Node, other: unknown) => boolean} */
export const contains = method(node, "contains");
/** @type {<T extends Node>(parent: any, child: T, before?: Node | null) => T} */
export const insertBefore = (parent, child, before = null) => insert(contentOf(parent), child, before);
const insert = method(node, "insertBefore");
/** @type {(parent: unknown, child: Node) => void} */
export const removeChild = method(node, "removeChild");
/** @type {<T extends Node>(node: T, deep: boolean) => T} */
export const cloneNode = method(node, "cloneNode");

/** @type {(element: Element) => string} */
export const localNameOf = getter(element, "localName");
/** @type {(element: Element, name: string, value: string) => void} */
export const setAttribute = method(element, "setAttribute");
/** @type {(element: Element, namespace: string, name: string, value: string) => void} */
export const setAttributeNS = method(element, "setAttributeNS");
/** @type {(element: Element, name: string) => void} */
export const removeAttribute = method(element, "removeAttribute");
const replaceIn = method(element, "replaceChildren");
/** @type {(parent: any, ...nodes: Node[]) => void} */
export const replaceChildren = (parent, ...nodes) => {
  const place = contentOf(parent);
  if (place instanceof DocumentFragment) place.replaceChildren(...nodes);
  else replaceIn(place, ...nodes);
};
/** @type {(element: Element, selectors: string) => Element | null} */
export const closest = method(element, "closest");

/** Resets the controls of a form to their defaults. @type {(form: Element) => void} */
export const reset = method(HTMLFormElement.prototype, "reset");

/** @type {(target: EventTarget, type: string, listener: (event: Event) => void, options?: AddEventListenerOptions | boolean) => void} */
export const addListener = method(EventTarget.prototype, "addEventListener");
/** @type {(target: EventTarget, type: string, listener: (event: Event) => void, isCapture?: boolean) => void} */
export const removeListener = method(EventTarget.prototype, "removeEventListener");

/** @type {(object: unknown) => boolean} */
const hasNames = (object) => object instanceof HTMLFormElement || object === document;

/**
 * Reads a property; of a form or the document, their own one, even if an element in them has its name.
 *
 * @type {(object: any, name: string) => any}
 */
export const read = (object, name) =>
  hasNames(object) ? Reflect.get(Object.getPrototypeOf(object), name, object) : object?.[name];

/**
 * Writes a property in the same way.
 *
 * @type {(object: any, name: string, value: unknown) => void}
 */
export const write = (object, name, value) => {
  if (hasNames(object)) Reflect.set(Object.getPrototypeOf(object), name, value, object);
  else object[name] = value;
};

export const createElement = Document.prototype.createElement.bind(document);
export const createElementNS = Document.prototype.createElementNS.bind(document);
export const createText = Document.prototype.createTextNode.bind(document);
export const createComment = Document.prototype.createComment.bind(document);
export const createFragment = Document.prototype.createDocumentFragment.bind(document);
/** @type {() => any} */
export const activeElement = () => read(document, "activeElement");
