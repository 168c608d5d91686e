/** The parts of the host's jQuery 2.1.3 that the widget uses. */
declare module 'jquery' {
  interface JQueryList {
    on(events: string, listener: () => void): JQueryList;
    off(event: string): JQueryList;
    appendTo(target: string): JQueryList;
  }
  export default function jQuery(target: Document | Element): JQueryList;
  export default function jQuery(html: string, attributes: Record<string, string>): JQueryList;
}
