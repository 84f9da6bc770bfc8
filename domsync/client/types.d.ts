// The types that the client's modules share.
import type { DOC, ID, LAZY, LOST } from "./nodes.js";
import type { OP } from "./protocol.js";

declare global {
  interface Node {
    /** The node's number in the document that holds it; 0 when it has none any longer. */
    [ID]?: number;
    /** The document whose root this element is. */
    [DOC]?: Doc;
    /** The document and template of a copy whose inner nodes have no numbers and listeners yet. */
    [LAZY]?: [Doc, Shape] | null;
    /** What others have taken out of it, and where they have taken it from. */
    [LOST]?: Lost;
  }
  interface Event {
    /** Set when the event has been seen. */
    [ID]?: number;
  }
  interface Window {
    /** The page's own message handlers, by op; "*" is for the ops that have none. */
    HANDLERS: { [op: string]: (params: any, op: string) => any };
    /** Sends a message to the server's handlers of that op. */
    send_message(message: { op: string; [param: string]: unknown }): void;
  }

  /** An op, a frame, node data: what JSON.parse gave. */
  type Wire = any[];
  type Timer = number | undefined;
  /** What a control holds: text, a tick, the chosen values. */
  type Value = any;
  /** A node that hears an event, and the fields that it wants of it. */
  type Hit = [id: number, payload?: { [field: string]: unknown }];
  /** A node on an event's way. */
  type Step = [id: number, node: any];
  /** Gives the number of the next new node, or the first of several that follow each other; 0: they do not. */
  type Next = (wanted?: number) => number;
  type OnOp = (doc: Doc, op: Wire) => void;

  // ---- nodes.js: the documents of the page, and what all modules share

  /** Throws an error that describes the problem, unless all is well. */
  type Need = (ok: unknown, problem: string) => void;
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
    forgetLater(node: Node): void;
  }

  /** What all modules know, and what index.js gives to those below it. */
  interface Page {
    docs: Map<number, Doc>;
    /** What the client says, by what it is called here: what is missing, its modules know in English. */
    words: { [name: string]: string };
    /** Subtrees to forget. */
    removed: [Doc, Node][];
    /** The last event that the server has handled. */
    acked: number;
    /** Those that it has begun to handle, and that go on. */
    working: number[];
    /** Whether the server has still to answer an event. */
    isOpen(n: number): boolean;
    /** Are called when something has come from the server. */
    settled: Set<(driver: Driver) => void>;
    /** How often the user has changed a control. */
    entered: number;
    /** The tree is being changed: what happens now is not the user's doing. */
    quiet: boolean;
    /** What was wrong in the frame that is being applied, "" for nothing. */
    bad: string;
    /** The root element of document 0. */
    root: HTMLElement;
    /** The frame that is being applied. */
    seq: number;
    /** Some document was built when it had a history already: its controls show what was set by then. */
    isLate: boolean;
    /** The longest message that the server takes, in bytes. */
    max: number;
    /** Whether a node is a control that the user types into. */
    isTyped(node: Node): boolean;
    /** The bytes of the last binary frame. */
    bytes?: ArrayBuffer;
    /** What takes further control frames of the server's, by their kind: modules that few pages load. */
    controls: Map<number, (told: any) => void>;
    /** The connection, once the server has welcomed it; null without one. */
    line(): WebSocket | null;
    /** Whether events wait for their acknowledgement. */
    waits(): boolean;
    control: SendControl;
    /** Some element has the attribute `autofocus`. */
    hasAutofocus?: boolean;
    /** What the browser has changed by itself, once the page has something of that kind. */
    states?: States;
    /** Calls a function when what watches these is loaded. */
    needStates(run: () => void): void;
    /** Has a frame applied, now or later, where pages change with a transition. */
    hold?(frame: Wire, take: TakeFrame): void;
    locate(node: Node, shape: Shape, place: number): Node | null | undefined;
    reveal(node: Node | undefined): void;
    after: Foreign["after"];
    heal: Foreign["heal"];
    // What extra/act.js fills in:
    /** Runs what a listener does at once; returns whether the event stops. */
    react(entry: Entry, event: Event, node: Node): any;
    /** The same for what is undone when the server has answered event `n`. */
    lend(entry: Entry, event: Event, node: Node, n: number): unknown;
    /** Puts what actions have changed on top of an attribute that an op has set or removed. */
    overlay?(element: Element, name: string): void;
    /** Marks who has heard event `n`, because it is not answered; extra/pending.js fills it in. */
    pend(n: number, hits: [Hit, Entry, unknown][]): unknown;
    /** What the user is asked before the page is left; extra/browser.js sets it. */
    guard?: string;
    /** What actions have changed that the server has not been told. */
    changed?(doc: Doc): [id: number, slot: string, value: ChangeValue][];
    /** It was told by event `n`, or not if that is not above 0. */
    changesSent?(n: number): void;
    listen: Events["listen"];
    unlisten: Events["unlisten"];
    setProperty: Inputs["setProperty"];
    /** Sends an event to the nodes that are hit, which are all that listen to it or not; returns its number. */
    emit(doc: Doc, target: number, type: string, hits: Hit[], all: boolean): number;
    /** Delivers a message of the server's to HANDLERS, and returns what the handler does; one that is called has to be. */
    message(op: string, params: any, call?: number): unknown;
    /** Tells the server the outcome of a method that it called. */
    result(doc: Doc, call: number, ok: boolean, value: unknown): void;
  }

  // ---- apply/: turns ops and node data into DOM

  /** `[tag, children, attributes, own ops, namespace]`: see docs/reference/protocol.md. */
  type ElementData = [tag: string, children?: Wire | 0, attributes?: Wire | 0, own?: Wire[] | 0, namespace?: number | string];
  /** One op; the node is looked up already. A bad op throws. */
  type OnNode = (doc: Doc, node: any, ...args: any[]) => unknown;
  /** Makes and numbers what node data describes. */
  type CreateNode = (doc: Doc, data: any, next: Next) => Node;
  /** A node to be cloned, and what is to be filled in. */
  type Template = [node: Node, shape: Shape];

  /** What a template's node consists of. Holes are numbers of columns. */
  interface Shape {
    /** Its nodeName. */
    name: string;
    /** How many nodes it is, with all that is in it. */
    size: number;
    /** Its children. */
    parts: Shape[];
    /** Its numbers cannot wait. */
    eager?: boolean;
    /** There is something to be filled in, in it or below it. */
    open?: boolean;
    /** How many of its parts may be open. */
    reach?: number;
    /** The hole of a text. */
    text?: number;
    /** The holes of its attributes. */
    holes?: [name: string, hole: number][];
    /** The hole of all its children. */
    list?: number;
    own?: Wire[] | 0;
  }

  // ---- foreign.js: what others do to the page

  interface Lost {
    /** In the order in which they were taken out. */
    children: Node[];
    from?: {
      parent: Node;
      next: Node | null;
      /** What was put in its place. */
      standIns: Node[];
      /** What a text said that is still there, but was cut or joined with another. */
      text?: string;
    };
  }

  /** Finds what belongs into a parent of the first page among its children; throws if it cannot be told. */
  type Fit = (
    parent: Node,
    children: Node[],
    /** The parent's place in document order. */
    at: number,
    shape: { items: string[]; kinds: string[]; kindOf(node: Node): string; childrenOf(parent: Node): Node[] },
  ) => Node[];

  interface Foreign {
    /** Calls a function when extra/heal.js is there. */
    need(run: () => void): void;
    /** Calls a function when what others have done is noted. */
    after(run: () => void): void;
    /** Calls a function when extra/heal.js is there; messages and events wait for it. */
    retry(run: () => void): void;
    /** The first page is taken, or was tried. */
    isTried?: boolean;
    /** For a first page that others have changed, once extra/heal.js is there. */
    fit?: Fit;
    note(records: MutationRecord[]): void;
    watch(root: Element): void;
    /** Takes note of what others have done. */
    look(records?: MutationRecord[]): void;
    /** Passes over what was changed since: it was us. */
    ignore(): void;
    /** Puts all back that belongs into a node. */
    settle(parent: Node): void;
    /** Puts a node back that is not in the page, or not in what it belongs to. */
    heal(node: Node): void;
  }

  // ---- extra/states.js: what the browser changes by itself

  interface States {
    /** Something has happened at an element; of the root itself, that what was changed so far may be told. */
    note(target: any): void;
    /** Leaves out what the server has just opened and closed. */
    ignore(): void;
    /** Adds to what puts back, after a snapshot, what no snapshot says. */
    keep(doc: Doc, kept: (() => void)[]): void;
    /** What the server is told of a document with the next event, and need not be told again if `isTold`. */
    take(doc: Doc, isTold: boolean): [id: number, state: unknown][];
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
    /** What the browser does by itself: `[flags, keys, actions]`. */
    reactions?: Wire[];
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
    read(source: string, event: any, node?: Node): unknown;
    /** The fields that a listener wants, undefined when it wants none. */
    payload(entry: Entry, event: Event, node: Node): Hit[1];
    /** The keys of the listener that is asked now. */
    pressed: string[];
    keys(entry: { keys: string[] }, event: any): string[];
    isLeft(entry: { flags: number }, event: any): number;
    /** A pause is over: sends what waited and returns it. */
    over(entry: Entry): unknown;
    /** Sends all that waits for a pause: FLUSH events must not overtake what was typed before them. */
    flush(): void;
    /** Calls `send` now or later. Of throttled events the first goes at once, and the last of those that follow when
     * the time is over; FAST events, which come faster than the screen shows them, are always throttled. */
    delay(entry: Entry, send: () => void): void;
    /** Who listens on these steps and is told now, with what; how many listen at all; and whether the event stops. */
    collect(
      entries: Entries | undefined,
      steps: Step[],
      event: any,
      outside?: boolean,
    ): { hits: [Hit, Entry, any][]; count: number; stop: boolean };
    /** Tells those who listen on these steps; returns whether the event stops. `entries` are those of the event's type,
     * or those for events outside their node when `outside` is set. */
    tell(doc: Doc, entries: Entries | undefined, steps: Step[], event: Event, outside?: boolean): boolean;
    /** Hears an event of the browser's, on its way up if it bubbles and else on its way down; finds its way through each
     * document, the inner ones first. */
    handle(event: any): void;
    /** The same, with the event's path. Keys that are pressed while extra/keys.js is loaded come later. */
    follow(event: Event, path: any[]): void;
    /** Listens to an event of a node, in place of what was said of that event before. `listener` is as on the wire. One
     * that may prevent the default makes scrolling wait, so it takes the other's place only when it is needed. */
    listen(doc: Doc, node: any, type: string, listener?: Wire): void;
    unlisten(doc: Doc, node: Node, type: string): void;
  }

  // ---- extra/act.js: what the browser does by itself

  /** An attribute's value, null for none; of a class whether it is there. */
  type ChangeValue = string | boolean | null;

  /** What is undone when an event is answered. */
  interface Loan {
    /** The event. */
    n: number;
    isOver: boolean;
    /** What had the focus and was disabled. */
    focused?: HTMLElement;
  }

  /** What actions have made of one attribute or class of an element. */
  interface Change {
    /** The element's number in the page's own document, 0 if it is not in it. */
    id: number;
    /** Its nodeName. */
    name: string;
    /** What the server has said. */
    base: ChangeValue;
    /** What stays; `n` is the event that told of it: 0 none yet, -1 none will. */
    kept?: { value: ChangeValue; n: number };
    /** What is undone, the newest last. */
    lent: Map<Loan, ChangeValue>;
  }

  // ---- extra/operational_transform.js: edits of a text

  /** Numbers above 0 pass over so many UTF-16 code units, those below 0 remove so many, strings are put in. */
  type Edit = any[];

  interface Edits {
    /** Adds a part; one that changes nothing is left out, and like parts become one. */
    add(edit: Edit, part: any): void;
    /** What each of two edits of one text becomes after the other. Where both put in, the first one's text comes first. */
    transform(first: Edit, second: Edit): Edit[];
    apply(text: string, edit: Edit): string;
    /** How to make one text of another: what to pass over, what to remove (0 or below), what to put in. `caret` is where
     * the user's caret is in the second one: of several like letters the typed one is before it. Both halves of a
     * surrogate pair are touched or none. */
    between(from: string, to: string, caret?: number): [number, number, any];
  }

  // ---- inputs.js: what controls hold

  /** An input (not for files), textarea or select. */
  type Control = any;
  /** What is known of a control. */
  interface State {
    /** What the server holds by the last event that it has handled, or has set since. */
    view: Value;
    /** What it was told since, by events that it has not handled; and what had been told before that. */
    told: { n: number; value: unknown; base: string | null }[];
    /** Texts of the server's that cannot be shown now: with the newest event that it had handled, and the frame. */
    late: [string, number, number][];
    /** The number of the event that told it last. */
    n: number;
    /** The frame that set it last. */
    seq: number;
    /** It was set since it was last told. */
    isFresh: boolean;
    /** The text that was told last, if it can be told as an edit of that. */
    base: string | null;
  }

  /** Nodes with their numbers, and the element that had the focus, if it may be one of them. */
  type Held = [nodes: Iterable<[number, Control]>, focused?: Element | null];

  interface Inputs {
    /** Controls changed since they were last told. */
    dirty: Set<Control>;
    /** Controls that were changed before the first frame. */
    early: Set<Control>;
    states: WeakMap<Control, State>;
    /** The control with an unfinished composition. */
    composing?: EventTarget | null;
    /** The control that holds more than can be sent. */
    refused?: Control;
    /** The server has begun anew. */
    isAnew?: boolean;
    same(one: Value, other: Value): boolean;
    isControl(node: any): boolean;
    /** Whether the user types into it; others are clicked, chosen or dragged. */
    isTyped(control: Control): boolean;
    /** The name of the property that holds a control's value. */
    field(control: Control): "value" | "checked";
    valueOf(control: Control): Value;
    /** The controls of the page. */
    all(): Control[];
    /** Calls a function when extra/merge.js is there: now, if it is. */
    need(run?: () => void): void;
    /** What a control holds that nobody has changed. */
    initial(control: Control): Value;
    /** What is known of a control; `view` is what it holds, if that is what the server believes. */
    of(control: Control, view?: Value): State;
    /** The user has changed it. */
    mark(node: Node): void;
    /** Follows what the user does from now on. */
    watch(): void;
    /** The first frames were applied. */
    started(): void;
    /** Sets a property as the server wants it. */
    setProperty(node: any, name: string, value: any): void;
    /** The controls of a document that the server has not been told. */
    waiting(doc: Doc): Control[];
    /** Takes what an event has to tell beside its payloads, and the controls that are told by both. */
    take(doc: Doc, hits: Hit[], n: number): [Wire[], Control[]];
    /** They were told by event `n`; 0: by none. */
    sent(controls: Control[], n: number): void;
    /** The server has forgotten what it was told. */
    forgotten(): void;
    /** Keeps what the user did to a document that is built anew; the result puts it back. After a new start of the server
     * a number may be another node's. */
    keep(doc: Doc): () => void;
    /** What is looked through for that. Shared documents go with the page around them, and come again after it. */
    held(doc: Doc, kept: (() => void)[]): Held[0];
    /** All of that was put back: after a new start of the server, its handlers hear of it. */
    restored(): void;
    /** Shows what the server has set, as soon as it can be shown. */
    show(control: Control): void;
    /** Has a control's change heard that no event has told. */
    hear(control: Control, before?: Value): void;
    /** Puts what the user has entered into a control that stands for another one. */
    refill(control: Control, me: State, value: Value, seq: number): void;
    /** The user is about to write in an element, or was while extra/merge.js was on its way; `before` is its text then. */
    begun(target: HTMLElement | null, before?: string): void;
    /** What the server is told of a control: what it holds, or an edit of that. */
    tell(control: Control, me: State, value: any, doc: Doc, n: number): Wire;
  }

  // ---- banner.js: what the user is told of the connection

  /** Shows a text; "" hides it. */
  type Notice = (text?: string) => void;
  /** Shows what there is to say of the connection, a key of TEXTS; "" for nothing. */
  type ShowStatus = (state: string) => void;

  // ---- socket.js: the connection; what was not handled is sent again, and its number keeps it from being run twice

  /** JSON with U+FFFD for lone halves of surrogate pairs, the only thing that JSON.stringify writes as \ud... */
  type Encode = (value: unknown) => string;

  /** What index.js gives to it. */
  interface Driver {
    url: string;
    /** Takes up the session that the server made with the page. */
    token?: string;
    /** The session goes on: it is told what it has not been told. */
    resumed(): void;
    frame: TakeFrame;
  }

  type Connect = (driver: Driver) => void;
  /** Sends `[0, ...parts]` if there is a connection; as a report, it waits for the connection. */
  type SendControl = (...parts: Wire) => void;
  /** The number of the next event with this key: that of the newest one, if it has the same and was not sent yet. */
  type NextEvent = (key: string) => number;
  /** Numbers and sends `[n, ...parts]`, now or when there is a connection, in place of an event that was not sent and has
   * the same key; 0: too much waits already, -1: too long. */
  type SendEvent = (parts: Wire, key?: string) => number;
  /** Tells the server before long what has arrived. */
  type Acknowledge = (number: number) => void;
  type Closed = (code: number, reason: string) => void;
  type Welcome = (session: { token: string; received: number; resumed: boolean; max?: number }) => void;
  type Phase = "NEW" | "CONNECTING" | "OPEN" | "DETACHED" | "LEAVING" | "CLOSED";

  // ---- frames.js: what the server has changed

  /** Applies a frame of a document; from 2 ** 30 on there are messages and no tree. What is bad in a snapshot would come
   * again: the rest of it has to do. */
  /** Applies a frame. Throws for a first page that others have changed, until extra/heal.js is there. */
  type TakeFrame = (frame: Wire) => void;

  // ---- index.js: starts the page; the element with data-domsync='{"url": ..., "token": ...}' is the root of document 0

  type Start = (root: HTMLElement) => void;
  /** Has the server told what the browser opens, plays and scrolls; the result notes it of an event's target. */
  type LoadStates = (main: Doc) => (event: Event) => void;
  type TellMissed = (noteState: (event: any) => void) => void;
}
export {};
