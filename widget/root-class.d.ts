/** The classes of the widget's own root elements, set when it is built: scripts/build-widget.ts. */
declare const ROOT_CLASS: string;
