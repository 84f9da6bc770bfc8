// What the client's modules hold and do: their types and their documentation. It is for readers and for the type
// checker and never served, so that the modules stay within their budget (tests/test_client_files.py).
import type { DOC, Doc as Document_, ID } from "./nodes.js";

declare global {
  interface Node {
    /** The node's number in the document that holds it; 0 when it has none any longer. */
    [ID]?: number;
    /** The document whose root this element is. */
    [DOC]?: Document_;
  }
  interface Event {
    /** Set when the event has been seen. */
    [ID]?: number;
  }
  interface Window {
    /** The page's own message handlers, by op; "*" is for the ops that have none. */
    HANDLERS: { [op: string]: (params: any, op: string) => void };
    /** Sends a message to the server's handlers of that op. */
    send_message(message: { op: string; [param: string]: any }): void;
  }

  type Doc = Document_;
  /** An op, a frame, node data: what JSON.parse gave. */
  type Wire = any[];
  type Timer = number | undefined;
  /** What a control holds: text, a tick, the chosen values. */
  type Value = string | boolean | string[];
  /** A node that hears an event, and the fields that it wants of it. */
  type Hit = [id: number, payload?: { [field: string]: any }];
  /** A node on an event's way. */
  type Step = [id: number, node: any];
  /** The nodes that listen to one type of event in one document. */
  type Entries = Map<any, Entry>;

  /** What of an input (not for files), textarea or select is used here. */
  interface Control extends HTMLElement {
    type: string;
    name: string;
    value: string;
    checked: boolean;
    options: HTMLOptionsCollection;
    selectedOptions: HTMLCollectionOf<HTMLOptionElement>;
    selectionStart: number | null;
    selectionEnd: number | null;
    setSelectionRange(start: number, end: number): void;
    setCustomValidity(message: string): void;
    reportValidity(): boolean;
  }

  /** One listener of one node, with what its options have to remember. */
  interface Entry {
    /** Names and sources by turns; a source is a path that starts at the event ("currentTarget": the listening node). */
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
  }

  // ---- nodes.js

  /** What all modules know. */
  interface State {
    /** The last event that the server has handled. */
    acked: number;
    /** The tree is being changed: what happens now is not the user's doing. */
    quiet: boolean;
    /** What was wrong in the frame that is being applied, "" for nothing. */
    bad: string;
  }
  /** What index.js gives to the modules below it. */
  interface Page {
    /** The root element of document 0. */
    root: Element;
    listen: Listen;
    unlisten: Unlisten;
    setProperty: SetProperty;
    emit: Emit;
    /** Delivers a message of the server's to HANDLERS. */
    message(op: string, params: any): void;
    /** Tells the server the outcome of a method that it called. */
    result(doc: Doc, call: number, ok: boolean, value: any): void;
  }
  type OnDoc = (doc: Doc) => void;

  // ---- apply.js

  /** Throws for an attribute that could run code (PROMISES P2, P3), whatever let it pass before. */
  type Check = (element: Element, name: string, value: string) => void;
  /** Makes and numbers a subtree; `next` gives the next number. */
  type Build = (doc: Doc, data: any, next: () => number) => Node;
  type Create = (tag: string, namespace?: number | string) => Element;
  type Compile = (doc: Doc, data: any) => [Node, any];
  type Fill = (node: any, spec: any) => void;
  /** One op; the node is looked up already. A bad op throws. */
  type OpHandler = (doc: Doc, node: any, ...args: any[]) => void;
  /** Throws for a node that is not of the kind that is needed, and returns it otherwise. */
  type Numbers = (ids: any) => () => number;
  type Found = (parent: Node, nodes: any[]) => any[];
  type Need = (node: any) => any;
  type ApplyOp = (doc: Doc, op: Wire) => void;

  // ---- events.js

  /** Listens to an event of a node, in place of what was said of that event before. `listener` is as on the wire. */
  type Listen = (doc: Doc, node: any, type: string, listener?: Wire) => void;
  type Unlisten = (doc: Doc, node: any, type: string) => void;
  /** Sends an event to the nodes that are hit, which are all that listen to it or not; returns its number. */
  type Emit = (doc: Doc, target: number, type: string, hits: Hit[], all: boolean) => number;
  /** What a source names: a path, "touches:clientX,clientY" (parts of an object or a list), "@form", "@clipboard". */
  type Read = (source: string, event: any, node?: any) => any;
  /** The fields that a listener wants, undefined when it wants none. */
  type Payload = (entry: Entry, event: any, node: any) => Hit[1];
  /** Calls `send` now or later, as debounce and throttle have it. */
  type Delay = (entry: Entry, send: () => void) => void;
  /** A pause is over: sends what waited; returns whether something did. */
  type Over = (entry: Entry) => boolean;
  /** Tells those who listen on these steps; returns whether the event stops. `entries` are those of the event's type,
   * or those for events outside their node when `outside` is set. */
  type Tell = (doc: Doc, entries: Entries | undefined, steps: Step[], event: any, outside?: boolean) => boolean;

  // ---- inputs.js

  /** The name of the property that holds a control's value. */
  type Field = (control: Control) => "value" | "checked";
  /** Sets a property as the server wants it, unless the user was quicker. */
  type SetProperty = (node: any, name: string, value: any) => void;
  /** Sets a focused control's value and leaves the caret at the text where it was. */
  type SetText = (control: Control, text: string) => void;
  /** Where a place in one text is in another: both ends stay as far as they are alike, whatever the case. */
  type CaretMap = (from: string, to: string) => (place: number) => number;
  /** What the server has not been told of a document. */
  type Changed = (doc: Doc) => [Control, number, Value][];
  type Unsent = (doc: Doc) => [number, Value][];
  /** Takes what an event has to tell beside its payloads. The second result wants the event's number when it is sent. */
  type Take = (doc: Doc, hits: Hit[]) => [[number, Value][], (n: number) => void];
  /** Keeps what the user did to a document that is built anew; the result puts it back. */
  type Keep = (doc: Doc) => () => void;

  // ---- socket.js

  /** What index.js gives to the connection. */
  interface Driver {
    url: string;
    /** Takes up the session that the server made with the page. */
    token?: string;
    /** The longest message that the server takes, in bytes. */
    max: number;
    /** A frame of a document. */
    frame(frame: Wire): void;
    /** Shows a text; "" hides it. */
    notice(text: string): void;
    go(where: { url: string; replace?: boolean }): void;
    /** What there is to say of the connection, a key of index.js's texts; "" for nothing. */
    status(state: string): void;
    /** What the controls of the page's own document hold that the server has not been told. */
    unsent(): [number, Value][];
    /** The server knows nothing of what the page did before. */
    forgotten(): void;
  }
  interface Socket {
    /** Numbers and sends `[n, ...parts]`, now or when there is a connection; 0: too much waits already, -1: too long. */
    event(parts: Wire): number;
    /** Sends `[0, ...parts]` if there is a connection. */
    control(...parts: Wire): void;
    /** Tells the server before long what has arrived. */
    acknowledge(): void;
  }
  type Connect = (page: Driver) => Socket;
  /** JSON with U+FFFD for lone halves of surrogate pairs, the only thing that JSON.stringify writes as \ud... */
  type Encode = (value: any, replacer?: (key: string, value: any) => any) => string;
  /** The server has handled the events up to `n`. */
  type OnNumber = (n: number) => void;
  type OnFrame = (frame: Wire) => void;
  type OnClose = (code: number, reason: string) => void;
  type OnWelcome = (session: { token: string; received: number; resumed: boolean }) => void;
}
export {};
