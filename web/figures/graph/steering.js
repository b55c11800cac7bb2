/**
 * Moves the camera over the computation graph: at once under the reader's hand, in a short flight where a key or a
 * button asks for it.
 *
 * @import {Context, Props} from "../figure.js"
 * @import {Camera, Size} from "./camera.js"
 * @import {Near} from "./follow.js"
 *
 * @typedef {Props & {size: Size}} View  size: of the canvas
 */

import { fitCamera, panned, zoomedAt } from "./camera.js";
import { createFlight } from "./flight.js";
import { cameraOf, numberCamera } from "./follow.js";
import { graphLayout } from "./layout.js";

const ZOOM_BY = 1.5;
const STEP = 180; // ms that a press of a key or button takes
const FLIGHT = 1200; // and a flight across the graph

/** @param {Context} context */
export function steering({ dispatch, stillness, signal }) {
  /** What the last update was given. @type {View} */
  let drawn;
  /** What has been looked for since: the figure is drawn once a frame, but moved more often. @type {Camera | null} */
  let wanted = null;
  const flight = createFlight(stillness, signal);

  const camera = () => wanted ?? cameraOf(drawn, drawn.size);
  const layout = () => graphLayout(drawn.trace);

  /**
   * Look from somewhere else at once, which ends following and any flight.
   *
   * @param {Camera} to
   */
  function look(to) {
    flight.stop();
    show(to);
  }

  /** @param {Camera | null} to  null: from where all of it is seen */
  function show(to) {
    wanted = to ?? fitCamera(layout(), drawn.size);
    dispatch({ type: "set", settings: { camera: to, follow: false } });
  }

  /**
   * Look from somewhere else, and see how one gets there.
   *
   * @param {Camera} to
   * @param {number} takes  ms
   * @param {() => void} [arrive]
   */
  function fly(to, takes, arrive = () => show(to)) {
    flight.start({ from: camera(), to, size: drawn.size, takes, show, arrive });
  }

  /**
   * @param {number} factor
   * @param {{x: number, y: number}} at  that stays where it is
   */
  const zoomed = (factor, at) => zoomedAt(flight.goal ?? camera(), factor, at.x, at.y, layout(), drawn.size);

  /** @param {number} factor */
  function zoomMiddle(factor) {
    fly(zoomed(factor, { x: drawn.size.width / 2, y: drawn.size.height / 2 }), STEP);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  function pan(dx, dy) {
    look(panned(camera(), dx, dy, layout()));
  }

  const fit = () => fly(fitCamera(layout(), drawn.size), FLIGHT, () => show(null));

  function toggleFollow() {
    const { follow } = drawn.settings;
    flight.stop();
    if (follow) return look(camera());
    const target = cameraOf({ ...drawn, settings: { ...drawn.settings, follow: true } }, drawn.size);
    fly(target, FLIGHT, () => dispatch({ type: "set", settings: { follow: true } }));
  }

  /** Fly to the number in focus and stay with it; from there, back to its block. Pressed again meanwhile, stop. */
  function toNumber() {
    if (flight.stop()) return;
    const { trace, look: at, size, settings } = drawn;
    /** @type {Near} */
    const near = settings.follow && settings.near === "number" ? "block" : "number";
    if (!numberCamera(layout(), trace, at, size)) return; // a frame of no number
    const target = cameraOf({ ...drawn, look: { ...at, t: 1 }, settings: { ...settings, follow: true, near } }, size);
    if (at.isPlaying) dispatch({ type: "stopped" });
    fly(target, FLIGHT, () => dispatch({ type: "set", settings: { follow: true, near } }));
  }

  return {
    camera,
    layout,
    look,
    pan,
    fit,
    toggleFollow,
    toNumber,
    stop: flight.stop,
    closer: () => zoomMiddle(ZOOM_BY),
    further: () => zoomMiddle(1 / ZOOM_BY),

    /** @param {number} factor @param {{x: number, y: number}} at */
    zoom(factor, at) {
      flight.stop();
      show(zoomed(factor, at));
    },

    /** Go where something can be read. @param {Camera} to */
    go: (to) => fly(to, FLIGHT / 2),

    /** @param {View} view */
    see(view) {
      drawn = view;
      wanted = null;
    },
  };
}
