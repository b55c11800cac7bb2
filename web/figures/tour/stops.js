/**
 * The stops of the tour through one training step: where to look, and what to say there. Data only: what of it holds
 * for the trace at hand stands in stop.js.
 *
 * @typedef {object} Stop
 * @property {string} title
 * @property {string} text  with {facts} of the trace in it: see factsOf() of stop.js
 * @property {string} view  the figure that shows it best
 * @property {"tokens" | "forward" | "loss" | "backward" | "adam"} phase
 * @property {string[]} [stages]  what the frame is about, without layer and head: the first of these that there is
 * @property {"here" | "before"} [position]  here: the one the tour follows; before: the one before it
 * @property {number} [lead]  how many frames are played before it, so that the reader sees how it came about
 */

/** @type {readonly Stop[]} */
export const STOPS = [
  {
    title: "A document becomes tokens",
    text:
      "Training reads one document at a time, here “{doc}”. Each letter is a token with a number of its own, and " +
      "{marks}. At every place but the last the model will guess what comes next.",
    view: "map",
    phase: "tokens",
  },
  {
    title: "A letter becomes {size} numbers",
    text:
      "“{letter}” is token {id}, so row {id} of the table wte stands for it: {size} numbers, drawn at random before " +
      "the first step{moved}. What they mean, training has to find.",
    view: "map",
    phase: "forward",
    stages: ["tok_emb"],
    position: "here",
  },
  {
    title: "Its place is added",
    text:
      "The table wpe has a row for each position. Both rows are added up, number by number, into one list, " +
      "a vector: the same letter in another place starts out as another vector.",
    view: "map",
    phase: "forward",
    stages: ["embedding"],
    position: "here",
    lead: 1,
  },
  {
    title: "Query, key and value vector",
    text:
      "Three matrices turn the vector into three others: a query, for what it is looking for; a key, for what it can " +
      "be found by; and a value vector, for what it hands on when it is found.",
    view: "map",
    phase: "forward",
    stages: ["attn_v"],
    position: "here",
    lead: 2,
  },
  {
    title: "The cache gains a row",
    text:
      "The key and the value vector of “{letter}” are kept, as are those of every position before it. Positions " +
      "that follow will read them all instead of computing them again.",
    view: "cache",
    phase: "forward",
    stages: ["attn_v"],
    position: "here",
    lead: 1,
  },
  {
    title: "The query meets every key",
    text:
      "Each head multiplies its part of the query with its part of a key, number by number, and adds up: a large sum " +
      "is a good match. It does so for {seen}.",
    view: "heads",
    phase: "forward",
    stages: ["attn_logits"],
    position: "here",
  },
  {
    title: "Matches become weights",
    text: "Softmax turns the sums into weights: none below 0, and together 1. Each is how much of a position is read.",
    view: "heads",
    phase: "forward",
    stages: ["attn_weights"],
    position: "here",
  },
  {
    title: "What is read comes back",
    text:
      "The value vectors are added up, each times its weight. All this is attention, the one part of the model where " +
      "a letter learns of the others.",
    view: "cache",
    phase: "forward",
    stages: ["out"],
    position: "here",
    lead: 1,
  },
  {
    title: "Added, not replaced",
    text:
      "What attention found is added to the vector that went in. Such a sum lets later parts build on what is there, " +
      "and on the way back it will hand the gradient through undiminished.",
    view: "map",
    phase: "forward",
    stages: ["attn_residual"],
    position: "here",
    lead: 2,
  },
  {
    title: "Then it thinks alone",
    text:
      "The next part, the MLP, makes {hidden} numbers out of {size}, {bent} back into {size}. No other position " +
      "takes part.",
    view: "map",
    phase: "forward",
    stages: ["mlp_relu2", "mlp_relu", "mlp_gelu", "mlp_hidden"],
    position: "here",
    lead: 1,
  },
  {
    title: "A guess for every token",
    text: "The last vector gives one number for each of the {vocabulary} tokens, and softmax makes them probabilities.",
    view: "predictions",
    phase: "forward",
    stages: ["probs"],
    position: "here",
    lead: 1,
  },
  {
    title: "How wrong it was",
    text:
      "“{next}” came, and the model had given it a probability of {probability}. The loss is minus the logarithm of " +
      "that, {loss}: 0 would be a sure hit, and {random} is what a random guess costs.",
    view: "predictions",
    phase: "forward",
    stages: ["loss"],
    position: "here",
  },
  {
    title: "One number to go back from",
    text:
      "Here the forward pass ends: {root}. Python remembers every single operation that led to it, and can now go " +
      "through them backwards.",
    view: "graph",
    phase: "loss",
  },
  {
    title: "Back through the same wires",
    text:
      "Backward asks of each number: had it been a little larger, by how much more would the loss be? Each operation " +
      "hands the answer on to what it was made from. That is the chain rule, and the answer is the gradient.",
    view: "graph",
    phase: "backward",
    stages: ["logits"],
    position: "here",
    lead: 2,
  },
  {
    title: "A key hears from all who read it",
    text:
      "The key of “{before}” was read by every position from there on. Each that had a part in the loss sends its " +
      "share back, and the key’s gradient is their sum.",
    view: "cache",
    phase: "backward",
    stages: ["attn_k"],
    position: "before",
    lead: 1,
  },
  {
    title: "Down to the table",
    text:
      "What arrives at the embedding is added to the gradient of row {id} of wte, which says of each of its {size} " +
      "numbers {slope}.",
    view: "map",
    phase: "backward",
    stages: ["tok_emb"],
    position: "here",
    lead: 1,
  },
  {
    title: "{optimizer} moves it",
    text: "{optimizer} moves the {parameters} parameters a little, each {against}. {end}",
    view: "adam",
    phase: "adam",
  },
];
