/** The loader of the page, which every AMD module may ask for under this name: https://requirejs.org/docs/api.html */
declare module 'require' {
  export default function load(
    modules: readonly string[],
    loaded: (module: unknown) => void,
    failed: (error: unknown) => void,
  ): void;
}
