/** Kommo's window: https://developers.kommo.com/docs/modules-and-packages */
declare module 'lib/components/base/modal' {
  interface ModalBody {
    trigger(event: string): ModalBody;
    html(content: Element): ModalBody;
  }
  export default class Modal {
    constructor(options: {
      readonly class_name: string;
      readonly init: (body: ModalBody) => void;
      readonly destroy: () => void;
    });
    destroy(): void;
  }
}
