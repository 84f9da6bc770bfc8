// What text.js holds and does; for readers and for the type checker, never served.

type TextControl = HTMLTextAreaElement | HTMLInputElement;
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
type MakeEditor = (doc: Doc, node: TextControl, base: string) => Editor;
/** Begins to edit a control; `base` is its text before the user typed. Where the page was built anew, the editor of the
 * node that is gone goes on with this one, so that what was not acknowledged is kept. For the other modules such a node
 * is no control: what is typed is not told a second time, and no value is set. What is not acknowledged when the page
 * goes waits in sessionStorage for the page to be loaded again. */
type Attach = (doc: Doc, node: TextControl, base: string) => void;

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
  held: any[];

  /** Sends to the server, now or later; false: not now, but it will be tried again. */
  emit(payload: { [field: string]: any }): any;
  /** Asks for a snapshot. */
  ask(): void;
  send(): void;
  /** Takes note of what the user did. Typing on without a connection makes one edit; a long paste makes several, none
   * too long for a message. */
  local(): void;
  /** Makes an edit in the control; the caret stays at its letters. */
  show(edit: Edit): void;
  /** Makes somebody else's edit, which was before ours. Where both put in, the smaller number's text comes first. */
  merge(edit: Edit, by: number): void;
  /** Takes a message of the server's. When nothing of ours is under way the control is made to show the server's text
   * to the letter: the server has others in the place of characters that no text can hold. */
  receive(told: any): void;
}
