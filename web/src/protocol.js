/**
 * The wire between the page and the worker: every message that can cross it, on one card. All are plain JSON.
 *
 * Page to worker: {id, command, args}. The worker answers {id, result} or {id, error: {type, message, traceback}}.
 *
 *   start    {preset_name?, settings?, data_name?, text?, sample_every?, autograd?}
 *                                   begin at step 0                                              -> Description
 *   restore  {text_of_checkpoint, memory?, data_name?, text?, sample_every?, autograd?}
 *                                   go on from a checkpoint                                      -> Description
 *   use      {autograd}             go on with this autograd, also in mid-training               -> Description
 *   train    {steps?, num_steps?}   train so many steps, or to the end of num_steps; answers when it stops -> Description
 *   pause    {}                     stop training after the step that is being done              -> null
 *   trace    {doc?, position?, moment?}  what the next step did, or the one after so many steps                  -> Columns
 *   experiment  {edits}             the last trace with parameters, {matrix, row, column, value}, changed    -> Columns
 *   check    {matrix, row, column, epsilon?, edits?}  a gradient of the last trace beside the slope measured -> {grad, slope, ...}
 *   heads    {count?}               what each head reads on average over so many documents       -> see microgpt/observe/heads.py
 *   over_training {}                the attention weights on the traced document at every kept moment        -> Columns
 *   temper   {logits, temperature, drawn?}  logits of each position -> {probs, draws}: how often each token was drawn
 *   norms    {}                     the norm of the gradient over training            -> {steps, matrices, all}
 *   replay   {matrix, row, column, what_if?}  the kept steps of a parameter, and with other settings of Adam
 *                                                                            -> {steps, true, what_if}
 *   sample   {count?, temperature?} invent documents                                             -> {names}
 *
 * Columns: {header, columns: typed arrays by name}.
 *
 * Worker to page, unasked: {event, ...}.
 *
 *   boot        {stage, loaded, total}  a stage of booting began, or more of Python's bytes came
 *   ready       {seconds}               Python is up
 *   failed      {error}                 Python could not be brought up
 *   began       {description}           training is about to begin
 *   progress    {events}                what training did since the last of these: TrainingEvents in order
 *   checkpoint  {step, text, memory}    the run as it is now, from which it can go on if the worker dies
 *
 * @typedef {{type: string, message: string, traceback: string}} PythonError
 *
 * @typedef {object} Description  a run as a whole
 * @property {Record<string, any>} config
 * @property {string} data_name
 * @property {number} num_docs
 * @property {string[]} tokens  the vocabulary, by token id
 * @property {number} num_params
 * @property {"vector" | "scalar"} autograd
 * @property {number} step  training steps done
 * @property {number[]} moments  after how many steps there are states to look into
 * @property {{steps: number, bytes: number, moment_bytes: number}} kept  the steps kept in full, and what all kept takes
 * @property {number} random_guess  the loss of guessing blindly: ln(vocab size)
 * @property {string | null} command  what to type to get the same losses
 *
 * @typedef {object} StepDone  one training step
 * @property {number} step  from 1
 * @property {number} loss
 * @property {number} average  mean loss of the last 50 steps
 * @property {string} doc
 * @property {string[]} tokens  one more than losses: the first is given, the others are predicted
 * @property {number[]} losses
 * @property {number} learning_rate
 * @property {"vector" | "scalar"} autograd  which one did it
 * @property {number} [seconds_per_step]  not in recordings
 * @property {number} [seconds_left]
 *
 * @typedef {{sampled_at: number, name: string}} SampleMade  a name invented after that step
 *
 * @typedef {{kept_after: number}} MomentKept  the state after that step can be looked into
 *
 * @typedef {StepDone | SampleMade | MomentKept} TrainingEvent
 *
 * @typedef {{event: "boot", stage: string, loaded: number, total: number}
 *   | {event: "ready", seconds: number}
 *   | {event: "failed", error: PythonError}
 *   | {event: "began", description: Description}
 *   | {event: "progress", events: TrainingEvent[]}
 *   | {event: "checkpoint", step: number, text: string, memory: object}} WorkerEvent
 *
 * @typedef {{id: number, command: string, args: Record<string, unknown>}} Command
 * @typedef {{id: number, result: any} | {id: number, error: PythonError}} Reply
 */

export {};
