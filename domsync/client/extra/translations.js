// The client's own texts in the page's language; pages in English do not load this.
import { page } from "../nodes.js";

/** @type {HTMLMetaElement | null} */
const told = document.querySelector("meta[name=domsync-words]");
Object.assign(page.words, JSON.parse(told?.content ?? "{}"));
