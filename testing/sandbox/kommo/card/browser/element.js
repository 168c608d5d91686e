define(() =>
  /** A new element with properties and children; text is never read as HTML. */
  (tag, properties = {}, children = []) => {
    const made = document.createElement(tag);
    Object.assign(made, properties);
    made.append(...children);
    return made;
  });
