/** How many bytes booting fetches: defined by the build. */
declare const FETCHED_BYTES: number;
/** Of the site: defined by the build. */
declare const VERSION: string;
declare module "*.css";
