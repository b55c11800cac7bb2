/** The post's own buttons: they drive one of its figures, and its caption says what that tells. */

/** @type {any} */
const figure = document.querySelector("#driven");
const said = /** @type {HTMLElement} */ (document.querySelector("#said"));
const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".drive button"));

for (const button of buttons) {
  button.addEventListener("click", () => {
    const { step, seek, play } = button.dataset;
    if (play !== undefined) figure.play();
    else if (seek !== undefined) figure.seek(seek);
    else figure.setAttribute("step", step);
  });
}

/** @param {CustomEvent<{doc: string, loss: number | null, step: number}>} event */
function tell({ detail: { doc, loss, step } }) {
  if (loss === null) return;
  const steps = step - 1; // those that were done before the one that is shown
  const when = steps === 0 ? "Before training" : `After ${steps} steps`;
  said.textContent = `${when}, a guess of “${doc}” costs ${loss.toFixed(2)} on average.`;
  for (const button of buttons) {
    if (button.dataset.step) button.setAttribute("aria-pressed", String(button.dataset.step === String(step)));
  }
}

figure.addEventListener("ready", tell);
figure.addEventListener("cursorchange", tell);
figure.addEventListener("error", (/** @type {CustomEvent<{message: string}>} */ { detail }) => {
  said.textContent = detail.message;
});
