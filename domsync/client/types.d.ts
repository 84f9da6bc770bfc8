// The types that the client's modules share.
import type { DOC, ID, LAZY, LOST } from "./nodes.js";
import type { OP } from "./protocol.js";

declare global {
  interface Node {
    /** The node's number in its document; 0 if it no longer has one. */
    [ID]?: number;
    /** The document whose root this element is. */
    [DOC]?: Doc;
    /** The document and template of a copy whose inner nodes have no numbers and listeners yet. */
    [LAZY]?: [Doc, Shape] | null;
    /** The children that others have taken out of the node, and the place from which they have taken the node
     * itself. */
    [LOST]?: Lost;
  }
  interface Event {
    /** Set when the event has been seen. */
    [ID]?: number;
  }
  interface Window {
    /** The page's own message handlers, by op; "*" handles the ops without one. */
    HANDLERS: { [op: string]: (params: any, op: string) => any };
    /** Sends a message to the server's handlers for its op. */
    send_message(message: { op: string; [param: string]: unknown }): void;
  }

  /** An op, a frame or node data, as JSON.parse returns it. */
  type Wire = any[];
  type Timer = number | undefined;
  /** What a control holds: its text, whether it is checked, or the chosen values. */
  type Value = any;
  /** A node that hears an event, and the fields of the event that its listener asks for. */
  type Hit = [id: number, payload?: { [field: string]: unknown }];
  /** A node on the path of an event. */
  type Step = [id: number, node: any];
  /** Gives out the next number, or the first of `wanted` consecutive ones; 0 if the next numbers are not
   * consecutive. */
  type Next = (wanted?: number) => number;
  type OnOp = (doc: Doc, op: Wire) => void;

  // ---- nodes.js: the documents of the page, and the data that all modules share

  /** Throws an error with the problem, unless `ok`. */
  type Need = (ok: unknown, problem: string) => void;
  type MakeDoc = (number: number, root: Element) => Doc;

  /** A document of the page. Number 0 is the session's own; shared ones are mounted on elements of it. */
  interface Doc {
    number: number;
    root: Element;
    /** The number of the last frame; 0: none has come yet, -1: only a snapshot can follow. */
    seq: number;
    /** A snapshot was asked for and has not come. */
    asked: boolean;
    nodes: Map<number, any>;
    /** By type and node; "!" + type is for events outside the node. */
    listeners: Map<string, Entries>;
    /** The templates of TEMPLATE ops, by number. */
    templates: Map<number, Template>;
    /** The names of the root's attributes that ops have set. */
    touched: Set<string>;
    /** Registers the nodes that always exist. */
    start(): void;
    /** Removes all nodes but the root, and the root's attributes that ops have set. */
    clear(): void;
    /** Removes the document from the page. */
    drop(): void;
    /** Finds a node. If it is in a template's copy without numbers, numbers that, unless `light`: the op changes
     * only it. */
    find(id: number, light?: boolean): any;
    /** As `find`, but throws if there is no such node. */
    get(id: number, light?: boolean): any;
    add(node: Node, id: number): void;
    /** Takes the numbers and listeners from a subtree that was removed. */
    forget(node: any): void;
    /** Does so later, when the page has been painted. */
    forgetLater(node: Node): void;
  }

  /** The data that all modules share, and functions of modules that others cannot import. */
  interface Page {
    docs: Map<number, Doc>;
    /** The texts that the client shows, by key. For missing ones, its modules have an English text. */
    words: { [name: string]: string };
    /** Subtrees to forget. */
    removed: [Doc, Node][];
    /** The number of the last event that the server has handled. */
    acked: number;
    /** The numbers of handled events whose handlers are still running. */
    working: number[];
    /** True if the server has not answered event `n` completely yet. */
    isOpen(n: number): boolean;
    /** Functions that are called after each frame from the server. */
    settled: Set<(driver: Driver) => void>;
    /** The number of changes of controls so far. */
    entered: number;
    /** The client is changing the tree: events that occur now are not the user's doing. */
    quiet: boolean;
    /** The first problem in the frame that is being applied; "" for none. */
    bad: string;
    /** The root element of document 0. */
    root: HTMLElement;
    /** The number of the frame that is being applied. */
    seq: number;
    /** Some document was built from a later snapshot than the first: its controls show what was set before. */
    isLate: boolean;
    /** The length of the longest message that the server accepts, in bytes. */
    max: number;
    /** True if a node is a control that the user types into. */
    isTyped(node: Node): boolean;
    /** The bytes of the last binary frame. */
    bytes?: ArrayBuffer;
    /** Handlers of other control frames from the server, by kind: set by modules that few pages load. */
    controls: Map<number, (told: any) => void>;
    /** The connection, once the server has welcomed it, or null. */
    line(): WebSocket | null;
    /** True if events wait for their acknowledgement. */
    waits(): boolean;
    control: SendControl;
    /** Some element has the attribute `autofocus`. */
    hasAutofocus?: boolean;
    /** The state that the browser changes by itself; set by extra/states.js. */
    states?: States;
    /** Calls a function when extra/states.js is loaded. */
    needStates(run: () => void): void;
    /** Applies a frame, now or during a view transition; set by extra/navigate.js. */
    hold?(frame: Wire, take: TakeFrame): void;
    locate(node: Node, shape: Shape, place: number): Node | null | undefined;
    reveal(node: Node | undefined): void;
    after: Foreign["after"];
    heal: Foreign["heal"];
    // Set by extra/act.js:
    /** Runs a listener's instant actions; returns true if the event's propagation stops. */
    react(entry: Entry, event: Event, node: Node): any;
    /** Runs those actions whose effect is undone when the server has answered event `n`. */
    lend(entry: Entry, event: Event, node: Node, n: number): unknown;
    /** Applies what actions have changed again, after an op has set or removed the attribute. */
    overlay?(element: Element, name: string): void;
    /** Marks the nodes that have heard event `n`, which is not answered yet; set by extra/pending.js. */
    pend(n: number, hits: [Hit, Entry, unknown][]): unknown;
    /** The question to the user before the page is left; set by extra/browser.js. */
    guard?: string;
    /** The changes by actions that were not reported to the server yet. */
    changed?(doc: Doc): [id: number, slot: string, value: ChangeValue][];
    /** Notes that they were reported with event `n`; if `n` is not above 0, they were not. */
    changesSent?(n: number): void;
    listen: Events["listen"];
    unlisten: Events["unlisten"];
    setProperty: Inputs["setProperty"];
    /** Sends an event to the server, with the nodes that hear it; `all` if no other nodes listen. Returns its
     * number. */
    emit(doc: Doc, target: number, type: string, hits: Hit[], all: boolean): number;
    /** Passes a message from the server to HANDLERS and returns the handler's result. A call must have a handler. */
    message(op: string, params: any, call?: number): unknown;
    /** Sends the server the result of its call. */
    result(doc: Doc, call: number, ok: boolean, value: unknown): void;
  }

  // ---- apply/: applies ops and node data to the DOM

  /** `[tag, children, attributes, own ops, namespace]`: see docs/reference/protocol.md. */
  type ElementData = [tag: string, children?: Wire | 0, attributes?: Wire | 0, own?: Wire[] | 0, namespace?: number | string];
  /** Applies an op to a node; throws if the op is invalid. */
  type OnNode = (doc: Doc, node: any, ...args: any[]) => unknown;
  /** Makes and numbers what node data describes. */
  type CreateNode = (doc: Doc, data: any, next: Next) => Node;
  /** A node to be cloned, and the shape with its holes. */
  type Template = [node: Node, shape: Shape];

  /** The structure of a template's node. A hole is the number of a column. */
  interface Shape {
    /** Its nodeName. */
    name: string;
    /** The number of its nodes, itself included. */
    size: number;
    /** The shapes of its children. */
    parts: Shape[];
    /** Its copies are numbered at once. */
    eager?: boolean;
    /** There are holes in it or below it. */
    open?: boolean;
    /** The parts from this index on have no holes. */
    reach?: number;
    /** The hole for a text. */
    text?: number;
    /** The holes for attributes. */
    holes?: [name: string, hole: number][];
    /** The hole for a list of children. */
    list?: number;
    own?: Wire[] | 0;
  }

  // ---- foreign.js: changes to the page by others

  interface Lost {
    /** The children that were taken out, in that order. */
    children: Node[];
    from?: {
      parent: Node;
      next: Node | null;
      /** The nodes that were put in its place. */
      standIns: Node[];
      /** The former content of a text that is still there, but was split or joined with another. */
      text?: string;
    };
  }

  /** Finds a parent's own nodes among its children in the first page; throws if they cannot be told from others. */
  type Fit = (
    parent: Node,
    children: Node[],
    /** The parent's place in document order. */
    at: number,
    shape: { items: string[]; kinds: string[]; kindOf(node: Node): string; childrenOf(parent: Node): Node[] },
  ) => Node[];

  interface Foreign {
    /** Calls a function when extra/heal.js is loaded. */
    need(run: () => void): void;
    /** Calls a function when the changes by others so far are noted. */
    after(run: () => void): void;
    /** Calls a function when extra/heal.js is loaded; messages and events wait until then. */
    retry(run: () => void): void;
    /** The first page was adopted, or this was tried without success. */
    isTried?: boolean;
    /** For a first page that others have changed; set by extra/heal.js. */
    fit?: Fit;
    note(records: MutationRecord[]): void;
    watch(root: Element): void;
    /** Notes the changes by others. */
    look(records?: MutationRecord[]): void;
    /** Ignores the changes so far, which are the client's own. */
    ignore(): void;
    /** Puts all nodes back that belong into a parent. */
    settle(parent: Node): void;
    /** Puts a node back that is not in the page, or not in its place. */
    heal(node: Node): void;
  }

  // ---- extra/states.js: state that the browser changes by itself

  interface States {
    /** Notes that an element's state may have changed. For the root, reports the changes so far. */
    note(target: any): void;
    /** Leaves out the elements that the server has just opened or closed. */
    ignore(): void;
    /** Adds functions to `kept` that restore, after a snapshot, what no snapshot contains. */
    keep(doc: Doc, kept: (() => void)[]): void;
    /** Returns the states to report with the next event; if `isTold`, they are not reported again. */
    take(doc: Doc, isTold: boolean): [id: number, state: unknown][];
  }

  // ---- events.js: hears the events of all nodes with few listeners of its own, and sends what the server asks for

  /** One listener of one node, with the state that its options need. */
  interface Entry {
    /** Names and sources of fields, alternately. */
    fields: string[];
    flags: number;
    /** Milliseconds. */
    debounce: number;
    throttle: number;
    /** Key names as in KeyboardEvent.key, with modifiers; empty for all keys. */
    keys: string[];
    /** Instant actions, which the browser runs by itself: `[flags, keys, actions]`. */
    reactions?: Wire[];
    timer?: Timer;
    /** The function that waits for the timer. */
    run?: (() => void) | null;
    /** The number of the event that was last sent. */
    sent?: number;
    /** The value of `page.entered` at that time. */
    entered?: number;
  }
  /** The nodes that listen to one type of event in one document. */
  type Entries = Map<any, Entry> & {
    /** Not 0 if one of them may prevent the default. */
    prevents?: number;
  };

  interface Events {
    /** The listeners with an event that waits for a timer. */
    pausing: Set<Entry>;
    /** Reads the value of a source: a path that starts at the event ("currentTarget" is the listening node),
     * "touches:clientX,clientY" (parts of an object or a list), "@form", "@keys" or "@clipboard". */
    read(source: string, event: any, node?: Node): unknown;
    /** Returns the fields that a listener asks for; undefined if it asks for none. */
    payload(entry: Entry, event: Event, node: Node): Hit[1];
    /** The keys of the current listener that the event matches. */
    pressed: string[];
    keys(entry: { keys: string[] }, event: any): string[];
    isLeft(entry: { flags: number }, event: any): number;
    /** Sends the event that waits for a listener's timer, if there is one; returns its function. */
    over(entry: Entry): unknown;
    /** Sends all events that wait for timers: FLUSH events must not overtake what was typed before them. */
    flush(): void;
    /** Calls `send` now or later. Of throttled events the first goes at once, and the last of those that follow when
     * the time is over; FAST events, which come faster than the screen shows them, are always throttled. */
    delay(entry: Entry, send: () => void): void;
    /** Collects the listeners on these steps that hear the event, the number of all that listen there, and whether its
     * propagation stops. */
    collect(
      entries: Entries | undefined,
      steps: Step[],
      event: any,
      outside?: boolean,
    ): { hits: [Hit, Entry, any][]; count: number; stop: boolean };
    /** Sends an event for the listeners on these steps; returns true if its propagation stops. `entries` are the
     * listeners to the event's type, or with `outside` those to such events outside their node. */
    tell(doc: Doc, entries: Entries | undefined, steps: Step[], event: Event, outside?: boolean): boolean;
    /** Hears an event in the bubbling phase if it bubbles, otherwise in the capturing phase, and follows it when the
     * modules are loaded that it needs. */
    handle(event: any): void;
    /** Follows an event's path through each document, the inner ones first. */
    follow(event: Event, path: any[]): void;
    /** Listens to a type of event at a node, in place of the node's earlier listener. `listener` is as on the wire.
     * A listener that may prevent the default delays scrolling, so the browser gets a passive one as long as that will
     * do. */
    listen(doc: Doc, node: any, type: string, listener?: Wire): void;
    unlisten(doc: Doc, node: Node, type: string): void;
  }

  // ---- extra/act.js: actions that the browser runs by itself

  /** An attribute's value, null for none; for a class, true if it is set. */
  type ChangeValue = string | boolean | null;

  /** Changes that are undone when an event is answered. */
  interface Loan {
    /** The event's number. */
    n: number;
    isOver: boolean;
    /** The element that had the focus and was disabled. */
    focused?: HTMLElement;
  }

  /** The changes of one attribute or class of an element by actions. */
  interface Change {
    /** The element's number in the page's own document, 0 if it is not in it. */
    id: number;
    /** Its nodeName. */
    name: string;
    /** The server's value. */
    base: ChangeValue;
    /** The lasting change; `n` is the event that reported it: 0 for none yet, -1 if none will. */
    kept?: { value: ChangeValue; n: number };
    /** The changes that will be undone, the newest last. */
    lent: Map<Loan, ChangeValue>;
  }

  // ---- extra/operational_transform.js: edits of a text

  /** A positive number skips so many UTF-16 code units, a negative number deletes so many, and a string is inserted. */
  type Edit = any[];

  interface Edits {
    /** Adds a part; one that changes nothing is left out, and adjacent parts of the same kind are joined. */
    add(edit: Edit, part: any): void;
    /** Transforms two edits of the same text, each to follow the other. If both insert at one place, the first one's
     * text comes first. */
    transform(first: Edit, second: Edit): Edit[];
    apply(text: string, edit: Edit): string;
    /** The edit that turns one text into another: how much to skip, how much to delete (0 or below), what to insert.
     * `caret` is the caret's place in the second text: of equal letters, the typed one is the one before it. Surrogate
     * pairs are not split. */
    between(from: string, to: string, caret?: number): [number, number, any];
  }

  // ---- inputs.js: the values of controls

  /** An input (not for files), textarea or select. */
  type Control = any;
  /** What the client knows about a control. */
  interface State {
    /** The server's value: as of the last event that it has handled, or as it has set it since. */
    view: Value;
    /** Values sent since, by events that the server has not handled yet; `base` is the text sent before. */
    told: { n: number; value: unknown; base: string | null }[];
    /** Texts from the server that cannot be shown now: each with the last event that it had handled, and its frame. */
    late: [string, number, number][];
    /** The number of the event that last sent the value. */
    n: number;
    /** The number of the frame that last set it. */
    seq: number;
    /** It was set since it was last sent. */
    isFresh: boolean;
    /** The text that was sent last, if the next one can be sent as an edit of it. */
    base: string | null;
  }

  /** Nodes with their numbers, and the element that had the focus, if it may be among them. */
  type Held = [nodes: Iterable<[number, Control]>, focused?: Element | null];

  interface Inputs {
    /** Controls that were changed since their values were last sent. */
    dirty: Set<Control>;
    /** Controls that were changed before the first frame. */
    early: Set<Control>;
    states: WeakMap<Control, State>;
    /** The control with an unfinished composition. */
    composing?: EventTarget | null;
    /** The control whose value is too long to be sent. */
    refused?: Control;
    /** The server has started a new session for the page. */
    isAnew?: boolean;
    same(one: Value, other: Value): boolean;
    isControl(node: any): boolean;
    /** True if the user types into the control; others are clicked, chosen or dragged. */
    isTyped(control: Control): boolean;
    /** The name of the property that holds a control's value. */
    field(control: Control): "value" | "checked";
    valueOf(control: Control): Value;
    /** The controls of the page. */
    all(): Control[];
    /** Calls a function when extra/merge.js is loaded: at once, if it already is. */
    need(run?: () => void): void;
    /** The value of a control that nobody has changed. */
    initial(control: Control): Value;
    /** Returns what is known about a control; `view` is the server's value, by default the initial one. */
    of(control: Control, view?: Value): State;
    /** Notes that the user has changed a control. */
    mark(node: Node): void;
    /** Listens to the user's changes from now on. */
    watch(): void;
    /** Reports early changes, once the first frames are applied. */
    started(): void;
    /** Sets a property for the server. */
    setProperty(node: any, name: string, value: any): void;
    /** The controls of a document with changes that the server does not know. */
    waiting(doc: Doc): Control[];
    /** Takes the values that event `n` reports besides its payloads, and the controls that it reports in either way. */
    take(doc: Doc, hits: Hit[], n: number): [Wire[], Control[]];
    /** Notes that the controls were reported by event `n`; 0 or below: they were not. */
    sent(controls: Control[], n: number): void;
    /** Marks what was entered as changed again, for a new session. */
    forgotten(): void;
    /** Keeps the user's state in a document that is built again; the result restores it. After a restart of the
     * server, a number may belong to another node. */
    keep(doc: Doc): () => void;
    /** The nodes whose state is kept. Shared documents are removed with the page around them and sent again after
     * it. */
    held(doc: Doc, kept: (() => void)[]): Held[0];
    /** Called when all of that is restored: a new session's handlers hear of it. */
    restored(): void;
    /** Shows the server's value as soon as possible. */
    show(control: Control): void;
    /** Dispatches the events of a change that no event has reported. */
    hear(control: Control, before?: Value): void;
    /** Puts what the user has entered into the control that has replaced another one. */
    refill(control: Control, me: State, value: Value, seq: number): void;
    /** Called when the user begins to edit an element, or has begun while extra/merge.js was loading; `before` is the
     * element's text at that time. */
    begun(target: HTMLElement | null, before?: string): void;
    /** Returns what is sent to the server for a control: its value, or an edit of the value sent before. */
    tell(control: Control, me: State, value: any, doc: Doc, n: number): Wire;
  }

  // ---- banner.js: the state of the connection, for the user

  /** Shows a text; "" hides it. */
  type Notice = (text?: string) => void;
  /** Shows the text for a state of the connection, a key of `page.words`; "" for none. */
  type ShowStatus = (state: string) => void;

  // ---- socket.js: the connection; events that were not handled are sent again, and their numbers keep them from being
  // handled twice

  /** JSON with U+FFFD for lone surrogates, the only characters that JSON.stringify writes as \ud... */
  type Encode = (value: unknown) => string;

  /** What index.js passes to `connect`. */
  interface Driver {
    url: string;
    /** Identifies the session that the server made with the page. */
    token?: string;
    /** Called when the session is resumed: reports what no event has reported. */
    resumed(): void;
    frame: TakeFrame;
  }

  type Connect = (driver: Driver) => void;
  /** Sends `[0, ...parts]` if there is a connection; a report waits for one. */
  type SendControl = (...parts: Wire) => void;
  /** The number of the next event with this key: that of the newest event, if it has the same key and was not sent
   * yet. */
  type NextEvent = (key: string) => number;
  /** Numbers and sends `[n, ...parts]`, now or when there is a connection. Replaces the newest event if that has the
   * same key and was not sent yet. Returns the number; 0 if too much is waiting, -1 if the event is too long. */
  type SendEvent = (parts: Wire, key?: string) => number;
  /** Tells the server, after a while, which frames have arrived. */
  type Acknowledge = (number: number) => void;
  type Closed = (code: number, reason: string) => void;
  type Welcome = (session: { token: string; received: number; resumed: boolean; max?: number }) => void;
  type Phase = "NEW" | "CONNECTING" | "OPEN" | "DETACHED" | "LEAVING" | "CLOSED";

  // ---- frames.js: changes from the server

  /** Applies a frame of a document; documents from number 2 ** 30 on have messages and no tree. After a bad op, a
   * snapshot is asked for, but not if the frame was one: it would have the same op. Throws for a first page that others
   * have changed, until extra/heal.js is loaded. */
  type TakeFrame = (frame: Wire) => void;

  // ---- index.js: starts the page; the element with data-domsync='{"url": ..., "token": ...}' is the root of document 0

  type Start = (root: HTMLElement) => void;
  /** Listens to what the browser opens, plays and scrolls; the result notes it for an event's target. */
  type LoadStates = (main: Doc) => (event: Event) => void;
  type TellMissed = (noteState: (event: any) => void) => void;
}
export {};
