// Attributes, elements and styles that are refused (docs: SECURITY.md). The server has checked them already; this is
// the second check.

// From domsync/dom/checks/rules.py by tools/make_client_rules.py; change that and run it.
const REFUSED =
  /^(?:\S+ (?:on|(?:srcdoc|is|style)\n)|(?:[^ -]+|annotation-xml) attributename\n(?:[\s\S]*[:\0- ])?(?:on|(?:srcdoc|is|style|action|background|base|data|formaction|href|poster|src|srcset|imagesrcset|ping|attributionsrc)[\0- ]*$)|(?!(?:img|video|audio|source) src\n[\0- ]*blob:)(?:(?:[^ -]+|annotation-xml) (?:(?:action|background|base|data|formaction|href|poster|src)\n[\0- ]*|(?:srcset|imagesrcset|ping|attributionsrc)\n(?:[\s\S]*[\0- ,])?)|meta content\n[\0- ]*[0-9.][\s\S]*)(?:javascript:|blob:|data:(?!image\/(?:png|gif|jpeg|webp|avif)[;,])))/i;
export const CODE_TAGS =
  /(^|:)(script)$/i;
const CSS =
  /url\(|src\(|image-set\(|@import|expression|[\\;{}]|\/\*/i;
const CSS_URL =
  /url\("([^"\\\n\r\f]*)"\)/g;
// The end of the table.

/**
 * Tells whether an attribute could run code or contain a document.
 *
 * @param {string} tag The local name of its element.
 * @param {string} name
 * @param {string} value
 * @returns {boolean}
 */
export const isRefused = (tag, name, value) => {
  const place = `${tag} ${name.replace(/.*:/, "")}\n`;
  // Browsers ignore tabs and line breaks in a URL.
  return REFUSED.test(place + value) || REFUSED.test(place + value.replace(/[\t\n\r]/g, ""));
};

/**
 * Tells whether a CSS value could load anything but what `css_url()` allows, or end its declaration.
 *
 * @type {(value: string) => boolean}
 */
export const isRefusedStyle = (value) =>
  CSS.test(value.replace(CSS_URL, (_, url) => (isRefused("input", "src", url) ? ";" : " ")));
