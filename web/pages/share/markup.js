/**
 * What stands on the page as markup that needs nothing of the page: canvases are images, fields hold what was typed in
 * them, what was scrolled is where it was.
 *
 * It is written, not copied: a page's policy may forbid the style attributes that are in it.
 *
 * @typedef {(each: Element) => string} Restyle  CSS that an element gets beside its own
 */

const XHTML = "http://www.w3.org/1999/xhtml";

/** Of a canvas, for its image: rules for canvases are none for images. */
const STYLE_OF_A_CANVAS = [
  "display",
  "position",
  "left",
  "top",
  "right",
  "bottom",
  "width",
  "height",
  "margin",
  "padding",
  "border",
  "box-sizing",
  "grid-area",
  "align-self",
  "justify-self",
  "flex",
  "transform",
  "transform-origin",
  "opacity",
  "visibility",
  "image-rendering",
  "object-fit",
  "z-index",
  "vertical-align",
  "mix-blend-mode",
];

/**
 * An element and what is in it.
 *
 * @param {Element} element
 * @param {Restyle} restyle
 * @returns {string}
 */
export function markupOf(element, restyle) {
  if (element instanceof HTMLCanvasElement) return imageOf(element, restyle);
  const inner = [...element.childNodes].map((node) => {
    if (node instanceof Element) return markupOf(node, restyle);
    return node.nodeType === Node.TEXT_NODE ? escaped(node.textContent ?? "") : "";
  });
  const typed = element instanceof HTMLTextAreaElement ? escaped(element.value) : inner.join("");
  return tag(element, typed, restyle(element) + scrolledBy(element.parentElement));
}

/**
 * An element with something else in it.
 *
 * @param {Element} element
 * @param {string} inner
 * @param {string} css
 */
export function tag(element, inner, css) {
  const attributes = new Map([...element.attributes].map(({ name, value }) => [name, value]));
  for (const name of [...attributes.keys()]) if (name.startsWith("on")) attributes.delete(name);
  if (element instanceof HTMLInputElement) {
    attributes.set("value", element.value);
    toggle(attributes, "checked", element.checked);
  } else if (element instanceof HTMLOptionElement) toggle(attributes, "selected", element.selected);
  if (css !== "") attributes.set("style", `${attributes.get("style") ?? ""}; ${css}`);
  const isRoot = element.namespaceURI !== element.parentElement?.namespaceURI;
  if (isRoot || element.namespaceURI === XHTML) attributes.set("xmlns", element.namespaceURI ?? XHTML);
  const text = [...attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  return `<${element.localName}${text}>${inner}</${element.localName}>`;
}

/**
 * What a canvas shows, styled as the canvas is.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Restyle} restyle
 */
function imageOf(canvas, restyle) {
  const style = getComputedStyle(canvas);
  const css = STYLE_OF_A_CANVAS.map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; ");
  const source = canvas.width > 0 && canvas.height > 0 ? ` src="${canvas.toDataURL()}"` : "";
  const classes = escaped(canvas.getAttribute("class") ?? "");
  return `<img xmlns="${XHTML}" class="${classes}" style="${escaped(`${css}; ${restyle(canvas)}`)}"${source}/>`;
}

/** @param {Element | null} scroller */
function scrolledBy(scroller) {
  if (!scroller || (scroller.scrollLeft === 0 && scroller.scrollTop === 0)) return "";
  if (!(scroller instanceof HTMLElement)) return "";
  return `; transform: translate(${-scroller.scrollLeft}px, ${-scroller.scrollTop}px)`;
}

/**
 * @param {Map<string, string>} attributes
 * @param {string} name
 * @param {boolean} isOn
 */
function toggle(attributes, name, isOn) {
  if (isOn) attributes.set(name, "");
  else attributes.delete(name);
}

/** A text as XML has it, without the characters that it cannot have. @param {string} text */
export function escaped(text) {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
}
