/**
 * What there is more to read, for whoever wants it: a few paragraphs on each part of the program. They hold for every
 * model that this page can train; what is said of numbers is left to the pictures. The place is that in the article
 * which tells more.
 *
 * @import {Topic} from "../../trace/words.js"
 */

/** @type {Record<Topic, {title: string, place: string, paragraphs: string[]}>} */
export const TOPICS = {
  tokens: {
    title: "Tokens",
    place: "tokens",
    paragraphs: [
      "The model reads numbers, not letters. So every character of the documents has an id, and there are " +
        "one or two more for where a document begins and ends.",
      "A document of n tokens gives n − 1 predictions: at each position the model has read all tokens up to there " +
        "and says how likely each token is to come next. That is all it ever learns to do; inventing a name is doing " +
        "it again and again.",
      "Larger models use tokens of several characters, some hundred thousand of them, so that a text is fewer " +
        "tokens long. Nothing else in the program would change.",
    ],
  },
  embedding: {
    title: "Embeddings",
    place: "embedding",
    paragraphs: [
      "An embedding is a row of a table. The id of a token says which row, and that row is a parameter like any " +
        "other: training moves it, and tokens that behave alike tend to end up with rows that are alike.",
      "A second table has a row for each position, unless a model does without. Both rows are simply added, number " +
        "by number. It sounds as if that mixed up what should be told apart, but in a list of many numbers there is " +
        "room for both, and the matrices that follow learn to take them apart.",
      "The same row is used wherever its token stands, so on the way back it is given gradient from each of those " +
        "places.",
    ],
  },
  norm: {
    title: "Why a norm, and why two in a row",
    place: "embedding",
    paragraphs: [
      "rmsnorm divides a vector by the root of the mean of its squares; layernorm takes its mean off first. What is " +
        "left is the proportions of its numbers; the size is gone. In the published program every block reads such a " +
        "copy, and adds its result to the stream itself, which is not normed.",
      "There every block adds to the stream, whose numbers may grow from layer to layer. Read as they are they would " +
        "make larger numbers still, products of them even more; and softmax, given large numbers, would give all to " +
        "one. A little number, 1e-5, is added before the root so that a vector of zeros can be divided too.",
      "In the published program the sum of the embeddings is normed, and attention norms it again at once. Going " +
        "forward the second changes next to nothing. But the first is not idle: what the blocks add to is its " +
        "output, so the sum of the embeddings enters the stream at a fixed size, and its gradient comes back through " +
        "that norm.",
    ],
  },
  attention: {
    title: "Attention",
    place: "attention",
    paragraphs: [
      "Each position makes three lists of numbers from what it knows: a query (what am I looking for?), a key " +
        "(what do I have?) and a value vector (what do I tell whoever reads me?). Three matrices make them, and all " +
        "three are learned.",
      "A position then holds its query against the key of each position so far, itself among them: multiply number " +
        "by number, add up. Softmax turns these matches into weights that add up to 1, and what the position gets is " +
        "the value vectors, mixed by those weights.",
      "The products are divided by the root of how many numbers were multiplied. A sum of many random products is " +
        "larger than one of few, by about that root; undivided, a model with larger heads would begin with softmax " +
        "choosing one position almost alone, and almost no gradient for the others.",
      "Keys and value vectors of a position never change once made, so they are kept: that is the KV cache. A " +
        "later position is not in it yet, and so cannot be read. No mask is needed.",
    ],
  },
  heads: {
    title: "Why several heads",
    place: "heads",
    paragraphs: [
      "One attention makes one mixture. To look for the vowel before and for the first letter at once takes two. " +
        "So query, key and value vector are cut into as many parts as there are heads, and each head does attention " +
        "with its own part.",
      "Their outputs are put one after the other, and one more matrix mixes them: it decides where in the residual " +
        "stream each finding is written. The heads cost next to nothing extra, for each works on fewer numbers.",
    ],
  },
  residual: {
    title: "The residual stream",
    place: "embedding",
    paragraphs: [
      "What a position knows is one list of numbers. Attention reads it and adds what it found; the MLP reads it " +
        "and adds what it made of that. Nothing is ever replaced.",
      "That helps on the way back. The gradient of a sum goes on to both parts as it is, so from the loss there is " +
        "a straight path past every block to the embeddings. In a chain without it the gradient would be multiplied " +
        "by matrix after matrix, and fade or grow beyond use.",
    ],
  },
  mlp: {
    title: "The MLP",
    place: "mlp",
    paragraphs: [
      "Attention gathers; the MLP works on what was gathered, at each position alone. It makes four times as many " +
        "numbers, each a weighted sum of the stream, bends them, and brings them back to the length of the stream.",
      "The bend is what matters. Two matrices one after the other are no more than a single one: whatever they do " +
        "could be done by their product. relu, which turns negative numbers into 0, breaks that: a hidden number can " +
        "now mean “if”, and what it adds to the stream comes only if it is above 0.",
      "The first revision of the program squares what relu leaves. That is a bend as well, and one whose slope " +
        "starts from 0.",
    ],
  },
  prediction: {
    title: "From the stream to a guess",
    place: "figure-prediction",
    paragraphs: [
      "The stream of a position is multiplied with one row for each token: a dot product that is large if they " +
        "point the same way. These are the logits. The published program has a matrix of its own for that; its first " +
        "revision uses the token embeddings once more.",
      "Softmax makes probabilities of them: exp of each, over the sum. A logit that is larger by 1 makes its token " +
        "about 2.7 times as likely, compared with any other.",
    ],
  },
  loss: {
    title: "The loss",
    place: "loss",
    paragraphs: [
      "The loss of a prediction is minus the logarithm of the probability that the right token had been given. " +
        "Certain and right: 0. One chance in two: 0.69. One in ten: 2.3. One in 27, a random guess among 27 tokens: " +
        "3.3. Certain and wrong would be without limit.",
      "Why the logarithm? The probability of the whole document is the product of those of its tokens; the " +
        "logarithm turns it into a sum, which can be divided up among positions.",
    ],
  },
  backward: {
    title: "The way back",
    place: "backward",
    paragraphs: [
      "The gradient of a number says how the loss would change with it: change the number by a little, and the " +
        "loss changes by that little times the gradient. To find it for every number at once, the backward pass goes " +
        "through all operations from the last to the first.",
      "At each one the chain rule is used. An operation knows how much its result changes with each operand, its " +
        "local gradient: for a sum that is 1, for a product the other factor. Times the gradient of the result, that " +
        "is what the operand is given.",
      "A number that was used in several places mattered in each of them, so what comes from them is added up. " +
        "That is why a weight is given gradient at every position, a key by every position that asked it, and why " +
        "the program writes += and not =.",
    ],
  },
  adam: {
    title: "Adam",
    place: "adam",
    paragraphs: [
      "The gradient says which way is up, so a parameter is moved the other way. How far is a question of its own. " +
        "Adam keeps two running averages for each parameter: m of its gradients, and v of their squares, in both of " +
        "which older ones fade.",
      "It moves by the learning rate times m over the root of v. If all gradients were alike that ratio would be " +
        "1, whatever their size; if they keep changing sign, m is small and so is the move. So parameters with small " +
        "gradients learn as fast as those with large ones.",
      "Both averages begin at 0 and are too small at first. Dividing by 1 − beta ** t, the part of a full average " +
        "that has come in by step t, makes up for it: that is the bias correction, m_hat and v_hat.",
    ],
  },
  sgd: {
    title: "Plain SGD",
    place: "adam",
    paragraphs: [
      "The gradient says which way is up, so a parameter is moved the other way: by the learning rate times the " +
        "gradient. SGD, stochastic gradient descent, does just that, and keeps nothing from one step to the next.",
      "How far a parameter moves is then a matter of how large its gradient is. One learning rate has to do for all: " +
        "large enough for those with small gradients, and small enough that those with large ones do not run away. " +
        "So it is set much larger here than for Adam, which divides by the size of the gradients.",
    ],
  },
};
