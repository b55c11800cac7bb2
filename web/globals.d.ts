/** The bytes of the files that booting fetches, by name: defined by the build. */
declare const FETCHED_SIZES: Record<string, number>;
/** The names of those that are fetched only when another is no good: defined by the build. */
declare const SPARE: string[];
/** Those of the recorded files: defined by the build. */
declare const RECORDED_SIZES: Record<string, number>;
/** Where the site would be that one page holds, and paths in it: defined by the build, for such a page. */
declare const SITE: string;
declare const WORKER: string;
declare const PAGES: { article: string; lab: string };
/** There in a page that holds the whole site, and in its worker: see standalone/. */
declare var carried:
  | {
      /** The address of the worker's script. */
      workerUrl?: () => URL;
      /** The address that a module of the site is imported by. */
      moduleUrl: (url: string) => Promise<string>;
      /** Those of the pages, from each other. */
      pages?: { article: string; lab: string };
    }
  | undefined;
/** The folders of the site's other parts, from that of the bundles: defined by the build. */
declare const PARTS: Record<string, string>;
/** The bytes of each file of each folder that never changes, for the service worker: defined by the build. */
declare const SITE_PARTS: Record<string, Record<string, number>>;
/** The pages: defined by the build. */
declare const SITE_PAGES: string[];
declare module "*.css";
/** Where there are trusted types: what makes the addresses and the markup that a page may use. */
declare var trustedTypes:
  | {
      createPolicy: (
        name: string,
        rules: { createHTML?: (markup: string) => string; createScriptURL?: (address: string) => string },
      ) => { createHTML: (markup: string) => string; createScriptURL: (address: string) => string };
    }
  | undefined;
