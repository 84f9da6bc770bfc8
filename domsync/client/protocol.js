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
});

// Flags of a listener.
export const [PREVENT_DEFAULT, STOP_PROPAGATION, ONCE, CAPTURE, , OUTSIDE, SINGLE] = [1, 2, 4, 8, 16, 32, 64];

// Control frames: [-1, kind, ...] from the server, [0, kind, ...] to it.
export const [, WELCOME, ACK, , REFUSED, NOTICE, GO] = Array(7).keys();
export const [, HELLO, , PING, RESULT, RESYNC, BAD_OP] = Array(7).keys();

// Close codes; after any other the page connects again.
export const STOP = [1000, 1003, 4409];
export const RELOAD = [4401, 4403, 4426];
export const FAULT = [1002, 1007, 1009, 4400, 4404];

export const PROPERTIES =
  `value checked indeterminate selected selectedIndex title muted volume currentTime playbackRate scrollTop
scrollLeft`.split(/\s/);
export const METHODS = `focus blur click scrollIntoView scrollTo scrollBy select setSelectionRange showModal show close
showPopover hidePopover togglePopover requestFullscreen play pause load reset requestSubmit reportValidity
setCustomValidity getBoundingClientRect checkValidity`.split(/\s/);
