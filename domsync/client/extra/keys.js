// Finds the keys of a listener that an event matches; domsync/dom/events/keys.py has the same rules. While an input
// method composes a character, only `Any` matches.
import { page } from "../nodes.js";
import { events } from "../events.js";

const KEY = /^(!?)(~?)(\??)((?:(?:ctrl|alt|shift|meta|mod)\+)*)(.+)$/s;
const IS_APPLE = /Mac|iP/.test(navigator.platform);

events.keys = ({ keys }, event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  const isComposing = event.isComposing || event.keyCode === 229;
  const isField =
    target.isContentEditable || target.nodeName === "SELECT" || (page.isTyped(target) && !target.readOnly);
  const isThird = event.getModifierState?.("AltGraph");
  events.pressed = keys.filter((text) => {
    const [, , outside, free, names, wanted] = /** @type {string[]} */ (text.match(KEY));
    if (isComposing || wanted === "Any") return wanted === "Any";
    const has = (/** @type {string} */ name) => names.split("+").includes(name);
    const isOne = wanted.length === 1;
    const [lower, isMod] = [wanted.toLowerCase(), has("mod")];
    const isSame = key === wanted || (isOne && names && key.toLowerCase() === lower);
    // On Apple's systems, Alt turns a letter or digit into another character; and keyboards of other scripts have other
    // letters and digits.
    const isOther = isOne && (has("alt") || (names && key > "~"));
    if (!isSame && !(isOther && event.code?.replace(/^(Key|Digit)/, "") === wanted.toUpperCase())) return false;
    if (outside && isField && !ctrlKey && !metaKey) return false;
    const isMade = isSame && isOne && !has("shift") && (!names || lower === wanted.toUpperCase());
    if (!isMade && shiftKey !== has("shift")) return false;
    if (isOne && !names && isThird) return true;
    if (altKey !== has("alt")) return false;
    const [ctrl, meta] = [has("ctrl") || (isMod && !IS_APPLE), has("meta") || (isMod && IS_APPLE)];
    return free || (ctrlKey === ctrl && metaKey === meta);
  });
  if (events.pressed.some((key) => /^!./.test(key))) event.preventDefault();
  return events.pressed;
};
