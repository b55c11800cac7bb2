/**
 * Where the heat map of each matrix stands, in px: a pure function of the matrices and the width.
 *
 * All cells have one size, the largest with which everything can be seen at a glance. The matrices of a layer stand as
 * a stack, attention over the second matrix of the MLP, with the tall first one beside it; two layers share a block, so
 * that their stacks are as high as the tall ones beside them.
 *
 * @typedef {{name: string, rows: number, columns: number}} Matrix
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {Box & {matrix: number, label: string, room: number}} PlacedMatrix
 *   its cells; above them, in CAPTION px, what it is called: label is as much of the name as there is room for, in px
 *
 * @typedef {object} MatricesLayout
 * @property {number} width
 * @property {number} height
 * @property {number} cell  the side of a cell
 * @property {boolean} isRoomy  whether captions have room for the shape and the norm
 * @property {number} caption  the height of the captions
 * @property {PlacedMatrix[]} matrices  by matrix
 * @property {{text: string, x: number, y: number}[]} headings  of the layers, where there are several
 *
 * @typedef {{matrix: number, x: number, y: number}} Part
 * @typedef {{width: number, height: number, parts: Part[], layer: number | null, layers: number}} Block
 *   layer: the first of so many; null: of none
 * @typedef {{attention: number[], fc1: number[], fc2: number[]}} Layer  matrices, by index: wq wk wv wo, and
 *   one and one, or none
 * @typedef {"tall" | "together" | "pairs" | "single" | "narrow"} Variant
 */

const GAP = 14;
const LINE = 14; // of the captions
const BAR = 7; // the shares under the names
const HEADING = 20;
const READABLE = 44; // px that a name such as attn_wq takes
const ROOMY = 92; // ... and one with its layer
const LETTER = 6.05; // the width of a letter of a name

/**
 * @param {Matrix[]} matrices
 * @param {number} embedding  n_embd
 * @param {number} width
 * @param {number} [most]  the height up to which it is seen at a glance
 * @returns {MatricesLayout}
 */
export function matricesLayout(matrices, embedding, width, most = width < 560 ? 760 : 500) {
  const layers = layersOf(matrices);
  /** @type {Variant[]} */
  const variants = layers.length === 1 ? ["tall", "together", "single", "narrow"] : ["pairs", "single", "narrow"];
  /** @type {MatricesLayout | null} */
  let lowest = null;
  for (let cell = 14; cell >= 1; cell -= cell > 4 ? 1 : 0.5) {
    if (lowest && cell * embedding < READABLE) break;
    const [best] = variants
      .flatMap((variant) =>
        [false, true].map((isUnder) => placed(matrices, layers, width, cell, cell * embedding, variant, isUnder)),
      )
      .filter((layout) => layout.width <= width)
      .sort((one, other) => one.height - other.height);
    if (best && best.height <= most) return best;
    if (best && (!lowest || best.height < lowest.height)) lowest = best;
  }
  return lowest ?? placed(matrices, layers, width, 1, embedding, "narrow", true);
}

/**
 * The matrices of each layer, by index; a model may lack attention or the MLP.
 *
 * @param {Matrix[]} matrices
 * @returns {Layer[]}
 */
function layersOf(matrices) {
  /** @type {Layer[]} */
  const layers = [];
  matrices.forEach(({ name }, matrix) => {
    const found = /^layer(\d+)\.(?:attn|mlp)_(\w+)/.exec(name);
    if (!found) return;
    const layer = Number(found[1]);
    layers[layer] ??= { attention: [], fc1: [], fc2: [] };
    if (found[2] === "fc1" || found[2] === "fc2") layers[layer][found[2]].push(matrix);
    else layers[layer].attention.push(matrix);
  });
  return layers;
}

/**
 * @param {Matrix[]} matrices
 * @param {Layer[]} layers
 * @param {number} width
 * @param {number} cell
 * @param {number} side  of a square matrix
 * @param {Variant} variant
 * @param {boolean} isUnder  whether the layers begin in a new line
 * @returns {MatricesLayout}
 */
function placed(matrices, layers, width, cell, side, variant, isUnder) {
  const isRoomy = side >= ROOMY;
  const caption = LINE * (isRoomy ? 2 : 1) + BAR;
  const step = Math.max(side, READABLE) + GAP;
  /** @param {number} matrix */
  const heightOf = (matrix) => caption + matrices[matrix].rows * cell;
  const outer = matrices.map((_, matrix) => matrix).filter((matrix) => !matrices[matrix].name.startsWith("layer"));

  /**
   * Matrices side by side.
   *
   * @param {number[]} row
   * @param {number} x
   * @param {number} y
   */
  const beside = (row, x, y) => row.map((matrix, i) => ({ matrix, x: x + i * step, y }));
  /**
   * @param {Block["parts"]} parts
   * @param {number | null} layer
   * @param {number} [layers]
   * @returns {Block}
   */
  const block = (parts, layer, layers = 1) => ({
    parts,
    layer,
    layers,
    width: Math.max(...parts.map(({ matrix, x }) => x + Math.max(matrices[matrix].columns * cell, READABLE))),
    height: Math.max(...parts.map(({ matrix, y }) => y + heightOf(matrix))),
  });
  /** @param {number[]} row */
  const below = ([first]) => (first === undefined ? 0 : heightOf(first) + GAP);
  /**
   * Attention over fc2.
   *
   * @param {Layer} layer
   * @param {number} y
   */
  const stack = ({ attention, fc2 }, y) => [...beside(attention, 0, y), ...beside(fc2, 0, y + below(attention))];
  const stackWidth = Math.max(4 * step, 4 * side + GAP);

  /** @type {Block[]} */
  let blocks = [];
  const top = block(beside(outer, 0, 0), null);
  if (variant === "tall") {
    const [layer] = layers;
    const isPositions = (/** @type {number} */ matrix) => matrices[matrix].name === "wpe";
    const [wte, ...heads] = outer.filter((matrix) => !isPositions(matrix));
    const right = step + GAP;
    const column = heads.map((matrix) => ({ matrix, x: 0, y: heightOf(wte) + GAP }));
    const parts = stack(layer, 0).map((part) => ({ ...part, x: part.x + right }));
    const under = beside(outer.filter(isPositions), right, below(layer.attention) + below(layer.fc2));
    const tall = beside(layer.fc1, right + stackWidth + GAP, 0);
    blocks = [block([{ matrix: wte, x: 0, y: 0 }, ...column, ...parts, ...under, ...tall], null)];
  } else if (variant === "together") {
    const [layer] = layers;
    blocks = [block([...top.parts, ...stack(layer, top.height + GAP), ...beside(layer.fc1, stackWidth, 0)], null)];
  } else if (variant === "pairs") {
    blocks = [top];
    for (let i = 0; i < layers.length; i += 2) {
      const [one, other] = [layers[i], layers[i + 1]];
      const first = block(stack(one, 0), i);
      const parts = [...first.parts, ...beside(one.fc1, stackWidth, 0)];
      if (other) parts.push(...stack(other, first.height + GAP), ...beside(other.fc1, stackWidth + step, 0));
      blocks.push(block(parts, i, other ? 2 : 1));
    }
  } else if (variant === "single") {
    blocks = [top, ...layers.map((layer, i) => block([...stack(layer, 0), ...beside(layer.fc1, stackWidth, 0)], i))];
  } else {
    blocks = [top];
    layers.forEach(({ attention, fc1, fc2 }, i) => {
      const [left, under] = [fc1.length > 0 ? step : 0, below(attention)];
      const low = Math.max(below(fc1), 2 * under);
      blocks.push(
        block(
          [
            ...beside(fc1, 0, 0),
            ...beside(attention.slice(0, 2), left, 0),
            ...beside(attention.slice(2), left, under),
            ...beside(fc2, 0, low),
          ],
          i,
        ),
      );
    });
  }
  return flowed(matrices, blocks, isUnder ? [0, width] : [width, width], { cell, caption, isRoomy, side });
}

/**
 * Blocks from left to right, and in the next line where there is no room.
 *
 * @param {Matrix[]} matrices
 * @param {Block[]} blocks
 * @param {number[]} widths  the room in the first line and in all
 * @param {{cell: number, caption: number, isRoomy: boolean, side: number}} shape
 * @returns {MatricesLayout}
 */
function flowed(matrices, blocks, [firstWidth, width], { cell, caption, isRoomy, side }) {
  const room = Math.max(side, READABLE) + GAP - 4;
  const headingHeight = blocks.length > 1 ? HEADING : 0;
  /** @type {MatricesLayout} */
  const layout = { width: 0, height: 0, cell, isRoomy, caption, matrices: new Array(matrices.length), headings: [] };
  let [x, y] = [0, 0];
  const hasHead = matrices.some(({ name }) => name === "lm_head");
  for (const { parts, layer, layers, width: blockWidth, height } of blocks) {
    if (x > 0 && x + blockWidth > (y === 0 ? firstWidth : width)) [x, y] = [0, layout.height + GAP];
    if (headingHeight) layout.headings.push({ text: headingText(layer, layers, hasHead), x, y });
    for (const part of parts) {
      const { name, rows, columns } = matrices[part.matrix];
      const isTight = name.length * LETTER > room && columns * cell < name.length * LETTER;
      layout.matrices[part.matrix] = {
        matrix: part.matrix,
        label: isTight ? name.slice(name.indexOf(".") + 1) : name,
        room: Math.max(room, columns * cell),
        x: x + part.x,
        y: y + headingHeight + part.y + caption,
        width: columns * cell,
        height: rows * cell,
      };
    }
    layout.width = Math.max(layout.width, x + blockWidth);
    layout.height = Math.max(layout.height, y + headingHeight + height);
    x += blockWidth + 2 * GAP;
  }
  return layout;
}

/**
 * @param {number | null} layer  null: of none
 * @param {number} layers  how many from there on
 * @param {boolean} hasHead  whether the head is beside the embeddings
 */
function headingText(layer, layers, hasHead) {
  if (layer === null) return hasHead ? "embeddings and head" : "embeddings";
  return layers > 1 ? `layers ${layer} and ${layer + 1}` : `layer ${layer}`;
}
