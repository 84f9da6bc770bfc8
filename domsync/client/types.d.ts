// What the client's modules hold and do: their types and their documentation. It is for readers and for the type
// checker and never served, so that the modules stay within their budget (tests/architecture.py).
import type { DOC, ID, LAZY } from "./nodes.js";
import type { OP } from "./protocol.js";

declare global {
  interface Node {
    /** The node's number in the document that holds it; 0 when it has none any longer. */
    [ID]?: number;
    /** The document whose root this element is. */
    [DOC]?: Doc;
    /** The document and template of a copy whose inner nodes have no numbers and listeners yet. */
    [LAZY]?: [Doc, any] | null;
  }
  interface Event {
    /** Set when the event has been seen. */
    [ID]?: number;
  }
  interface Window {
    /** The page's own message handlers, by op; "*" is for the ops that have none. */
    HANDLERS: { [op: string]: (params: any, op: string) => any };
    /** Sends a message to the server's handlers of that op. */
    send_message(message: { op: string; [param: string]: any }): void;
  }

  /** An op, a frame, node data: what JSON.parse gave. */
  type Wire = any[];
  type Timer = number | undefined;
  /** What a control holds: text, a tick, the chosen values. */
  type Value = string | boolean | string[];
  /** A node that hears an event, and the fields that it wants of it. */
  type Hit = [id: number, payload?: { [field: string]: any }];
  /** A node on an event's way. */
  type Step = [id: number, node: any];
  /** Gives the number of the next new node, or the first of several that follow each other; 0: they do not. */
  type Next = (wanted?: number) => number;
  type OnOp = (doc: Doc, op: Wire) => void;

  // ---- nodes.js: the documents of the page, and what all modules share

  /** Throws an error that describes the problem, unless all is well. */
  type Need = (ok: any, problem: string) => void;
  type MakeDoc = (number: number, root: Element) => Doc;

  /** A document of the page: 0 is the session's own; shared ones are mounted on elements of it. */
  interface Doc {
    number: number;
    root: Element;
    /** The last frame; 0: none yet, -1: only a snapshot will do. */
    seq: number;
    /** A resync was asked for and has not come. */
    asked: boolean;
    nodes: Map<number, any>;
    /** By type and node; "!" + type is for events outside the node. */
    listeners: Map<string, Entries>;
    /** What TEMPLATE ops have told, by number. */
    templates: Map<number, Template>;
    /** The root's attributes that ops have set. */
    touched: Set<string>;
    /** Knows the nodes that are always there. */
    start(): void;
    /** Leaves nothing but the root, as it was. */
    clear(): void;
    /** The page shows this document no longer. */
    drop(): void;
    /** The node with a number; and with numbers for all that is in it, unless something light is to be done to it alone. */
    find(id: number, light?: boolean): any;
    /** The same; throws when there is none. */
    get(id: number, light?: boolean): any;
    add(node: Node, id: number): void;
    /** A subtree that has been removed has no numbers any longer. */
    forget(node: any): void;
    /** The same when there is time, after the page has been painted. */
    forgetLater(node: any): void;
  }

  /** What all modules know, and what index.js gives to those below it. */
  interface Page {
    docs: Map<number, Doc>;
    /** Subtrees to forget. */
    removed: [Doc, Node][];
    /** The last event that the server has handled. */
    acked: number;
    /** How often the user has changed a control. */
    entered: number;
    /** The tree is being changed: what happens now is not the user's doing. */
    quiet: boolean;
    /** What was wrong in the frame that is being applied, "" for nothing. */
    bad: string;
    /** The root element of document 0. */
    root: Element;
    locate: Apply["locate"];
    reveal: Apply["reveal"];
    listen: Events["listen"];
    unlisten: Events["unlisten"];
    setProperty: Inputs["setProperty"];
    /** Sends an event to the nodes that are hit, which are all that listen to it or not; returns its number. */
    emit(doc: Doc, target: number, type: string, hits: Hit[], all: boolean): number;
    /** Delivers a message of the server's to HANDLERS, and returns what the handler does; one that is called has to be. */
    message(op: string, params: any, call?: number): any;
    /** Tells the server the outcome of a method that it called. */
    result(doc: Doc, call: number, ok: boolean, value: any): void;
  }

  // ---- apply.js: turns ops and node data into DOM

  /** A node to be cloned, and what is to be filled in: holes are numbers of columns. */
  type Template = [node: any, spec: any];
  /** One op; the node is looked up already. A bad op throws. */
  type OnNode = (doc: Doc, node: any, ...args: any[]) => void;

  interface Apply {
    /** Throws for an attribute that could run code (PROMISES P2, P3), whatever let it pass before. Browsers pass over
     * tabs and line breaks in a URL, and over controls and blanks before it. SVG animates attributes. */
    check(element: Element, name: string, value: string): void;
    /** Sets an attribute. A bad one is left out and noted in `page.bad`; its element is made all the same. */
    attribute(doc: Doc, node: any, name: string, value: string, namespace?: string): void;
    /** Runs the page's own code now, and tells the server what it returns if that is wanted. */
    run(doc: Doc, call: number | undefined, code: () => any): void;
    /** Makes the element of node data. */
    element(data: Wire): Element;
    /** Makes and numbers a subtree. */
    node(doc: Doc, data: any, next: Next): Node;
    /** The original listens too, so that the page hears what the copies are to hear before they have numbers. */
    template(doc: Doc, data: any): Template;
    /** Makes copies of a template from `[-number, count, ...columns]`. A column is a list, one value for all rows, or the
     * first of consecutive numbers. Most nodes of most rows are never spoken of again: numbers and listeners are given to
     * them when one is, or when an event comes by (`reveal`). Templates with controls and the like do not wait. */
    copies(doc: Doc, data: Wire, next: Next): Node;
    /** The parts of a template and the nodes of a copy that they are. A node of another kind than the template's is a
     * browser extension's, which has put it in between or in the place of another. */
    match(node: any, spec: any): [any, any][];
    /** The node of a copy at a place in document order. */
    locate(node: any, spec: any, place: number): any;
    /** Gives a copy its numbers, listeners and lists of children. */
    number(doc: Doc, node: any, spec: any, next: Next, value?: any): void;
    /** Does so if it has waited. */
    reveal(node: any): void;
    /** Fills a copy in. */
    fill(doc: Doc, node: any, spec: any, value: (hole: number) => any): void;
    /** Gives out the numbers of an insertion: the first, or runs as first, count, first, count ... */
    numbers(ids: any): Next;
    /** The nodes that the page's HTML holds, without the comments that keep its texts apart. What follows "#" is another
     * document's. */
    found(parent: Node, nodes: any[]): any[];
    /** REMOVE does not count nodes without a number: they are a browser extension's. */
    ops: Record<keyof typeof OP, OnNode>;
  }

  // ---- events.js: hears the events of all nodes with few listeners of its own, and says what the server wants to know

  /** One listener of one node, with what its options have to remember. */
  interface Entry {
    /** Names and sources by turns. */
    fields: string[];
    flags: number;
    /** Milliseconds. */
    debounce: number;
    throttle: number;
    /** KeyboardEvent.key values; none: all. */
    keys: string[];
    timer?: Timer;
    /** What waits for the timer. */
    run?: (() => void) | null;
    /** The number of the event that was last sent. */
    sent?: number;
    /** What `page.entered` was then. */
    entered?: number;
  }
  /** The nodes that listen to one type of event in one document. */
  type Entries = Map<any, Entry> & {
    /** Whether one of them may prevent the default. */
    prevents?: number;
  };

  interface Events {
    /** What waits for a pause. */
    pausing: Set<Entry>;
    /** What a source names: a path that starts at the event ("currentTarget" is the listening node),
     * "touches:clientX,clientY" (parts of an object or a list), "@form", "@clipboard". */
    read(source: string, event: any, node?: any): any;
    /** The fields that a listener wants, undefined when it wants none. */
    payload(entry: Entry, event: any, node: any): Hit[1];
    /** A pause is over: sends what waited and returns it. */
    over(entry: Entry): any;
    /** Sends all that waits for a pause: FLUSH events must not overtake what was typed before them. */
    flush(): void;
    /** Calls `send` now or later. Of throttled events the first goes at once, and the last of those that follow when
     * the time is over; FAST events, which come faster than the screen shows them, are always throttled. */
    delay(entry: Entry, send: () => void): void;
    /** Tells those who listen on these steps; returns whether the event stops. `entries` are those of the event's type,
     * or those for events outside their node when `outside` is set. */
    tell(doc: Doc, entries: Entries | undefined, steps: Step[], event: any, outside?: boolean): boolean;
    /** Hears an event of the browser's, on its way up if it bubbles and else on its way down; finds its way through each
     * document, the inner ones first. */
    handle(event: any): void;
    /** Listens to an event of a node, in place of what was said of that event before. `listener` is as on the wire. One
     * that may prevent the default makes scrolling wait, so it takes the other's place only when it is needed. */
    listen(doc: Doc, node: any, type: string, listener?: Wire): void;
    unlisten(doc: Doc, node: any, type: string): void;
  }

  // ---- inputs.js: what the user typed belongs to the user, no older value of the server's replaces it

  /** An input (not for files), textarea or select. */
  type Control = any;

  interface Inputs {
    /** Controls changed since they were last told. */
    dirty: Set<Control>;
    /** The number of the event that told a control. */
    told: WeakMap<Control, number>;
    /** The control with an unfinished composition. */
    composing?: EventTarget | null;
    /** The control that holds more than can be sent. */
    refused?: Control;
    isControl(node: any): boolean;
    /** The name of the property that holds a control's value. */
    field(control: Control): "value" | "checked";
    valueOf(control: Control): Value;
    /** Whether the server has still to handle what told it. */
    isAhead(control: Control): boolean;
    /** The user has changed it. */
    mark(node: any): void;
    /** Follows what the user does from now on. The controls of a form change after its reset event. */
    watch(): void;
    /** Sets a property as the server wants it, unless the user was quicker. Only some inputs have a caret to keep. */
    setProperty(node: any, name: string, value: any): void;
    /** Where a place in one text is in another: both ends stay as far as they are alike, whatever the case. */
    caretMap(from: string, to: string): (place: number) => number;
    /** The controls of a document that the server has not been told. */
    changed(doc: Doc): Control[];
    /** The same, as they are told. */
    unsent(doc: Doc): [number, Value][];
    /** Takes what an event has to tell beside its payloads, and the controls that are told by both. */
    take(doc: Doc, hits: Hit[]): [[number, Value][], Control[]];
    /** They were told by event `n`; 0: by none, -1: it was too long. */
    sent(controls: Control[], n: number): void;
    /** The server has forgotten what it was told. */
    forgotten(): void;
    /** Keeps what the user did to a document that is built anew; the result puts it back. After a new start of the server
     * a number may be another node's. */
    keep(doc: Doc): () => void;
  }

  // ---- socket.js: the connection; what was not handled is sent again, and its number keeps it from being run twice

  /** JSON with U+FFFD for lone halves of surrogate pairs, the only thing that JSON.stringify writes as \ud... */
  type Encode = (value: any, replacer?: (key: string, value: any) => any) => string;
  type Connect = (driver: Driver) => Socket;

  interface Socket {
    open(): void;
    /** Watches over the silence. */
    pulse(): void;
    /** The reason may be within how many milliseconds the server wants to see its pages again. An event that it could not
     * take is not sent again. */
    closed(code: number, reason: string): void;
    receive(frame: Wire): void;
    /** Events up to `n` need not be sent again. */
    settle(n: number): void;
    /** If it is another session, what was meant for the old one is void. */
    welcome(session: { token: string; received: number; resumed: boolean }): void;
    /** Sends `[0, ...parts]` if there is a connection. */
    control(...parts: Wire): void;
    /** Numbers and sends `[n, ...parts]`, now or when there is a connection; 0: too much waits already, -1: too long. */
    event(parts: Wire): number;
    /** Tells the server before long what has arrived. */
    acknowledge(number: number): void;
    /** The page can be seen, or there is a network again. A connection that looks alive has five seconds to show it. */
    wake(): void;
  }

  // ---- index.js: starts the page; the element with data-domsync='{"url": ..., "token": ...}' is the root of document 0

  type Start = (root: HTMLElement) => void;

  /** What index.js gives to the connection. */
  interface Driver {
    url: string;
    /** Takes up the session that the server made with the page. */
    token?: string;
    /** The longest message that the server takes, in bytes. */
    max: number;
    /** What the controls of the page's own document hold that the server has not been told. */
    unsent(): [number, Value][];
    /** The server knows nothing of what the page did before. */
    forgotten(): void;
    /** Shows a text; "" hides it. */
    notice(text: string): void;
    /** What there is to say of the connection, a key of TEXTS; "" for nothing. */
    status(state: string): void;
    go(where: { url: string; replace?: boolean }): void;
    /** Asks for a snapshot, once. */
    resync(doc: Doc): void;
    /** A frame of a document; from 2 ** 30 on there are messages and no tree. What is bad in a snapshot would come again:
     * the rest of it has to do. */
    frame(frame: Wire): void;
  }
}
export {};
