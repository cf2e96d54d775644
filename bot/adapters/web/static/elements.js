// Elements are made here and nowhere else, and text is only ever set as text: nothing that a page says becomes markup.

/** An element with attributes (a function is a listener, false leaves one out) and children; strings become text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** What only a screen reader says. */
export const unseen = (text) => element("span", { class: "unseen" }, text);

let made = 0;

/** An id that no other element has. */
export const freshId = (prefix) => `${prefix}-${++made}`;
