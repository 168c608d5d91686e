// The right-hand column of a card. Its DOM has the class names that widgets find in Kommo's.
define(['jquery', 'boot'], ($, boot) => {
  const block = $('#widgets_block');
  const elements = block.find('.card-widgets__elements');

  block.on('click', '.js-widget-caption-block', (event) => {
    $(event.currentTarget).next().toggleClass('card-widgets__widget__body_closed');
    $(document).trigger('toggleWidgetPanel');
  });

  const addWidget = ({ code, path }, captionClass, captionHtml) => {
    const widget = $('<div class="card-widgets__widget">').addClass(`card-widgets__widget-${code}`);
    const caption = $('<div class="card-widgets__widget__caption js-widget-caption-block">').addClass(captionClass);
    if (captionHtml) caption.html(captionHtml);
    else {
      caption.append(
        $('<img class="card-widgets__widget__caption__logo" alt="">').attr('src', `${path}/images/logo_medium.png`),
        $('<img class="card-widgets__widget__caption__logo_min" alt="">').attr('src', `${path}/images/logo_min.png`),
      );
    }
    caption.append('<span class="card-widgets__widget__caption__arrow">▾</span>');
    const body = $('<div class="card-widgets__widget__body">');
    widget.append(caption, body.toggleClass('card-widgets__widget__body_closed', boot.isCollapsed)).appendTo(elements);
    return widget;
  };

  let width = Number(boot.panelWidth);

  return {
    open: () => block.prop('hidden', false).width(width),
    /** px; also for leads that are opened later */
    setWidth(pixels) {
      width = pixels;
      block.width(width);
    },
    clear: () => elements.empty(),
    /** the behaviour of `render_template`: the widget's place is made once, and its body replaced or extended */
    show(widget, { caption, body, render }) {
      const present = elements.find(`.card-widgets__widget-${widget.code}`);
      const place = (present.length > 0 ? present : addWidget(widget, caption.class_name, caption.html)).find(
        '.card-widgets__widget__body',
      );
      if (boot.templatesReplace) place.empty();
      place.append(body || render);
    },
  };
});
