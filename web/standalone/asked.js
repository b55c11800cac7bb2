/** Which of the two pages is asked for: by what is between the file's name and the hash, which the pages change. */

export const LAB = "?lab";

export const isLabAsked = () => new URLSearchParams(location.search).has(LAB.slice(1));
