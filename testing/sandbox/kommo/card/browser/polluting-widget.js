// A careless widget of another vendor: globals, built-in prototypes and bare CSS rules.
define(['jquery', 'widgets-panel'], ($, panel) => () => {
  for (const name of ['h', 'render', 'widget', 'api', 'state', 'preact', 'Preact', 'texts']) {
    window[name] = () => {
      throw new Error(`somebody called the foreign global ${name}`);
    };
  }
  // Enumerable, as a library of the 2000s would do it: `for … in` over an array finds them.
  Array.prototype.last = function last() {
    return this[this.length - 1];
  };
  Array.prototype.remove = function remove(value) {
    return this.filter((each) => each !== value);
  };
  String.prototype.repeatTwice = function repeatTwice() {
    return this + this;
  };
  $('<link rel="stylesheet" href="/host/styles/polluting.css">').appendTo('head');
  panel.show('careless', {
    caption: { class_name: 'careless', html: 'Careless widget' },
    body: '<button>Buy</button>',
    render: '',
  });
});
