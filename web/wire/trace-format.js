/**
 * A trace as it crosses the wire: the types of its header and columns. microgpt/observe/trace.py says what they mean.
 *
 * @typedef {object} Config  the settings of a run: see microgpt/config.py
 * @property {number} n_layer
 * @property {number} n_embd
 * @property {number} n_head
 * @property {number} block_size
 * @property {"bos" | "bos_eos"} special_tokens
 * @property {boolean} tied_head
 * @property {boolean} position_embedding
 * @property {"rmsnorm" | "layernorm" | "none"} norm
 * @property {boolean} norm_embedding
 * @property {boolean} attention
 * @property {boolean} mlp
 * @property {boolean} residual
 * @property {"relu" | "relu2" | "gelu" | "none"} activation
 * @property {boolean} wrap_positions
 * @property {number} init_std
 * @property {boolean} zero_init_outputs
 * @property {"predictions" | "tokens"} crop
 * @property {"document" | "position"} backward
 * @property {"adam" | "sgd"} optimizer
 * @property {number} num_steps
 * @property {number} learning_rate
 * @property {number} beta1
 * @property {number} beta2
 * @property {number} eps
 * @property {number} seed
 * @property {number} holdout
 * @property {number} temperature
 * @property {number} top_k
 * @property {number} num_samples
 *
 * @typedef {object} TraceHeader
 * @property {string} id  of the trace
 * @property {string} run  id of the run
 * @property {string | null} of  id of the trace that its edits are made from; null for one that was never edited
 * @property {"microgpt trace"} format
 * @property {number} version
 * @property {Config} config
 * @property {string[]} vocabulary  by token id
 * @property {string} data_name
 * @property {number} step  counted from 1
 * @property {number} num_steps
 * @property {number} lr_t
 * @property {string} doc
 * @property {number[]} token_ids  one more than there are positions
 * @property {"document" | number} target  whose loss went backward: a number is a position
 * @property {number[]} losses  of each prediction
 * @property {number} loss
 * @property {string[]} ops  what column node_op counts
 * @property {number[]} perplexities
 * @property {number} perplexity
 * @property {number} random_guess
 * @property {CacheCounts} cache
 * @property {Curves} curves
 * @property {Corrections} adam
 * @property {Moved} moved  of all parameters
 * @property {Matrix[]} matrices
 * @property {Stage[]} stages
 * @property {Frame[]} frames
 * @property {number} passes  how many backward passes there were
 * @property {Record<"tokens" | "backward" | "adam", FunctionPlace>} functions  that do a phase on the whole
 * @property {string[]} files
 * @property {{nodes: number, edges: number, reached: number[]} | null} graph  reached: by stage, how many of its nodes
 *   a backward pass came to
 * @property {string | null} refused  why there is no graph
 * @property {Experiment} [experiment]  only with edits
 *
 * @typedef {{file: string, line: number, last: number}} Place  of a statement in the source: its lines
 * @typedef {{file: string, line: number, statements: Record<string, Place>}} FunctionPlace  by what is assigned
 *
 * @typedef {object} Operand  one of: some stages, rows of a matrix, a number; none of them, a slice
 * @property {number[]} [stages]
 * @property {[matrix: number, firstRow: number, rows: number]} [rows]
 * @property {number} [number]
 *
 * @typedef {object} Stage  a named intermediate
 * @property {string} name
 * @property {number | null} position
 * @property {number | null} layer
 * @property {number | null} head
 * @property {string} expression
 * @property {string} file
 * @property {number} line
 * @property {number} last
 * @property {number} first
 * @property {number} size
 * @property {number[]} reads  stages
 * @property {[matrix: number, firstRow: number, rows: number][]} reads_rows
 * @property {string} operation  of `ops`, that made it
 * @property {Operand[]} operands  that it was given, in order
 *
 * @typedef {"tokens" | "forward" | "loss" | "backward" | "adam"} Phase
 *
 * @typedef {object} Frame
 * @property {Phase} phase
 * @property {number | null} stage
 * @property {number | null} matrix
 * @property {number | null} pass
 *
 * @typedef {{with: number, against: number, adrift: number, unmoved: number}} Agreement  shares of some parameters
 * @typedef {{grad_norm: number, moved: Agreement}} Moved
 * @typedef {Moved & {name: string, rows: number, columns: number, first: number}} Matrix
 *
 * @typedef {object} CacheCounts
 * @property {number} numbers
 * @property {number} vectors
 * @property {number} vectors_without
 * @property {number} products
 * @property {number} products_again  with only key and value vectors computed again
 * @property {number} products_without  with the whole model run again
 *
 * @typedef {object} Curves  over training, a number for each of the steps
 * @property {number[]} steps
 * @property {number[]} beta1_factor
 * @property {number[]} beta2_factor
 * @property {number[]} learning_rate
 *
 * @typedef {object} Corrections  what of Adam's five lines is the same for every parameter
 * @property {number} t
 * @property {number} beta1_rest
 * @property {number} beta1_correction
 * @property {number} beta1_factor
 * @property {number} beta2_rest
 * @property {number} beta2_correction
 * @property {number} beta2_factor
 *
 * @typedef {{matrix: string, row: number, column: number}} Param
 *
 * @typedef {object} Experiment  what edits changed: see microgpt/observe/experiment.py
 * @property {(Param & {before: number, after: number})[]} edits
 * @property {number} loss_before
 * @property {number} loss_after
 * @property {number} change
 * @property {number} predicted
 * @property {boolean} is_measured
 *
 * @typedef {object} TraceColumns
 * @property {Float64Array} stage_values
 * @property {Float64Array} stage_grads
 * @property {Float64Array} attn_products
 * @property {Float64Array} attn_dots
 * @property {Float64Array} attn_exps
 * @property {Float64Array} attn_exp_sums
 * @property {Float64Array} attn_weighted
 * @property {Float64Array} adam_before
 * @property {Float64Array} adam_grad
 * @property {Float64Array} adam_m_before
 * @property {Float64Array} adam_v_before
 * @property {Float64Array} adam_m
 * @property {Float64Array} adam_v
 * @property {Float64Array} adam_m_hat
 * @property {Float64Array} adam_v_hat
 * @property {Float64Array} adam_direction
 * @property {Float64Array} adam_update
 * @property {Float64Array} adam_after
 * @property {Float64Array} [token_grads]  after one backward pass, as are the next four
 * @property {Float64Array} [cache_key_sent]
 * @property {Float64Array} [cache_key_grads]
 * @property {Float64Array} [cache_value_sent]
 * @property {Float64Array} [cache_value_grads]
 * @property {Uint32Array} [stage_nodes]  with a graph, as are the next nine
 * @property {Float64Array} [node_data]
 * @property {Float64Array} [node_grad]
 * @property {Uint8Array} [node_op]
 * @property {Uint32Array} [node_first]
 * @property {Uint32Array} [node_operands]
 * @property {Float64Array} [node_locals]
 * @property {Float64Array} [node_shares]
 * @property {Uint32Array} [node_stage]
 * @property {Uint32Array} [node_element]
 * @property {Float32Array} [node_gathered]  with one backward pass
 * @property {Float64Array} [stage_unedited]  with edits, as is the next
 * @property {Float64Array} [stage_changes]
 */

export {};
