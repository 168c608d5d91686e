/** The page's loader, available to every AMD module under this name: https://requirejs.org/docs/api.html */
declare module 'require' {
  export default function load(
    modules: readonly string[],
    loaded: (module: unknown) => void,
    failed: (error: unknown) => void,
  ): void;
}
