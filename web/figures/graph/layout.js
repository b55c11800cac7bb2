/**
 * Where everything in the computation graph stands: a pure function of the trace's structure, not of its numbers.
 *
 * Positions are columns, left to right; stages are rows, top to bottom, with heads side by side. A block is a stage at a
 * position: a few lines of cells, one cell to an element and one more for what several elements share (rmsnorm's
 * scale). A cell holds the tree of scalar operations that made its number: see tree.js. The matrices of
 * parameters stand in a margin at the left, about where they are read. One unit of length is one cell.
 *
 * @import {MatrixInfo, Ref, Stage, Trace} from "../../trace/read.js"
 * @import {Tree} from "./tree.js"
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {object} BlockPlace
 * @property {number} stage
 * @property {number} row
 * @property {number} column  -1 for the mean loss, which belongs to no position
 * @property {number} across  cells in a line
 * @property {number} cells  with the shared one
 * @property {boolean} hasShared
 * @property {number} cell  length of a cell's side
 * @property {number} pitch  from one cell to the next
 *
 * @typedef {Box & BlockPlace} Block
 *
 * @typedef {object} Row
 * @property {string} name  the stage's, without its layer and head
 * @property {string} group  "embedding", "layer 0 attention", ...
 * @property {boolean} startsGroup
 * @property {boolean} hasHeads
 * @property {number} y
 * @property {number} height
 * @property {number} track  of the gutter, for lines that go past the next row
 * @property {Block[]} blocks  from left to right
 *
 * @typedef {Box & {matrix: number, cell: number}} MatrixPlace
 *
 * @typedef {object} Layout
 * @property {Row[]} rows
 * @property {Block[]} blocks  by stage
 * @property {MatrixPlace[]} matrices
 * @property {Box} bounds
 * @property {number} columns
 * @property {number} columnWidth
 * @property {number} columnPitch
 * @property {number} margin  the right edge of the matrices' margin
 */

import { NONE, nodeOf, numParams, paramRef, refOfNode } from "../../trace/read.js";
import { NODE_HEIGHT, NODE_WIDTH, treeLayout, treeLike } from "./tree.js";

const MAX_ACROSS = 16; // cells in a line
const PARAM_CELL = 0.15;
const MATRIX_GAP = 1.1;
const GROUP_GAP = 1.6; // before a row that begins another part of the model
export const TRACK = 0.3; // between lines in a gutter
const CAPTION = 0.09; // of a cell's side, above its tree
const TREE_MARGIN = 0.05;
const WIDEST = 1.9; // ratio of width to height that rows are spread apart to reach

/** @type {WeakMap<Trace, Layout>} */
const layouts = new WeakMap();

/** @param {Trace} trace @returns {Layout} */
export function graphLayout(trace) {
  let layout = layouts.get(trace);
  if (!layout) layouts.set(trace, (layout = makeLayout(trace)));
  return layout;
}

/** @param {Trace} trace @returns {Layout} */
function makeLayout(trace) {
  const { config } = trace.header;
  const perLine = Math.max(config.n_embd <= MAX_ACROSS + 8 ? config.n_embd : MAX_ACROSS, 8);
  const columns = trace.header.token_ids.length - 1;
  const shared = sharedStages(trace);
  const rows = rowsOf(trace);
  giveTracks(trace, rows);
  const tracks = 1 + Math.max(...rows.map(({ track }) => track));
  const columnPitch = perLine + 1.6 + 1.4 + tracks * TRACK;

  // blocks within their row and column, tops still at 0
  /** @type {Block[]} */
  const blocks = [];
  for (const [r, row] of rows.entries()) {
    for (const block of row.blocks) {
      const { size, head, position } = trace.stages[block.stage];
      const left = (position ?? 0) * columnPitch;
      const hasShared = shared.has(block.stage);
      if (head !== null) {
        const slot = perLine / config.n_head;
        const across = Math.max(1, Math.min(Math.round(slot), size + Number(hasShared)));
        const pitch = (slot - 0.3) / Math.max(1, Math.round(slot));
        Object.assign(block, {
          x: left + head * slot + 0.15,
          across,
          pitch,
          cell: pitch,
          cells: size + Number(hasShared),
        });
      } else if (size === 1) {
        const middle = position === null ? ((columns - 1) * columnPitch + perLine) / 2 : left + perLine / 2;
        Object.assign(block, { x: middle - 1, across: 1, pitch: 2, cell: 2, cells: 1 });
      } else {
        const across = Math.min(size, perLine);
        Object.assign(block, { x: left, across, pitch: 1, cell: 1, cells: size + Number(hasShared) });
      }
      const inLine = head === null ? size : block.cells;
      block.width = block.across * block.pitch;
      block.height = Math.ceil(inLine / block.across) * block.pitch;
      Object.assign(block, { row: r, column: position ?? -1, hasShared });
      blocks[block.stage] = block;
    }
    row.height = Math.max(...row.blocks.map(({ height }) => height));
  }

  // rows below each other; further apart when there are many positions
  const width = columns * columnPitch + 12;
  const solid = rows.reduce((sum, { height, startsGroup }) => sum + height + (startsGroup ? GROUP_GAP : 0), 0);
  const gap = Math.min(3.5, Math.max(1.7, (width / WIDEST - solid) / rows.length));
  let y = 0;
  for (const row of rows) {
    y += gap + (row.startsGroup ? GROUP_GAP : 0);
    row.y = y;
    for (const block of row.blocks) block.y = y;
    y += row.height;
  }
  const margin = -(tracks * TRACK) - 1 - 12.5;
  const matrices = placeMatrices(trace, blocks, margin);
  const left = Math.min(...matrices.map(({ x }) => x)) - 6; // room for their names
  const bottom = Math.max(y + 1, ...matrices.map((each) => each.y + each.height + 1));
  const right = (columns - 1) * columnPitch + perLine + 2;
  return {
    rows,
    blocks,
    matrices,
    bounds: { x: left, y: -2.5, width: right - left, height: bottom + 2.5 },
    columns,
    columnWidth: perLine,
    columnPitch,
    margin,
  };
}

/** The stages that have nodes which serve several of their elements. @param {Trace} trace */
function sharedStages(trace) {
  const shared = new Set();
  if (!trace.hasGraph) return shared;
  const { node_stage, node_element } = trace.columns;
  for (let node = numParams(trace); node < node_stage.length; node++) {
    if (node_element[node] === NONE && node_stage[node] !== NONE) shared.add(node_stage[node]);
  }
  return shared;
}

/** One row for each name, in the order of the first position; heads of a layer share one. @param {Trace} trace @returns {Row[]} */
function rowsOf(trace) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  trace.stages.forEach((stage, index) => {
    const key = stage.name.replace(/head\d+\./, "");
    let row = rows.get(key);
    if (!row) {
      const name = key.replace(/^layer\d+\./, "");
      row = {
        name,
        group: groupOf(stage),
        startsGroup: false,
        hasHeads: stage.head !== null,
        y: 0,
        height: 0,
        track: 0,
        blocks: [],
      };
      rows.set(key, row);
    }
    row.blocks.push(/** @type {Block} */ ({ stage: index, y: 0 }));
  });
  const ordered = [...rows.values()].sort((a, b) => Number(isOverall(trace, a)) - Number(isOverall(trace, b)));
  ordered.forEach((row, r) => (row.startsGroup = r > 0 && row.group !== ordered[r - 1].group));
  return ordered;
}

/** @param {Trace} trace @param {Row} row */
function isOverall(trace, row) {
  return trace.stages[row.blocks[0].stage].position === null;
}

/** @param {Stage} stage */
function groupOf({ name, layer }) {
  if (layer !== null) return `layer ${layer}, ${name.includes("mlp") ? "MLP" : "attention"}`;
  return name.includes("emb") ? "embedding" : "prediction";
}

/** Give rows whose lines go past the next row a track each in the gutter, the same where they do not meet. @param {Trace} trace @param {Row[]} rows */
function giveTracks(trace, rows) {
  const rowOf = new Map(rows.flatMap((row, r) => row.blocks.map(({ stage }) => [stage, r])));
  const last = rows.map((_, r) => r);
  trace.stages.forEach(({ reads }, stage) => {
    for (const read of reads) {
      const from = rowOf.get(read) ?? 0;
      last[from] = Math.max(last[from], rowOf.get(stage) ?? 0);
    }
  });
  // the shortest lines first: the longest run outermost, the residual stream among them
  const order = rows.map((_, r) => r).sort((a, b) => last[a] - a - (last[b] - b) || a - b);
  /** @type {[from: number, to: number][][]} */
  const taken = [];
  for (const r of order) {
    if (last[r] <= r + 1) continue;
    let track = taken.findIndex((spans) => spans.every(([from, to]) => to < r || from > last[r]));
    if (track < 0) track = taken.push([]) - 1;
    taken[track].push([r, last[r]]);
    rows[r].track = track;
  }
}

/** @param {Trace} trace @param {Block[]} blocks @param {number} margin @returns {MatrixPlace[]} */
function placeMatrices(trace, blocks, margin) {
  const readAt = trace.matrices.map((_, m) => {
    const reader = trace.stages.findIndex(({ reads_rows }) => reads_rows.some(([matrix]) => matrix === m));
    return reader < 0 ? 0 : blocks[reader].y;
  });
  const order = trace.matrices.map((_, m) => m).sort((a, b) => readAt[a] - readAt[b] || a - b);
  /** @type {MatrixPlace[]} */
  const places = [];
  let free = -Infinity;
  for (const m of order) {
    const { rows, columns } = trace.matrices[m];
    const [width, height] = [columns * PARAM_CELL, rows * PARAM_CELL];
    const y = Math.max(readAt[m], free);
    places[m] = { matrix: m, x: margin - width, y, width, height, cell: PARAM_CELL };
    free = y + height + MATRIX_GAP;
  }
  return places;
}

// --- cells and trees

/** The cell of an element of a stage; element `size` is the one that the others share. @param {Layout} layout @param {Trace} trace @param {number} stage @param {number} element @returns {Box} */
export function cellBox(layout, trace, stage, element) {
  const block = layout.blocks[stage];
  const { size, head } = trace.stages[stage];
  if (element === size && head === null) {
    return { x: block.x + block.width + 0.4, y: block.y, width: block.cell, height: block.cell };
  }
  const x = block.x + (element % block.across) * block.pitch;
  const y = block.y + Math.floor(element / block.across) * block.pitch;
  return { x, y, width: block.cell, height: block.cell };
}

/** @param {Layout} layout @param {Extract<Ref, {kind: "param"}>} ref @returns {Box} */
export function paramBox(layout, { matrix, row, column }) {
  const { x, y, cell } = layout.matrices[matrix];
  return { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
}

/** @type {WeakMap<Trace, Map<number, Uint32Array[]>>} */
const groups = new WeakMap();
/** @type {WeakMap<Trace, Uint32Array>} */
const firstNodes = new WeakMap();
/** @type {WeakMap<Trace, Map<number, PlacedTree>>} */
const trees = new WeakMap();

/** @typedef {{tree: Tree, x: number, y: number, scale: number, root: number}} PlacedTree  root: the node whose number the cell shows */

/** The nodes made for a stage are those from one index to the next. @param {Trace} trace @returns {Uint32Array} */
export function firstNodeOfStage(trace) {
  let firsts = firstNodes.get(trace);
  if (!firsts) {
    const { node_stage } = trace.columns;
    firsts = new Uint32Array(trace.stages.length + 1);
    let node = numParams(trace);
    for (let stage = 0; stage < trace.stages.length; stage++) {
      firsts[stage] = node;
      while (node < node_stage.length && node_stage[node] <= stage) node++;
    }
    firsts[trace.stages.length] = node;
    firstNodes.set(trace, firsts);
  }
  return firsts;
}

/** The nodes of a stage by the cell they belong to. @param {Trace} trace @param {number} stage */
function nodesByCell(trace, stage) {
  let known = groups.get(trace);
  if (!known) groups.set(trace, (known = new Map()));
  let cells = known.get(stage);
  if (!cells) {
    const { node_element } = trace.columns;
    const firsts = firstNodeOfStage(trace);
    const { size } = trace.stages[stage];
    /** @type {number[][]} */
    const lists = Array.from({ length: size + 1 }, () => []);
    for (let node = firsts[stage]; node < firsts[stage + 1]; node++) {
      lists[node_element[node] === NONE ? size : node_element[node]].push(node);
    }
    cells = lists.map((list) => Uint32Array.from(list));
    known.set(stage, cells);
  }
  return cells;
}

/**
 * The tree in a cell, and where: a point of the tree is at x + scale * its own. Null without a graph, and for a cell that
 * only passes on a number made elsewhere.
 *
 * @param {Layout} layout @param {Trace} trace @param {number} stage @param {number} element @returns {PlacedTree | null}
 */
export function treeIn(layout, trace, stage, element) {
  if (!trace.hasGraph) return null;
  let known = trees.get(trace);
  if (!known) trees.set(trace, (known = new Map()));
  const key = trace.stages[stage].first + stage + element; // each stage has one cell more than it has elements
  let placed = known.get(key);
  if (placed) return placed;
  const nodes = nodesByCell(trace, stage)[element];
  if (nodes.length === 0) return null;
  const box = cellBox(layout, trace, stage, element);
  const inside = {
    x: box.x + box.width * TREE_MARGIN,
    y: box.y + box.height * (CAPTION + TREE_MARGIN),
    width: box.width * (1 - 2 * TREE_MARGIN),
    height: box.height * (1 - CAPTION - 2 * TREE_MARGIN),
  };
  const tree = treeOf(trace, stage, nodes, inside.width / inside.height);
  const scale = Math.min(inside.width / tree.width, inside.height / tree.height, box.height / 5);
  placed = {
    tree,
    scale,
    x: inside.x + (inside.width - tree.width * scale) / 2,
    y: inside.y + (inside.height - tree.height * scale) / 2,
    root: nodes[nodes.length - 1],
  };
  known.set(key, placed);
  return placed;
}

/** @type {WeakMap<Trace, Map<string, {tree: Tree, nodes: Uint32Array}>>} */
const firstTrees = new WeakMap();

/** The tree of nodes, set as the first of its kind was, if there was one. @param {Trace} trace @param {number} stage @param {Uint32Array} nodes @param {number} aspect */
function treeOf(trace, stage, nodes, aspect) {
  const firsts = firstTrees.get(trace) ?? new Map();
  firstTrees.set(trace, firsts);
  const kind = `${trace.stages[stage].name} ${nodes.length}`;
  const first = firsts.get(kind);
  const alike = first && treeLike(trace, first.tree, first.nodes, nodes);
  if (alike) return alike;
  const tree = treeLayout(trace, nodes, aspect);
  if (!first) firsts.set(kind, { tree, nodes });
  return tree;
}

/** The node whose number the cell shows that a stage's elements share. @param {Trace} trace @param {number} stage */
export function sharedRoot(trace, stage) {
  const nodes = nodesByCell(trace, stage)[trace.stages[stage].size];
  return nodes[nodes.length - 1];
}

/** The box of a node: a parameter's cell, or its place in the tree of its cell. @param {Layout} layout @param {Trace} trace @param {number} node @returns {Box} */
export function nodeBox(layout, trace, node) {
  if (node < numParams(trace)) return paramBox(layout, paramRef(trace, node));
  const [stage, element] = cellOfNode(trace, node);
  const placed = /** @type {PlacedTree} */ (treeIn(layout, trace, stage, element));
  return itemBox(placed, placed.tree.nodes.subarray(0, placed.tree.count).indexOf(node));
}

/** The stage and the cell in which a node that is no parameter was made. @param {Trace} trace @param {number} node @returns {[stage: number, element: number]} */
export function cellOfNode(trace, node) {
  const stage = trace.columns.node_stage[node];
  const element = trace.columns.node_element[node];
  return [stage, element === NONE ? trace.stages[stage].size : element];
}

/** @param {PlacedTree} placed @param {number} item @returns {Box} */
export function itemBox({ tree, x, y, scale }, item) {
  const [width, height] = [NODE_WIDTH * scale, NODE_HEIGHT * scale];
  return { x: x + tree.x[item] * scale - width / 2, y: y + tree.y[item] * scale - height / 2, width, height };
}

/** The box that stands for a ref: its cell, its block, or its node. @param {Layout} layout @param {Trace} trace @param {Ref} ref @returns {Box | null} */
export function refBox(layout, trace, ref) {
  if (ref.kind === "param") return layout.matrices[ref.matrix] ? paramBox(layout, ref) : null;
  if (ref.kind === "node") return trace.hasGraph ? nodeBox(layout, trace, ref.node) : null;
  const block = layout.blocks[ref.stage];
  if (!block) return null;
  return ref.element === null ? block : cellBox(layout, trace, ref.stage, ref.element);
}

/**
 * What is at a point: the finest thing that is at least `finest` long there, so that nobody has to hit what they cannot
 * see. Goes down the layout (row, block, cell, node) and never through a list of nodes.
 *
 * @param {Layout} layout @param {Trace} trace @param {number} x @param {number} y @param {number} finest @returns {Ref | null}
 */
export function refAt(layout, trace, x, y, finest) {
  if (x <= layout.margin) {
    for (const place of layout.matrices) {
      if (!contains(place, x, y)) continue;
      const row = Math.min(Math.floor((y - place.y) / place.cell), trace.matrices[place.matrix].rows - 1);
      const column = Math.min(Math.floor((x - place.x) / place.cell), trace.matrices[place.matrix].columns - 1);
      return { kind: "param", matrix: place.matrix, row, column };
    }
    return null;
  }
  const row = layout.rows[lastAtMost(layout.rows, y)];
  if (!row || y > row.y + row.height) return null;
  for (const block of blocksNear(layout, row, x)) {
    const { size, head } = trace.stages[block.stage];
    if (block.hasShared && head === null) {
      const box = cellBox(layout, trace, block.stage, size);
      if (contains(box, x, y)) return inCell(layout, trace, block, size, x, y, finest);
    }
    if (!contains(block, x, y)) continue;
    const across = Math.min(Math.floor((x - block.x) / block.pitch), block.across - 1);
    const element = Math.floor((y - block.y) / block.pitch) * block.across + across;
    const cells = head === null ? size : block.cells;
    if (element >= cells || block.cell < finest) return { kind: "stage", stage: block.stage, element: null };
    return inCell(layout, trace, block, element, x, y, finest);
  }
  return null;
}

/** @param {Layout} layout @param {Trace} trace @param {Block} block @param {number} element @param {number} x @param {number} y @param {number} finest @returns {Ref} */
function inCell(layout, trace, block, element, x, y, finest) {
  const { stage } = block;
  const placed = treeIn(layout, trace, stage, element);
  if (placed && placed.scale * NODE_WIDTH >= finest) {
    const { tree } = placed;
    for (let item = 0; item < tree.nodes.length; item++) {
      if (contains(itemBox(placed, item), x, y)) return refOfNode(trace, tree.nodes[item]);
    }
  }
  if (element < trace.stages[stage].size) return { kind: "stage", stage, element };
  return placed ? refOfNode(trace, placed.root) : { kind: "stage", stage, element: null };
}

/** The blocks of a row that a point at x may be in. @param {Layout} layout @param {Row} row @param {number} x */
function blocksNear(layout, row, x) {
  const column = Math.floor((x + 0.01) / layout.columnPitch);
  return row.blocks.filter((block) => block.column === column || block.column === -1);
}

/** @param {Row[]} rows @param {number} y */
function lastAtMost(rows, y) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].y <= y) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {Box} box @param {number} x @param {number} y */
export function contains(box, x, y) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** Where a node's number is to be seen: the cell of its element, the shared cell, or its parameter's cell. @param {Layout} layout @param {Trace} trace @param {number} node @returns {Box} */
export function cellOf(layout, trace, node) {
  if (node < numParams(trace)) return paramBox(layout, paramRef(trace, node));
  const [stage, element] = cellOfNode(trace, node);
  return cellBox(layout, trace, stage, element);
}

/** The node of a ref, for a stage of one number also when the whole of it is meant. @param {Trace} trace @param {Ref} ref */
export function nodeOfRef(trace, ref) {
  if (ref.kind === "stage" && ref.element === null && trace.stages[ref.stage].size === 1) {
    return nodeOf(trace, { ...ref, element: 0 });
  }
  return nodeOf(trace, ref);
}
