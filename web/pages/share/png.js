/** A picture as a PNG of twice its size, which says in itself what it shows and where it is from. */

/** @import {Picture} from "./picture.js" */

/** Pixels for one of the page's. */
const SCALE = 2;

/**
 * The picture, drawn.
 *
 * @param {Picture} picture
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function drawn({ svg, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser has no canvas to draw it on");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Record<string, string>} texts  by keyword: Title, Source, ...
 * @returns {Promise<Blob>}
 */
export async function pngOf(canvas, texts) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!(blob instanceof Blob)) throw new Error("this browser made no PNG of it");
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return new Blob([withTexts(bytes, texts)], { type: "image/png" });
}

/** The bytes of the signature and of the first chunk, which has to be first. */
const BEGINNING = 8 + 4 + 4 + 13 + 4;

/**
 * A PNG with texts in it, in UTF-8.
 *
 * @param {Uint8Array<ArrayBuffer>} png
 * @param {Record<string, string>} texts
 */
export function withTexts(png, texts) {
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  const parts = [png.subarray(0, BEGINNING), ...chunks, png.subarray(BEGINNING)];
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * An iTXt chunk: keyword, not compressed, in no language, text.
 *
 * @param {string} keyword
 * @param {string} text
 */
function textChunk(keyword, text) {
  const content = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(content.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - 4);
  chunk.set(content, 4);
  view.setUint32(content.length + 4, checksum(content));
  return chunk;
}

/** The CRC-32 of PNG. @param {Uint8Array} bytes */
function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
