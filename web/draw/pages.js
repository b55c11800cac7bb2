/** Where the pages are, from each other: each in a file, or all in one, which then says so (see ../standalone). */

const { article, lab } = globalThis.carried?.pages ?? { article: "index.html", lab: "lab.html" };

/** The article, at one of its places. @param {string} place */
export const inArticle = (place) => `${article}#${place}`;

/** Whether an address is that of a file, which leads nowhere from any other machine. @param {string} address */
export const isFile = (address) => address.startsWith("file:");

/** The lab, as a link has it that begins with #, or as it opens. */
export const inLab = (link = "") => `${lab}${link}`;
