export const OP = Object.freeze({
  INSERT: 1,
  REMOVE: 2,
  MOVE: 3,
  SET_DATA: 4,
  SET_TEXT: 5,
  SET_ATTRIBUTE: 6,
  SET_ATTRIBUTE_NS: 7,
  REMOVE_ATTRIBUTE: 8,
  SET_PROPERTY: 9,
  SET_STYLE: 10,
  LISTEN: 11,
  UNLISTEN: 12,
  CALL: 13,
  MESSAGE: 14,
  MOUNT: 15,
  RESET: 16,
  ADOPT: 17,
  TEMPLATE: 18,
  PROPS: 19,
});

// Flags of a listener.
export const [PREVENT_DEFAULT, STOP_PROPAGATION, ONCE, CAPTURE, , OUTSIDE, SINGLE] = [1, 2, 4, 8, 16, 32, 64];
// From bit 7 on, the keys that must not be held: Ctrl, Alt, Shift, Meta.
export const [UNLESS, ANYWAY] = [7, 2048];
export const [IF_SELF, LOCK, LOCAL, UNDO] = [4096, 8192, 16384, 32768];

// Not a real event: it reports values of controls, and other state that the browser has changed.
export const TELL = "#";

// Events that come faster than the screen shows them.
export const FAST = /move|scroll|wheel|^drag(over)?$|^input$|resize|timeupdate/;

// Control frames: [-1, kind, ...] from the server, [0, kind, ...] to it.
export const [, WELCOME, ACK, , REFUSED, NOTICE, NAVIGATE, UPLOAD, WORKING, DEVELOPMENT] = Array(10).keys();
export const [, HELLO, , PING, RESULT, RESYNC, BAD_OP, GIVEN_UP] = Array(8).keys();

// Close codes. After any other code, the page connects again. After these it stops: the server has finished, or another
// page shows the session, and the two would take it from each other by turns.
export const STOP = [1000, 4409];
// After RELOAD the page is reloaded; after FAULT, only if it is the second fault within a short time.
export const RELOAD = [1003, 4401, 4403, 4426];
export const FAULT = [1002, 1007, 1009, 4400, 4404];

export const PROPERTIES =
  `value checked indeterminate selected selectedIndex title muted volume currentTime playbackRate scrollTop
scrollLeft`.split(/\s/);
export const METHODS = `focus blur click scrollIntoView scrollTo scrollBy select setSelectionRange showModal show close
showPopover hidePopover togglePopover requestFullscreen play pause load reset requestSubmit reportValidity
setCustomValidity getBoundingClientRect checkValidity module`.split(/\s/);
