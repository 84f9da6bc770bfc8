// What the client says itself, in the page's language: only a page in another one than English loads this.
import { page } from "../nodes.js";

/** @type {HTMLMetaElement | null} */
const told = document.querySelector("meta[name=domsync-words]");
Object.assign(page.words, JSON.parse(told?.content ?? "{}"));
