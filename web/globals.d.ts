/** How many bytes booting fetches: defined by the build. */
declare const FETCHED_BYTES: number;
declare module "*.css";
