// What shared_text.js holds and does; for readers and for the type checker, never served.

type TextControl = HTMLTextAreaElement | HTMLInputElement;
type MakeEditor = (doc: Doc, node: TextControl, base: string) => Editor;
/** Begins to edit a control; `base` is its text before the user typed. If the page was built again, the editor of the
 * removed node takes over this one, so that unacknowledged edits are kept. For other modules such a node is no control:
 * its value is neither reported nor set by them. Edits that are unacknowledged when the page is left wait in
 * sessionStorage until it is loaded again. */
type Attach = (doc: Doc, node: TextControl, base: string) => void;

/** A message about a shared text: a snapshot, for one control, or an edit, for all. */
interface TextTold {
  /** Names the shared text. */
  id: string;
  /** The revision after it. */
  r: number;
  /** Of an edit: the edit, and the number of the control that made it. */
  edit: Edit;
  by: number;
  /** Of a snapshot: the name of the control that it is for, the text, the snapshot's number, the number under which our
   * edits come back, and how many of them are in the text. */
  to: string;
  text: string;
  e: number;
  k: number;
  n: number;
}

/** A control that shows a shared text. `shown` is `base` with the edits in `mine`, unless the user is just typing. */
interface Editor {
  doc: Doc;
  node: TextControl;
  /** Names the shared text. */
  id: string | undefined;
  /** Names this control; only the server knows it. */
  name: string;
  /** The server's text after edit `revision`. */
  base: string;
  revision: number;
  /** The control's text when it was last looked at. */
  shown: string;
  /** The user's unacknowledged edits, each to follow the one before. */
  mine: Edit[];
  /** Where the text inserted by the last of them ends, if it can be extended; otherwise -1. */
  end: number;
  /** How many of them were sent, and how many were acknowledged before them. */
  sent: number;
  done: number;
  /** Data of the last snapshot: its number, and the number under which our edits come back. */
  turn: number;
  number: number;
  /** A snapshot is on its way. */
  asked: boolean;
  /** A character is being composed: the control must not be changed, and messages are held back. */
  composing: boolean;
  held: TextTold[];

  /** Sends an event, now or when there is a connection. Returns false if it was not accepted; then a snapshot is
   * asked for later. */
  emit(payload: { [field: string]: unknown }): boolean;
  /** Asks for a snapshot. */
  ask(): void;
  send(): void;
  /** Notes what the user has changed. Typing on without a connection extends one edit; a long paste makes several,
   * so that each fits into a message. */
  local(): void;
  /** Adds an edit to `mine`, or extends the last one; returns the new `end`. */
  note(at: number, removed: number, text: string): number;
  /** Applies an edit to the control; the caret stays between the same letters. */
  show(edit: Edit): void;
  /** Applies somebody else's edit, which came before ours. If both insert at one place, the text of the smaller number
   * comes first. */
  merge(edit: Edit, by: number): void;
  /** Takes a message from the server. When no edit of ours is under way, the control gets exactly the server's text, in
   * which characters that no text can contain are replaced. */
  receive(told: TextTold): void;
  /** Takes a snapshot; returns false if it is for another control. */
  takeSnapshot(told: TextTold): boolean;
  /** Takes the next edit, somebody's or ours; returns false if it is not the next. */
  takeEdit(told: TextTold): boolean;
}

// What upload.js holds and does.

/** A file that was announced. The server says up to where it wants the file; `chunk` bytes go in one frame. */
interface Sending {
  id: number;
  file: File;
  node: any;
  /** The offset of the next chunk, and the offset up to which the server accepts data. */
  at: number;
  room: number;
  chunk: number;
  /** The connection on which the server asked for it: on another one, the server says again from where to go on. */
  line: WebSocket | null;
}
/** Numbers the files that the user has chosen for an element, and announces them to the server. */
type Announce = (node: any, files: FileList | null | undefined) => void;
/** Sends chunks of the files by turns. Events go first, but do not stop the chunks for long. */
type Pump = () => Promise<void>;
/** Begins to take files that the user chooses in an input, or drops or pastes if the listener's fields say so. While
 * files are dragged over the element, it has the attribute `data-dragging`. */
type AttachUpload = (doc: Doc, node: any) => void;

// What modules.js holds and does.

/** Makes the model of a module; `begin` shows it, after `update` has set its first values. */
type MakeModel = (doc: Doc, node: any) => Model;

/** The `model` that a module gets, as defined by anywidget, with further members for the client. */
interface Model {
  /** Values that the module has set and the server has not handled, each with the number of the event that reported
   * it, 0 for none yet. They hide values that the server sends meanwhile, which are older. */
  own: Map<string, { value: unknown; n: number }>;
  get(name: string): unknown;
  /** All values. */
  all(): { [name: string]: unknown };
  set(name: string | { [name: string]: unknown }, value?: unknown): void;
  /** Sends the server in one event what was set since the last call. */
  save_changes(): void;
  on(type: string, callback: (...told: unknown[]) => void): void;
  off(type?: string | null, callback?: ((...told: unknown[]) => void) | null): void;
  send(content: unknown, callbacks?: unknown, buffers?: unknown[]): void;
  widget_manager: { get_model(reference: string): Promise<never> };
  /** Sends an event to the server. Returns its number; 0 if too much is waiting, -1 if it is too long. */
  emit(payload: { [name: string]: unknown }): number;
  /** Applies the server's edits of values. */
  update(edits: any[][]): void;
  /** Calls a function of the module. */
  invoke(name: string, given: unknown[]): Promise<unknown>;
  message(content: unknown, buffers: unknown[]): Promise<void>;
  /** Fulfilled when the module is loaded and initialised. */
  ready: Promise<void>;
  begin?: any;
  /** Renders the model in an element. */
  show(el: Element): Promise<void>;
  /** Cleans up when the model has left the page. */
  close(): void;
}

/** A place where a model is shown. */
interface View {
  el: Element;
  model: Model;
  close(): void;
}

// What refill.js keeps.

/** Where an element is in a page, to find it when the page is reloaded: its id and name, or its place among its
 * like. */
interface KeptPlace {
  /** Tag name, type and, for checkboxes and radio buttons, the value. */
  kind: string;
  id: string;
  name: string;
  /** Its index, and the number of elements: among those of its name, and among all of its kind. */
  places: number[][];
}

/** A value that was entered; `base` is the control's value from before. */
interface KeptEntry {
  where: KeptPlace;
  base: Value;
  holds: Value;
}
