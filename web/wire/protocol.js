/**
 * The wire between the page and the worker: every message that can cross it, on one card. The page chooses the ids.
 *
 * Page to worker: {id, command, args, given?}; given: numbers that it is about, by name. The worker answers
 * {id, result} or {id, error: {type, message, traceback}}.
 *
 *   lists          {}                            the documents that have a name, and where they are from -> NamedList[]
 *   read           {name, source}                a file, or a text, as documents: refused if they are none -> Documents
 *   fetch_names    {}                            those of the published program, from their author      -> Documents
 *   reading        {data_name?, text?, documents?, preset_name?, settings?, word?}
 *                      what the tokenizer makes of documents, and of a word; without one, of the first  -> Reading
 *   settings       {}                            every setting that a run has, as a form shows them -> SettingsTable
 *   prospect       {preset_name?, settings?, data_name?, text?, documents?, autograd?}
 *                      what would be started with these, or why it cannot be                        -> Prospect
 *   probe          {preset_name?, settings?, data_name?, text?, documents?, autograd?}
 *                      how long a step of that takes, measured on a few                             -> Probed
 *   start          {run, preset_name?, settings?, data_name?, text?, documents?, sample_every?, autograd?}
 *                      a run at step 0; one of the same id is replaced                              -> Description
 *   restore        {run, checkpoint, memory?, data_name?, text?, documents?, sample_every?, autograd?}
 *                      a run that goes on from the text of a checkpoint                             -> Description
 *   use            {run, autograd}               go on with this autograd, also in mid-training     -> Description
 *   train          {run, steps?, num_steps?}     so many steps, or to the end; answers when it stops -> Description
 *   pause          {run}                         stop after the step that is being done             -> null
 *   sample         {run, count?, temperature?}   invent documents                                   -> Sampled
 *   trace          {run, trace, doc?, position?, after?, graph?}
 *                      what the next step does, or the one after so many steps               -> Columns<TraceHeader>
 *   experiment     {of, trace, edits}            the trace `of` with just these edits        -> Columns<TraceHeader>
 *   check          {trace, matrix, row, column, epsilon?}   a gradient beside the slope measured    -> Check
 *   grab           {trace, matrix, row, column, values}
 *                      what these numbers for a parameter would do             -> Columns<Grabbed, GrabbedColumns>
 *   heads          {trace, count?}               what each head reads on average                    -> Summaries
 *   over_training  {trace}                       its document's weights at every snapshot     -> Columns<OverTraining>
 *   temper         {trace, temperature, drawn?}  its predictions, reshaped, and draws of them       -> Tempered
 *   paces          {trace, times?}               its step with each autograd, timed so often       -> Paces
 *   norms          {run}                         of the gradient over training                      -> Norms
 *   replay         {run, matrix, row, column, what_if?, whole?}   a parameter's last steps, or its whole life, told
 *                                                of some steps                                    -> Replay
 *   invent         {run, temperature, seed, top_k?, prefix?}   one invented document, letter by letter   -> Invented
 *   invent_many    {run, temperature, seed, top_k?, prefix?, count?}   those of so many seeds, from this on
 *                                                                                                   -> InventedMany
 *   score          {run, text}                   how likely the model finds a word                  -> Scored
 *   expression     {text, leaves?}               an expression that was typed, worked out on Value  -> Walk
 *   parameters     {run, after?}                 every parameter, now or after so many steps
 *                                                                          -> Columns<Parameters, ParameterColumns>
 *   encode         {run, text}                   a text as its tokenizer reads it                   -> Encoded
 *   surprise       {probs?, losses?}             -log(p), and the p of losses                       -> Surprises
 *   facts          {trace}                       the numbers of the article's sentences             -> Facts
 *   run_facts      {run}                         those of the run as a whole                        -> Facts
 *   checkpoint     {run}                         as the file of the command line                    -> Checkpoint
 *   outlook        {checkpoint, name?}           what that text would be as a run                   -> Outlook
 *   state          {run}                         from which it can go on                 -> Columns<State, Numbers>
 *   snapshot       {run, after}                  of its snapshots, one
 *                                                                                -> Columns<Checked, Numbers>
 *   resume         {run, state, data_name?, text?, documents?, sample_every?, autograd?}
 *                      a run that goes on from a state: given its numbers, and by its step those of each snapshot
 *                                                                                                   -> Description
 *   way_back       {run}                         where a run that has diverged can go on, if anywhere
 *                                                                                                -> WayBack | null
 *   go_back        {run, after, learning_rate}   go on from a snapshot, with another learning rate    -> Description
 *   share          {run}                         its model as text for a link, a little rounded     -> Shared
 *   open_shared    {run, model, text?, sample_every?, autograd?}
 *                      a run that goes on from such a text, without documents that are neither given nor built in
 *                                                                                                   -> OpenedShared
 *   drop           {run?, trace?}                forget one run, or one trace                       -> null
 *
 * There are at most 9 runs, 16 traces and 3 texts that were read: the one that was not used for longest makes room. A
 * question about one that is gone gets an error of type NotKept. check, grab, heads and temper are about a trace's own
 * model, edits included.
 *
 * Worker to page, unasked: {event, ...}.
 *
 *   boot        {stage, loaded, total}       a stage of booting began, or more of Python's bytes came
 *   ready       {seconds}                    Python is up
 *   failed      {error}                      Python could not be brought up
 *   began       {run, description}           training is about to begin
 *   reading     {name, loaded, total}        so many bytes of documents have been read, or come
 *   progress    {run, events}                what training did since the last of these: TrainingEvents in order
 *   state       {run, state, numbers}        the run as it is now, from which it can go on if the worker dies
 *
 * And of its own life, which client.js keeps to itself; where it has no lock the page sends {ping} now and then. A
 * worker may be that of several pages: whoever holds an end of it sends {connect} with a port for another, and a page
 * that wants no more of it {leave}: what was only that page's is dropped.
 *
 *   born        {lock}                       its script runs; lock: the name of the one that it holds, "" if none
 *   alive       {}                           the answer to a ping
 *   busy        {}                           Python has begun something: nobody is answered until that is done
 *   died        {error}                      an error has gone through Python that is none of its own: it has ended
 *
 * @import {Config, Experiment, Param, TraceColumns, TraceHeader} from "./trace-format.js"
 *
 * @typedef {object} Commands
 * @property {Call<{}, NamedList[]>} lists
 * @property {Call<{name: string, source: Blob | string}, Documents>} read
 * @property {Call<{}, Documents>} fetch_names
 * @property {Call<ToRead, Reading>} reading
 * @property {Call<{}, SettingsTable>} settings
 * @property {Call<Wanted, Prospect>} prospect
 * @property {Call<Wanted, Probed>} probe
 * @property {Call<NewRun, Description>} start
 * @property {Call<Source & {checkpoint: string, memory?: Memory | null}, Description>} restore
 * @property {Call<{run: string, autograd: Autograd}, Description>} use
 * @property {Call<{run: string, steps?: number | null, num_steps?: number | null}, Description>} train
 * @property {Call<{run: string}, null>} pause
 * @property {Call<{run: string, count?: number | null, temperature?: number | null}, Sampled>} sample
 * @property {Call<NewTrace, Columns<TraceHeader>>} trace
 * @property {Call<{of: string, trace: string, edits: Edit[]}, Columns<TraceHeader>>} experiment
 * @property {Call<Param & {trace: string, epsilon?: number}, Check>} check
 * @property {Call<Param & {trace: string, values: number[]}, Columns<Grabbed, GrabbedColumns>>} grab
 * @property {Call<{trace: string, count?: number}, Summaries>} heads
 * @property {Call<{trace: string}, Columns<OverTraining, {weights: Float64Array}>>} over_training
 * @property {Call<{trace: string, temperature: number, drawn?: number}, Tempered>} temper
 * @property {Call<{trace: string, times?: number}, Paces>} paces
 * @property {Call<{run: string}, Norms>} norms
 * @property {Call<Param & {run: string, what_if?: Partial<Config> | null, whole?: boolean}, Replay>} replay
 * @property {Call<Inventing, Invented>} invent
 * @property {Call<Inventing & {count?: number}, InventedMany>} invent_many
 * @property {Call<{run: string, text: string}, Scored>} score
 * @property {Call<{text: string, leaves?: Leaves | null}, Walk>} expression
 * @property {Call<{run: string, after?: number | null}, Columns<Parameters, ParameterColumns>>} parameters
 * @property {Call<{run: string, text: string}, Encoded>} encode
 * @property {Call<{probs?: number[], losses?: number[]}, Surprises>} surprise
 * @property {Call<{trace: string}, Facts>} facts
 * @property {Call<{run: string}, Facts>} run_facts
 * @property {Call<{run: string}, Checkpoint>} checkpoint
 * @property {Call<{checkpoint: string, name?: string}, Outlook>} outlook
 * @property {Call<{run: string}, Columns<State, Numbers>>} state
 * @property {Call<{run: string, after: number}, Columns<Checked, Numbers>>} snapshot
 * @property {Call<Source & {state: Resumed}, Description>} resume
 * @property {Call<{run: string}, WayBack | null>} way_back
 * @property {Call<{run: string, after: number, learning_rate: string | number}, Description>} go_back
 * @property {Call<{run: string}, Shared>} share
 * @property {Call<LinkedModel, OpenedShared>} open_shared
 * @property {Call<{run: string, trace?: null} | {run?: null, trace: string}, null>} drop
 *
 * @typedef {"vector" | "scalar"} Autograd
 *
 * @typedef {object} NamedList
 * @property {string} name
 * @property {string} what  is in it
 * @property {string} source  where that is from, in a sentence
 * @property {string | null} address  of what does not come with the page
 * @property {number} bytes  of that
 *
 * @typedef {{digest: string, docs: number}} Read  documents that Python holds: by which digest, and how many
 * @typedef {Read & {text: string}} Documents  and the text that they were found in
 *
 * @typedef {object} Wanted  a run that is not started yet
 * @property {string} [preset_name]
 * @property {Record<string, number | string | boolean> | null} [settings]  a text is read as on the command line
 * @property {string} [data_name]
 * @property {string | null} [text]
 * @property {string | null} [documents]
 * @property {Autograd | null} [autograd]
 *
 * @typedef {object} ToRead  documents, and the settings that they are read with
 * @property {string} [data_name]
 * @property {string | null} [text]
 * @property {string | null} [documents]
 * @property {string} [preset_name]
 * @property {Record<string, number | string | boolean> | null} [settings]
 * @property {string | null} [word]
 *
 * @typedef {object} Reading  see microgpt/observe/reading.py; of what was refused, it has nothing but that
 * @property {string | null} refused  why, in a sentence
 * @property {string} name
 * @property {number} documents
 * @property {number} distinct
 * @property {number} characters
 * @property {number} vocab_size
 * @property {{id: number, text: string, name: string, count: number | null}[]} tokens  of a large vocabulary the first
 * @property {{shortest: number, median: number, longest: number, histogram: [number, number, number][]}} lengths
 * @property {number} block_size
 * @property {number} room
 * @property {number} cut
 * @property {number} seen
 * @property {number} unseen
 * @property {number} blind_guess
 * @property {string[]} remarks
 * @property {{text: string, tokens: {id: number | null, text: string, is_seen: boolean}[], unknown: string[],
 *   hint: string}} word
 *
 * @typedef {object} SettingsTable  see web/session/prospect.py
 * @property {{name: string, about: string, values: Record<string, string>}[]} presets
 * @property {SettingsGroup[]} groups
 *
 * @typedef {{title: string, about: string, settings: SettingTold[]}} SettingsGroup
 *
 * @typedef {object} SettingTold  see microgpt/settings.py
 * @property {string} name
 * @property {string} label
 * @property {string} about
 * @property {"whole" | "number" | "switch" | "choice"} kind
 * @property {string[]} choices
 * @property {string} allowed
 *
 * @typedef {object} Prospect  see web/session/prospect.py
 * @property {Record<string, string>} problems
 * @property {string} problem
 * @property {string} warning
 * @property {Record<string, string>} idle
 * @property {number | null} num_params
 * @property {number | null} memory
 * @property {Autograd | null} autograd
 *
 * @typedef {object} Probed  see web/session/probing.py
 * @property {number} steps
 * @property {number | null} seconds
 * @property {number | null} all
 * @property {string} why
 * @property {string} warning
 * @property {boolean} more  whether it was broken off
 *
 * @typedef {object} Source  what a run is made from, beside its settings
 * @property {string} run
 * @property {string} [data_name]  of the built-in documents, or what to call the text
 * @property {string | null} [text]  documents of the reader's own, one a line
 * @property {string | null} [documents]  in place of these: the digest of some that Python holds
 * @property {number} [sample_every]  invent some documents after so many steps; 0 for never
 * @property {Autograd | null} [autograd]  null for the quickest that can train it
 *
 * @typedef {Source & {preset_name?: string, settings?: Partial<Config> | null}} NewRun
 *
 * @typedef {object} LinkedModel
 * @property {string} run
 * @property {string} model  as text
 * @property {string | null} [text]  the documents that it was trained on, if they are not the built-in ones
 * @property {number} [sample_every]
 * @property {Autograd | null} [autograd]
 *
 * @typedef {object} NewTrace
 * @property {string} run
 * @property {string} trace
 * @property {string | null} [doc]  null for the document of the step
 * @property {number | null} [position]  whose loss goes backward; null for the whole document's
 * @property {number | null} [after]  how many steps; null for as many as are done
 * @property {boolean} [graph]  false: without its graph, which is quicker
 *
 * @typedef {Param & {value: number}} Edit  a parameter that is given another number
 *
 * @typedef {{type: string, message: string, traceback: string}} PythonError
 *
 * @typedef {object} Description  a run as a whole
 * @property {string} run
 * @property {Config} config
 * @property {string} data_name
 * @property {string} data_digest  SHA-256 of the documents
 * @property {number} num_docs  that it is trained on
 * @property {number} num_held_out  that it never is
 * @property {string[]} tokens  the vocabulary, by token id
 * @property {number} num_params
 * @property {Autograd} autograd
 * @property {Autograd[]} autograds  those that can train it
 * @property {number} step  training steps done
 * @property {number | null} last_loss  the mean over the last 100 of them; null before the first
 * @property {boolean} is_as_started  all its steps were done with this num_steps, learning rate and autograd
 * @property {number[]} snapshots  after how many steps there are states to look into
 * @property {{steps: number, since: number, bytes: number, snapshot_bytes: number}} kept  steps: in full
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
 * @property {Autograd} autograd  which one did it
 * @property {number} [seconds_per_step]  not in recordings
 * @property {number} [seconds_left]
 *
 * @typedef {{names: string[], in_data: string[]}} Sampled  in_data: those that are documents of the run
 * @typedef {{sampled_at: number, name: string, in_data: boolean}} SampleMade  a name invented after that step, and
 *   whether it is a document of the run
 * @typedef {{snapshots: number[]}} SnapshotsKept  after how many steps there are states to look into now
 * @typedef {{step: number, loss: number | null, documents: number, of: number}} HeldOutLoss  after that step, on so
 *   many of the documents that are held out; null: infinite
 * @typedef {{held_out: HeldOutLoss}} HeldOutMeasured
 * @typedef {StepDone | SampleMade | SnapshotsKept | HeldOutMeasured} TrainingEvent
 *
 * @typedef {object} Memory  what a checkpoint file has no place for; the page only hands it back
 * @property {number[]} losses
 * @property {[first: number, autograd: Autograd, num_steps: number, learning_rate: number][] | null} stints
 * @property {number} [spacing]  of the snapshots
 * @property {number} [first]  how many steps were done before the first of the stints
 *
 * @typedef {{step: number, text: string, memory: Memory}} Checkpoint
 *
 * @typedef {object} State  a checkpoint without its long rows of numbers; see web/session/state.py
 * @property {number} step
 * @property {string} outline
 * @property {string} checksum  of the outline and the numbers
 * @property {Memory} memory
 * @property {number[]} snapshots  after how many steps there are any
 *
 * @typedef {Omit<State, "step" | "snapshots"> & {snapshots: Checked[]}} Resumed
 * @typedef {{after: number, checksum: string}} Checked
 * @typedef {{numbers: Float64Array}} Numbers
 * @typedef {Checked & Numbers} Snapshot  the state after so many steps
 *
 * @typedef {object} WayBack  see web/session/returning.py
 * @property {number} after  so many steps
 * @property {number} loss  there, on so many documents
 * @property {number} documents
 * @property {number} random_guess
 * @property {number} learning_rate  that is proposed
 *
 * @typedef {object} Outlook  of a checkpoint
 * @property {number} step
 * @property {number} num_steps
 * @property {{preset: string, settings: Partial<Config>}} setup  that it would have been started with
 * @property {string} data_name
 * @property {string} data_digest
 * @property {string | null} list  the built-in one that its documents are, if they are one
 * @property {boolean} is_checked  whether it has a checksum, which is right then
 *
 * @typedef {object} Precision  of a shared model: how far it is from the one that was shared
 * @property {number} parameter  the most that one of its numbers is off
 * @property {number} docs  so many documents were tried on both
 * @property {number} loss  and their losses are at most so far apart
 *
 * @typedef {{text: string, step: number} & Precision} Shared
 * @typedef {{description: Description, outlook: Omit<Outlook, "is_checked">, precision: Precision}} OpenedShared
 *
 * @typedef {object} GradientCheck  see microgpt/observe/experiment.py
 * @property {number} epsilon
 * @property {number} value
 * @property {number} loss_up
 * @property {number} loss_down
 * @property {number} slope
 * @property {number} grad
 * @property {number} error  slope - grad
 *
 * @typedef {Param & GradientCheck} Check
 *
 * @typedef {object} Grip  see microgpt/observe/grab.py
 * @property {number[]} values  that were asked about
 * @property {number} value  the parameter's own
 * @property {number} loss_before
 * @property {number} slope
 * @property {boolean} is_measured
 * @property {{position: number, tokens: {token: number, before: number, after: number}[]} | null} most
 *
 * @typedef {Param & Grip} Grabbed
 *
 * @typedef {object} GrabbedColumns  of each of the values; losses: of each position too; probs: of the last value
 * @property {Float64Array} loss
 * @property {Float64Array} change
 * @property {Float64Array} foretold
 * @property {Float64Array} predicted
 * @property {Float64Array} apart
 * @property {Float64Array} losses
 * @property {Float64Array} probs
 *
 * @typedef {object} HeadSummary
 * @property {number} layer
 * @property {number} head
 * @property {number} previous
 * @property {number} first
 * @property {number} itself
 * @property {"previous" | "first" | "itself" | null} reads
 * @property {number[][]} map
 *
 * @typedef {object} Summaries  see microgpt/observe/heads.py
 * @property {number} docs
 * @property {number} step
 * @property {number} positions
 * @property {number} even
 * @property {number} much
 * @property {number[]} counts
 * @property {HeadSummary[]} heads
 *
 * @typedef {{doc: string, snapshots: number[]}} OverTraining  weights: of all pairs, snapshot after snapshot
 *
 * @typedef {object} Tempered  of each position
 * @property {number} temperature
 * @property {number} drawn
 * @property {number[][]} probs
 * @property {number[][]} draws  how often each token was drawn
 *
 * @typedef {{autograd: Autograd, nodes: number, seconds: number | null, loss: number}} Way
 *
 * @typedef {object} Paces  see microgpt/observe/pace.py
 * @property {string} doc
 * @property {number} predictions
 * @property {number} times
 * @property {Way[]} ways  the slowest first
 * @property {number} fewer
 * @property {number | null} faster
 * @property {number} apart
 *
 * @typedef {{token: number, prob: number, log_prob: number}} Likely  a token, and the model's own probability of it
 *
 * @typedef {object} Likelihoods  see microgpt/observe/generation.py
 * @property {number} log_prob
 * @property {number | null} one_in
 * @property {number} loss
 *
 * @typedef {"read" | "unread" | "held-out" | "new" | null} Newness  see microgpt/observe/newness.py
 *
 * @typedef {object} Inventing  how a name is to be invented
 * @property {string} run
 * @property {number} temperature
 * @property {number} seed
 * @property {number} [top_k]  0 for all tokens
 * @property {string} [prefix]
 *
 * @typedef {object} Draw  see there
 * @property {boolean} given
 * @property {number[]} logits
 * @property {number[]} probs
 * @property {number[]} order
 * @property {number} drawable
 * @property {number[]} cumulative
 * @property {number | null} number
 * @property {number | null} needle
 * @property {number[][][]} attention  by layer and head
 * @property {number[][]} keys  by layer
 * @property {number[][]} values
 *
 * @typedef {object} Generated
 * @property {string | null} refused  why it cannot begin as was wanted: it begins without that then, prefix is ""
 * @property {number} step
 * @property {string[]} tokens
 * @property {string} name
 * @property {boolean} ended
 * @property {number} seed
 * @property {number} temperature
 * @property {number} top_k
 * @property {string} prefix
 * @property {(Likely & Draw)[]} letters
 * @property {Newness} newness
 *
 * @typedef {{seed: number, name: string, ended: boolean, newness: Newness} & Likelihoods} Brief  an invented name
 *
 * @typedef {object} Several
 * @property {string | null} refused  as of one
 * @property {number} step
 * @property {number} seed
 * @property {number} temperature
 * @property {number} top_k
 * @property {string} prefix
 * @property {Brief[]} names
 * @property {number[]} likeliest  their places in that list, that of the likeliest first
 *
 * @typedef {{refused: null, doc: string, step: number, tokens: string[], letters: Likely[], newness: Newness}
 *   & Likelihoods} Word
 *
 * @typedef {{refused: string}} Refused  why what was typed cannot be, in a sentence
 * @typedef {{failed: string}} Failed  why the model can draw no token, in a sentence
 * @typedef {Generated & Likelihoods} InventedName
 * @typedef {Failed | InventedName} Invented
 * @typedef {Failed | Several} InventedMany
 * @typedef {Refused | Word} Scored
 *
 * @typedef {{steps: number[], matrices: Record<string, number[]>, all: number[]}} Norms
 *
 * @typedef {Record<"value" | "grad" | "m" | "sqrt_v" | "update", number[]>} Past  of a parameter, step after step
 *
 * @typedef {object} Replayed  see microgpt/observe/history.py
 * @property {Partial<Config> | null} settings  those of what_if
 * @property {number[]} steps
 * @property {Past} true
 * @property {Past | null} what_if
 * @property {number} since  the step from which on what_if was given the gradients
 *
 * @typedef {Param & Replayed} Replay
 *
 * @typedef {Record<string, number>} Leaves  of an expression, by name
 *
 * @typedef {{file: string, line: number, last: number, text: string}} SourceLine
 *
 * @typedef {object} WalkNode  a Value, in the order in which it was made; see microgpt/observe/walk.py
 * @property {string} op
 * @property {number[]} operands
 * @property {number[]} locals
 * @property {string[]} written_locals
 * @property {number} data
 * @property {number} grad  at the end
 * @property {string} name  of a leaf, or given to a part; "" for none
 * @property {string} text
 * @property {boolean} written  whether it stands in the expression
 * @property {string} of  the operation of the expression that it was made for
 * @property {SourceLine[]} lines
 *
 * @typedef {object} WalkStep
 * @property {"forward" | "start" | "backward" | "check"} phase
 * @property {number} node
 * @property {{operand: number, local: number, share: number, before: number, after: number}[]} shares
 * @property {SourceLine[]} lines
 *
 * @typedef {object} Walk  of a text that was refused, it has nothing but leaves
 * @property {string} text
 * @property {string | null} refused
 * @property {{name: string, value: number}[]} leaves
 * @property {number} root
 * @property {WalkNode[]} nodes
 * @property {WalkStep[]} steps
 * @property {Nudge[]} nudges  of each leaf
 *
 * @typedef {object} Nudge  a leaf that grew by so much, alone, and what became of the result; null: there is no number
 * @property {string} name
 * @property {number} by
 * @property {number | null} data
 * @property {number | null} change
 * @property {number | null} slope  change divided by `by`
 *
 * @typedef {{name: string, rows: number, columns: number, first: number, rms: number}} Sized  a matrix; first: its
 *   first parameter, in flat order
 * @typedef {{step: number, n_embd: number, rms: number, matrices: Sized[]}} Parameters  step: steps done; rms: the root
 *   of the mean square
 * @typedef {{values: Float32Array}} ParameterColumns
 *
 * @typedef {object} Encoded  see web/session/answers.py
 * @property {string} text
 * @property {{text: string, token_id: number | null}[]} tokens
 * @property {number} kept
 * @property {string | null} complaint
 *
 * @typedef {{p: number, loss: number, one_in: number}} Surprise  loss: -log(p); one_in: 1 / p
 * @typedef {{probs: Surprise[], losses: Surprise[]}} Surprises
 *
 * @typedef {Record<string, string>} Facts  as they are written in a sentence, by name
 *
 * @typedef {{event: "boot", stage: string, loaded: number, total: number}
 *   | {event: "ready", seconds: number}
 *   | {event: "failed", error: PythonError}
 *   | {event: "reading", name: string, loaded: number, total: number}
 *   | {event: "began", run: string, description: Description}
 *   | {event: "progress", run: string, events: TrainingEvent[]}
 *   | {event: "state", run: string, state: State, numbers: Float64Array}} WorkerEvent
 * @typedef {{event: "born", lock: string} | {event: "alive"} | {event: "busy"}
 *   | {event: "died", error: PythonError}} LifeEvent
 *
 * @typedef {{[K in keyof Commands]: {id: number, command: K, args: Commands[K]["args"], given?: Given}}} ByName
 * @typedef {ByName[keyof Commands]} Command
 * @typedef {Record<string, Float64Array>} Given
 * @typedef {{result: Commands[keyof Commands]["result"]} | {error: PythonError}} Answer
 * @typedef {{id: number} & Answer} Reply
 */

/**
 * One command: what it takes, what it gives.
 *
 * @template A, R
 * @typedef {{args: A, result: R}} Call
 */

/**
 * A result with long rows of numbers, as typed arrays by name.
 *
 * @template H
 * @template {object} [C=TraceColumns]
 * @typedef {{header: H, columns: C}} Columns
 */

/**
 * What is recorded when the site is built: recorded/run.json, whose steps have no tokens, losses of these and learning
 * rate but the last; recorded/checkpoint.json, a Checkpoint of that run before the step of its trace; and for each of
 * some commands a list of answers about that run, its trace or neither, such as recorded/answers-heads.json. Their
 * args name none; the column of over_training stands in its result as a list. What is answered about the parameters of
 * that run after 50 steps is a file of its own, recorded/parameters-50.bin.
 *
 * @typedef {{description: Description, events: TrainingEvent[], through: Through} & Sampled} RecordedRun
 *
 * @typedef {object} Through  one document at several moments of that run: recorded/through-50.bin, after 50 steps
 * @property {string} doc
 * @property {number[]} after  so many steps
 * @property {number} traced  the one of them that is recorded with its graph
 *
 * @typedef {{command: "heads", args: {count: number}, result: Summaries}
 *   | {command: "over_training", args: {}, result: OverTraining & {weights: number[]}}
 *   | {command: "temper", args: {temperature: number}, result: Tempered}
 *   | {command: "settings", args: {}, result: SettingsTable}
 *   | {command: "prospect", args: Wanted, result: Prospect}
 *   | {command: "paces", args: {times: 0}, result: Paces}
 *   | {command: "norms", args: {}, result: Norms}
 *   | {command: "invent", args: Omit<Inventing, "run">, result: Invented}
 *   | {command: "invent_many", args: Omit<Inventing, "run"> & {count: number}, result: InventedMany}
 *   | {command: "lists", args: {}, result: NamedList[]}
 *   | {command: "reading", args: ToRead, result: Reading}
 *   | {command: "encode", args: {text: string}, result: Encoded}
 *   | {command: "surprise", args: Commands["surprise"]["args"], result: Surprises}
 *   | {command: "replay", args: Param & {what_if: null, whole?: boolean}, result: Replay}
 *   | {command: "expression", args: {text: string, leaves: {}}, result: Walk}} RecordedAnswer
 */

export {};
