/** What Python begins with, in words: one page that holds the whole site has it within. */
export const FETCHING = globalThis.carried ? "Unpacking Python" : "Fetching Python";
