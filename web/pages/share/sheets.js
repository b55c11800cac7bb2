/**
 * The style of this page as text that says the same elsewhere: what asks about the window and the reader's system is
 * answered as it is answered here, and faces are brought along.
 */

/**
 * All rules that hold here now.
 *
 * @param {Document} page
 */
export function rulesOf(page) {
  return [...page.styleSheets].map((sheet) => written(sheet.cssRules)).join("\n");
}

/**
 * @param {CSSRuleList | CSSRule[]} rules
 * @returns {string}
 */
function written(rules) {
  return [...rules].map(ruleText).join("\n");
}

/**
 * @param {CSSRule} rule
 * @returns {string}
 */
function ruleText(rule) {
  if (rule instanceof CSSFontFaceRule || rule instanceof CSSKeyframesRule) return "";
  if (rule instanceof CSSMediaRule) return matchMedia(rule.conditionText).matches ? written(rule.cssRules) : "";
  if (rule instanceof CSSImportRule) return rule.styleSheet ? written(rule.styleSheet.cssRules) : "";
  if (rule instanceof CSSLayerBlockRule) return `@layer ${rule.name} {\n${written(rule.cssRules)}\n}`;
  if (!(rule instanceof CSSStyleRule)) return inPixels(rule.cssText);
  const nested = rule.cssRules?.length ? written(rule.cssRules) : "";
  return `${rule.selectorText} { ${inPixels(rule.style.cssText)} ${nested} }`;
}

/**
 * Lengths that are shares of the window, in px of this one.
 *
 * @param {string} css
 */
function inPixels(css) {
  return css.replace(/(?<![\w-])(-?[\d.]+)[dsl]?v(w|h|i|b)\b/g, (_, share, side) => {
    const whole = side === "w" || side === "i" ? innerWidth : innerHeight;
    return `${(Number(share) / 100) * whole}px`;
  });
}

/**
 * The faces that have been used on this page, with their files in them.
 *
 * @param {Document} page
 * @param {string} text  of what they are for: faces with none of its letters are left out
 */
export async function facesOf(page, text) {
  const rules = [...page.styleSheets].flatMap(({ cssRules }) => allFaces(cssRules));
  const loaded = [...page.fonts].filter(({ status }) => status === "loaded");
  const wanted = rules.filter(({ style }) =>
    loaded.some(
      (face) =>
        sameName(face.family) === sameName(style.getPropertyValue("font-family")) &&
        face.style === (style.getPropertyValue("font-style") || "normal") &&
        isFor(style.getPropertyValue("unicode-range"), text) &&
        firstOf(face.unicodeRange) === firstOf(style.getPropertyValue("unicode-range")),
    ),
  );
  return (await Promise.all(wanted.map(faceText))).join("\n");
}

/**
 * @param {CSSRuleList} rules
 * @returns {CSSFontFaceRule[]}
 */
function allFaces(rules) {
  return [...rules].flatMap((rule) =>
    rule instanceof CSSFontFaceRule ? [rule] : "cssRules" in rule ? allFaces(/** @type {any} */ (rule).cssRules) : [],
  );
}

/** @param {string} family */
const sameName = (family) => family.replace(/["']/g, "");

/** Where a range of letters begins: browsers write the rest each in its way. @param {string} range */
const firstOf = (range) => Number.parseInt(/U\+([0-9a-f]+)/i.exec(range || "U+0")?.[1] ?? "0", 16);

/**
 * Whether a text has a letter of a range.
 *
 * @param {string} range
 * @param {string} text
 */
function isFor(range, text) {
  if (range === "") return true;
  const parts = [...range.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)].map(([, from, to = from]) => [
    Number.parseInt(from, 16),
    Number.parseInt(to, 16),
  ]);
  return [...text].some((each) => {
    const code = each.codePointAt(0) ?? 0;
    return parts.some(([from, to]) => from <= code && code <= to);
  });
}

/** @param {CSSFontFaceRule} rule */
async function faceText({ style, parentStyleSheet }) {
  const source = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue("src"))?.[1] ?? "";
  const response = await fetch(new URL(source, parentStyleSheet?.href ?? document.baseURI));
  if (!response.ok) throw new Error(`the face ${source} did not come: the server answered ${response.status}`);
  const file = await dataOf(await response.blob());
  const others = ["font-family", "font-style", "font-weight", "unicode-range"]
    .map((name) => [name, style.getPropertyValue(name)])
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value};`);
  return `@font-face { src: url("${file}") format("woff2"); ${others.join(" ")} }`;
}

/**
 * A file as a data: address.
 *
 * @param {Blob} file
 * @returns {Promise<string>}
 */
export function dataOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
