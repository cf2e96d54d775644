// The question line: completion as one types (a combobox), and earlier questions with the arrow keys.

import { element } from "./elements.js";

const PAUSE = 80; // milliseconds without a key before we ask for completions

/**
 * Give the line its manners. `ask(text)` sends it; `suggest(text, signal)` resolves to [{text, label, detail, kind, whole}];
 * `takeAway(text)` may take a pasted text elsewhere. Answers with {insert}, which puts one into the line.
 */
export function tend({ form, input, list, ask, suggest, takeAway }) {
  let choices = [];
  let active = -1;
  let timer = 0;
  let waiting = null; // the request for completions that is under way
  const earlier = [];
  let place = 0; // in `earlier`; its length is the line being written
  let draft = "";

  const isOpen = () => !list.hidden;

  function show(found) {
    choices = found;
    list.replaceChildren(...choices.map(drawChoice));
    list.hidden = choices.length === 0;
    input.setAttribute("aria-expanded", String(isOpen()));
    list.scrollTop = 0;
    mark(-1);
  }

  function close() {
    clearTimeout(timer);
    waiting?.abort(); // or the list would open once more
    show([]);
  }

  function drawChoice(choice, index) {
    const drawn = element(
      "li",
      { id: `completion-${index}`, role: "option", "aria-selected": "false", class: choice.kind },
      element("span", { class: "choice", dir: "auto" }, choice.label),
    );
    if (choice.detail) drawn.append(" ", element("span", { class: "detail", dir: "auto" }, choice.detail));
    drawn.addEventListener("pointerdown", (event) => event.preventDefault()); // the line keeps the focus
    drawn.addEventListener("click", () => take(choice, true));
    return drawn;
  }

  function mark(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const chosen = list.children[active];
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function write(text) {
    input.value = text;
    input.setSelectionRange(text.length, text.length);
    input.scrollLeft = input.scrollWidth;
  }

  function take(choice, run) {
    write(choice.text);
    close();
    if (run && choice.whole) send();
    else if (!choice.whole) complete();
  }

  async function complete() {
    waiting?.abort();
    const mine = (waiting = new AbortController());
    try {
      const found = await suggest(input.value, mine.signal);
      if (!mine.signal.aborted && document.activeElement === input) show(found);
    } catch {
      // Completion is a courtesy: without it one types on.
    }
  }

  function insert(text) {
    input.setRangeText(text.replace(/\s*[\r\n]+\s*/g, " "), input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input"));
    input.focus();
  }

  function send() {
    const text = input.value.trim();
    if (!text) return;
    close();
    if (earlier.at(-1) !== text) earlier.push(text);
    place = earlier.length;
    write("");
    ask(text);
  }

  function recall(step) {
    close();
    if (place === earlier.length) draft = input.value;
    place = Math.min(Math.max(place + step, 0), earlier.length);
    write(place === earlier.length ? draft : earlier[place]);
  }

  const keys = {
    ArrowDown() {
      if (isOpen()) mark(active + 1 < choices.length ? active + 1 : -1);
      else if (place < earlier.length) recall(1);
      else complete();
    },
    ArrowUp() {
      if (isOpen()) mark(active < 0 ? choices.length - 1 : active - 1);
      else recall(-1);
    },
    Tab(event) {
      const halfway = input.value && !/\s$/.test(input.value);
      const choice = choices[active] ?? (halfway ? choices[0] : null);
      if (!isOpen() || event.shiftKey || !choice || choice.text === input.value) {
        close();
        return false;
      }
      take(choice, false);
    },
    Enter() {
      if (choices[active]) take(choices[active], true);
      else send();
    },
    Escape() {
      if (!isOpen()) write("");
      close();
    },
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key] && keys[event.key](event) !== false) event.preventDefault();
  });
  input.addEventListener("input", () => {
    place = earlier.length;
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(complete, PAUSE);
    else close();
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (takeAway(text)) {
      event.preventDefault();
      close();
    } else if (/[\r\n]/.test(text)) {
      event.preventDefault(); // a line would swallow the breaks, and glue words together
      insert(text);
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    input.focus();
  });
  return { insert };
}
