/**
 * What a figure is. A page has it mounted in an element, given its props whenever they change, and taken away again;
 * what it wants to know beside the trace is asked for it. A figure keeps no state of its own: the same props drawn
 * twice are the same DOM, and props A, then B, then A again are A's DOM. Its only way out is `dispatch`.
 *
 * It has no fixed id, listens to nothing outside its root but with the signal that its context carries, and knows the
 * trace and the drawing, no other figure, no state and no worker.
 *
 * @import {Autograd, Commands, Description, Documents, Edit, Check, HeldOutLoss, Precision, SourceLine, StepDone,
 *   Through, WayBack} from "../wire/protocol.js"
 * @import {Move} from "../draw/keymap.js"
 * @import {Trace} from "../trace/read.js"
 * @import {Ref} from "../trace/refs.js"
 * @import {Palette} from "../draw/palette.js"
 * @import {Setting} from "./settings.js"
 *
 * @typedef {object} Figure
 * @property {string} name  of its folder; in a link, what comes before the names of its settings
 * @property {string} title
 * @property {string} caption  what to look at
 * @property {Record<string, Setting>} settings  what a reader may set in it: in a link, in an embed
 * @property {boolean} needsTrace  whether it is drawn only when there is a trace
 * @property {(props: Pick<Props, "trace" | "look">) => string} [lacks]  why there is nothing to show of a model that
 *   has no such part, in a sentence; empty if there is
 * @property {(props: Props) => Question[]} [asks]  what it has to know beside the trace
 * @property {(props: Props) => SourceLine[]} [lines]  of the source that run in what it shows, if it is of no trace
 * @property {(props: Pick<Props, "trace" | "settings" | "width">) => number} [height]  of its root in px, where it may
 *   be as high as it likes; if it fills whatever height it is given
 * @property {(root: HTMLElement, context: Context) => Mounted} mount
 *
 * @typedef {object} Mounted
 * @property {(props: Props) => void} update
 * @property {() => void} destroy  leave the root as it was
 *
 * @typedef {object} Context
 * @property {(action: FigureAction) => void} dispatch
 * @property {() => Palette} theme  the colours at the root; the figure is updated when they change
 * @property {() => boolean} stillness  whether the reader wants no motion
 * @property {AbortSignal} signal  aborted when the figure is destroyed
 *
 * @typedef {object} Props
 * @property {Trace} trace  there if the figure needs one
 * @property {Look} look
 * @property {Run} run  that the look's traces are of
 * @property {Run | null} [other]  that it is compared with, where the figure is placed beside one
 * @property {Host} host
 * @property {Record<string, any>} settings  its own, by name
 * @property {Record<string, any>} answers  to its questions, by name; null while there is none
 * @property {boolean} canAsk  whether Python is up and has this trace, or can be handed it
 * @property {number} width  of the root, in px
 * @property {number} height
 *
 * @typedef {{
 *   [K in keyof Commands]: {name: string, command: K, args: Commands[K]["args"], after?: number, isExact?: boolean}
 * }[keyof Commands]} Question
 *   name: of the answer among the props; after: training steps done, if the answer differs with them; isExact: whether
 *   an older answer of that name is none to this question
 */

/**
 * What is looked at, and where in it: the one integer `cursor` is a frame of the trace.
 *
 * @typedef {object} Look
 * @property {string} id
 * @property {string} run
 * @property {string | null} trace
 * @property {number} cursor
 * @property {number | null} operation  the scalar operation within the frame, when the reader went into it
 * @property {number} t  how far the motion into the frame has come, from 0 to 1
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 * @property {boolean} changes  whether pictures show what edits changed, in place of the values
 * @property {boolean} isPlaying
 * @property {number} speed  frames a second
 * @property {Choice} choice
 * @property {string} complaint  what is wrong with the document that the reader typed, in a sentence
 * @property {Aside | null} aside  what of the look the trace has no place for: a trace without a graph has no
 *   operations
 * @property {boolean} isTracing
 * @property {Check | null} check  the newest gradient check
 * @property {Awaited | null} awaited  what a link asks for that is not there yet
 *
 * @typedef {object} Awaited
 * @property {string} doc
 * @property {number | null} target
 * @property {number | null} step
 * @property {boolean} isRecorded
 * @property {Edit[]} edits
 * @property {number | null} cursor  null for the start
 * @property {number | null} operation
 * @property {Ref | null} selection
 * @property {boolean} changes
 *
 * @typedef {object} Choice  what the reader wants to look into
 * @property {string} doc  "" for the document of the step
 * @property {number | null} target  the position whose loss goes backward; null for the whole document's
 * @property {number | null} after  after how many steps to look; null for now
 * @property {boolean} isRecorded  in the recorded run, as long as the reader's own has no step
 *
 * @typedef {{cursor: number, operation: number | null, selection: Ref | null}} Aside  and where that was
 */

/**
 * A training, live or recorded.
 *
 * @typedef {object} Run
 * @property {string} id
 * @property {"idle" | "waiting" | "training" | "pausing" | "generating"} activity  waiting: for Python to be up
 * @property {Past} live
 * @property {Past} recorded
 * @property {Past} shown  the live past once it has a step to show, the recorded one until then
 * @property {boolean} isLive  whether that is the live one
 * @property {number} done  steps of the live one, whether or not what they showed is still known
 * @property {Setup} setup  of the next run
 * @property {Origin | null} origin  what it was started with, once it is
 * @property {Autograd} autograd  the one the reader wants
 * @property {Record<string, number>} pace  seconds a step took lately, by autograd
 * @property {number} numSteps  how many steps the reader wants
 * @property {number} maxSteps
 * @property {number} savedStep  the step that a restart goes on from
 * @property {number | null} hoveredStep  the step pointed at
 * @property {number[]} snapshots  after how many steps there are states to look into
 * @property {string | null} wanted  SHA-256 of documents that a link or a file names: the reader is asked for them
 * @property {string | null} told  what a link says of it until Python has it, whatever is set up for the next
 * @property {Offer | null} offer  a run that was kept, if the reader has not said what is to become of it
 * @property {LinkMade | null} link  the newest link with the model in it that the reader has asked for
 * @property {Wished | null} compared  the run that it was compared with last, as it was set up
 * @property {string} lost  why the Python that had it is no more, while that of others is; "" if it has it
 *
 * @typedef {Pick<Run, "setup" | "numSteps" | "autograd">} Wished  a run before it is begun
 *
 * @typedef {object} Origin
 * @property {Setup} setup
 * @property {Autograd} autograd
 * @property {SharedModel} [shared]  if it began as a model of a link
 * @property {number} [recorded]  after how many steps, if it began as the recorded run was then
 * @property {number} [opened]  after how many steps, if it began as a file
 *
 * @typedef {Precision & {step: number, isLacking: boolean}} SharedModel  step: at which it was shared; isLacking: the
 *   documents that it was trained on, which are not here
 *
 * @typedef {object} LinkMade
 * @property {string} address
 * @property {number} step  at which the model was
 * @property {Precision} precision
 * @property {boolean} isLacking  whether the documents are not in it
 * @property {boolean} isCopied  whether the browser let it be put on the clipboard
 *
 * @typedef {{id: string, step: number, numSteps: number, setup: Setup, seconds: number}} Offer  seconds: since it was
 *   kept
 *
 * @typedef {object} Past  what training has shown so far
 * @property {Description | null} description
 * @property {StepDone[]} steps  those that are kept: see trace/steps.js
 * @property {number} every  how many steps make a stretch of a long run, of which not all are kept; 1: all are
 * @property {HeldOutLoss[]} heldOut  each time that it was measured
 * @property {{step: number, names: string[]}[]} samples  oldest first; of a long run some of the earlier
 * @property {string[]} generated  names asked for after training
 * @property {string[]} inData  those of all these names that are in its data, held out or not
 * @property {Through | null} through  only of the recorded run
 *
 * @typedef {object} Setup  a preset, settings that differ from it, and documents of the reader's own, one a line
 * @property {string} preset
 * @property {Record<string, number | string | boolean>} settings
 * @property {string} [data]  the name of a list, or "own": see setups.js; if not said, what the text says
 * @property {string | null} text  null for a list that comes with the page
 * @property {{name: string, docs: number, digest?: string} | null} [file]  that the text is from, if it was not typed;
 *   digest: of its documents, by which Python may hold them
 * @property {Pick<Setup, "text" | "file"> | null} [draft]  the reader's own while another list is chosen
 * @property {{text: string, numSteps: number | null} | null} [model]  of a link, to begin with, which holds its own
 *   settings; numSteps: that it is to be trained for, if not so many as it was
 *
 * @typedef {WayBack & {run: string}} Back
 *
 * @typedef {object} Host  the page's Python
 * @property {{kind: "loading", stage: string, loaded: number, total: number} | {kind: "ready", seconds: number}
 *   | {kind: "asleep", total: number} | {kind: "stopped"}} python  asleep: not wanted yet; total: the bytes it takes
 * @property {{message: string, details: string, restart: boolean, isNotice?: true, back?: Back} | null} problem
 *   isNotice: nothing went wrong; back: where a run that has diverged can go on
 * @property {string} keeping  what of the run the browser does not keep, in a sentence; "" if it keeps all
 * @property {{name: string, loaded: number, total: number} | null} reading  documents on their way to Python, in bytes
 * @property {Record<string, string[]>} sources  the lines of the source files, as HTML
 */

/**
 * What a figure can ask for. Whose look, run and settings are meant is added where the figure stands; one that has two
 * runs says which it means.
 *
 * @typedef {{type: "go", cursor: number} | {type: "move", move: Move} | {type: "stopped"}
 *   | {type: "passage-asked", from: number, to: number, frames?: number[]} | {type: "speed-set", speed: number}
 *   | {type: "selected", ref: Ref | null} | {type: "hovered", ref: Ref | null}
 *   | {type: "changes-set", changes: boolean}
 *   | {type: "choice-set", choice: Partial<Choice>} | {type: "trace-asked", isQuick?: boolean}
 *   | {type: "step-chosen", step: number}
 *   | {type: "doc-typed", doc: string, isDone: boolean} | {type: "slid", after: number | null}
 *   | {type: "edits-asked", edits: Edit[]} | {type: "tour-asked", stop: number | null}
 *   | {type: "check-asked", matrix: string, row: number, column: number}} LookAction
 *
 * @typedef {{type: "train-asked"} | {type: "step-asked", steps?: number} | {type: "pause-asked"} | {type: "skip-asked"}
 *   | {type: "reset-asked"}
 *   | {type: "generate-asked"} | {type: "setup-asked"} | {type: "setup-set", setup: Partial<Setup>}
 *   | {type: "documents-asked", name: string, source: Blob | string} | {type: "names-asked"}
 *   | {type: "setting-set", name: string, value: number | string | boolean | null}
 *   | {type: "autograd-set", autograd: Autograd} | {type: "num-steps-set", numSteps: number}
 *   | {type: "step-hovered", step: number | null}
 *   | {type: "compare-asked", again?: boolean} | {type: "compare-ended"}
 *   | {type: "go-back-asked", back: Back, learningRate: string}
 *   | {type: "resume-asked" | "discard-asked", id: string} | {type: "put-off-asked"}
 *   | {type: "save-asked"} | {type: "share-asked"} | {type: "open-asked", file: File}} RunAction
 *
 * @typedef {{type: "python-wanted"} | {type: "restart-asked"} | {type: "problem-dismissed"}} HostAction
 *
 * @typedef {{type: "set", settings: Record<string, unknown>, from?: Record<string, unknown>}} SettingsAction
 *   from: the settings that these were made of; they are forgotten if there are others by now, such as when what moved
 *   was stopped before it was drawn
 *
 * @typedef {{type: "source-asked" | "pictures-asked" | "form-asked"}} PageAction  the whole file of the line that runs;
 *   the pictures of two runs side by side; the form of a run
 *
 * @typedef {LookAction | (RunAction & {run?: string}) | HostAction | SettingsAction | PageAction} FigureAction
 */

export {};
