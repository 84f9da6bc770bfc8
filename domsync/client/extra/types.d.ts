// What shared_text.js holds and does; for readers and for the type checker, never served.

type TextControl = HTMLTextAreaElement | HTMLInputElement;
type MakeEditor = (doc: Doc, node: TextControl, base: string) => Editor;
/** Begins to edit a control; `base` is its text before the user typed. Where the page was built anew, the editor of the
 * node that is gone goes on with this one, so that what was not acknowledged is kept. For the other modules such a node
 * is no control: what is typed is not told a second time, and no value is set. What is not acknowledged when the page
 * goes waits in sessionStorage for the page to be loaded again. */
type Attach = (doc: Doc, node: TextControl, base: string) => void;

/** What the server says of a shared text: a snapshot, for one control, or an edit, for all. */
interface TextTold {
  /** The text. */
  id: string;
  /** The revision after it. */
  r: number;
  /** Of an edit: what is changed, and whose it is. */
  edit: Edit;
  by: number;
  /** Of a snapshot: the control that it is for, the text, its number, as whose our edits come back, and how many of them
   * are in it. */
  to: string;
  text: string;
  e: number;
  k: number;
  n: number;
}

/** A control that shows a shared text. `shown` = `base` with `mine`, unless the user types at this moment. */
interface Editor {
  doc: Doc;
  node: TextControl;
  /** Names the text. */
  id: string | undefined;
  /** Names this control to the server, and to nobody else. */
  name: string;
  /** The server's text after edit `revision`. */
  base: string;
  revision: number;
  /** What was in the control when it was last looked at. */
  shown: string;
  /** The user's edits that the server has not acknowledged, one after the other. */
  mine: Edit[];
  /** Where the text ends that the last of them put in, if that can be added to. */
  end: number;
  /** How many of them were sent, and how many went before them. */
  sent: number;
  done: number;
  /** What the server has told in the last snapshot: its number, and as whose our edits come back. */
  turn: number;
  number: number;
  /** A snapshot is on its way. */
  asked: boolean;
  /** A character is being composed: the control is not touched, and what arrives is held. */
  composing: boolean;
  held: TextTold[];

  /** Sends to the server, now or later; false: not now, but it will be tried again. */
  emit(payload: { [field: string]: unknown }): boolean;
  /** Asks for a snapshot. */
  ask(): void;
  send(): void;
  /** Takes note of what the user did. Typing on without a connection makes one edit; a long paste makes several, none
   * too long for a message. */
  local(): void;
  /** Adds an edit to ours, or to the last of them; returns where its text ends if that can be added to, -1 otherwise. */
  note(at: number, removed: number, text: string): number;
  /** Makes an edit in the control; the caret stays at its letters. */
  show(edit: Edit): void;
  /** Makes somebody else's edit, which was before ours. Where both put in, the smaller number's text comes first. */
  merge(edit: Edit, by: number): void;
  /** Takes a message of the server's. When nothing of ours is under way the control is made to show the server's text
   * to the letter: the server has others in the place of characters that no text can hold. */
  receive(told: TextTold): void;
  /** All of it is news; whether it is for us. */
  takeSnapshot(told: TextTold): boolean;
  /** The next edit, somebody's or ours; whether it is the next. */
  takeEdit(told: TextTold): boolean;
}

// What upload.js holds and does.

/** A file that was announced. The server says how far it wants it; `chunk` bytes go in one frame. */
interface Sending {
  id: number;
  file: File;
  node: any;
  /** The offset of what is sent next, and up to where it may be. */
  at: number;
  room: number;
  chunk: number;
  /** The connection on which the server said so: on another one it says anew from where to go on. */
  line: WebSocket | null;
}
/** Numbers files that the user has chosen for an element, and tells the server of them. */
type Announce = (node: any, files: FileList | null | undefined) => void;
/** Sends chunk after chunk, of the files by turns. An event goes first, but does not stop them for long. */
type Pump = () => Promise<void>;
/** Begins to take files that the user chooses in an input, or drops or pastes where the listener's fields say so. While
 * some are dragged over the element it has the attribute `data-dragging`. */
type AttachUpload = (doc: Doc, node: any) => void;

// What modules.js holds and does.

/** Makes the model of a module, which is not shown yet; its values come by `update`. */
type MakeModel = (doc: Doc, node: any) => Model;

/** What a module is given as `model`, as anywidget has it, and behind it what the client does with it. */
interface Model {
  /** What the module has set and the server has not handled: its value, and the number of the event that told it, 0 for
   * none. It hides what the server has told meanwhile, for that is older. */
  own: Map<string, { value: unknown; n: number }>;
  get(name: string): unknown;
  /** All values. */
  all(): { [name: string]: unknown };
  set(name: string | { [name: string]: unknown }, value?: unknown): void;
  /** Tells the server what was set since, in one event. */
  save_changes(): void;
  on(type: string, callback: (...told: unknown[]) => void): void;
  off(type?: string | null, callback?: ((...told: unknown[]) => void) | null): void;
  send(content: unknown, callbacks?: unknown, buffers?: unknown[]): void;
  widget_manager: { get_model(reference: string): Promise<never> };
  /** Sends an event to the server; its number, 0 if too much waits already, -1 if it is too long. */
  emit(payload: { [name: string]: unknown }): number;
  /** Makes edits of the server's. */
  update(edits: any[][]): void;
  /** Calls a function of the module's. */
  invoke(name: string, given: unknown[]): Promise<unknown>;
  message(content: unknown, buffers: unknown[]): Promise<void>;
  /** The module is loaded and initialised. */
  ready: Promise<void>;
  begin?: any;
  /** Renders it in an element. */
  show(el: Element): Promise<void>;
  /** It has left the page. */
  close(): void;
}

/** A place where a model is shown. */
interface View {
  el: Element;
  model: Model;
  close(): void;
}

// What refill.js keeps.

/** Where an element of a page is that was loaded anew: by its id and name, or by its place among its like. */
interface KeptPlace {
  /** Name, type and, of what is ticked, the value. */
  kind: string;
  id: string;
  name: string;
  /** Its place, and how many there are: among those of its name, and among all of its kind. */
  places: number[][];
}

/** What was entered: `base` is what the control had begun with. */
interface KeptEntry {
  where: KeptPlace;
  base: Value;
  holds: Value;
}
