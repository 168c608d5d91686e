// `lib/components/base/modal`: https://developers.kommo.com/docs/modules-and-packages
define(['jquery'], ($) => {
  return function Modal({ class_name, init, destroy }) {
    const modal = $('<div class="modal"><div class="modal-body"></div></div>').addClass(class_name).appendTo('body');
    const body = modal.find('.modal-body');
    this.destroy = () => {
      destroy?.();
      modal.remove();
    };
    this.showSuccess = (text) => body.text(text);
    this.showError = (text) => body.text(text);
    modal.on('click', (event) => {
      if (event.target === modal[0]) this.destroy();
    });
    init(body);
  };
});
