// Three ways in for an essay: a file (chosen, or dropped anywhere on the page), its text, its address.

import { fetchPage, sendFile, suggest } from "./api.js";
import { element } from "./elements.js";

const LARGEST = 10_000_000; // bytes, as the bot has it
const KINDS = [".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".eml", ".opml"];
const LONG = 500; // characters, from which a pasted text is no question
const MANY = 3; // lines
const KNOWN = ["title", "author", "publisher", "date"]; // what whoever adds an essay may say of it

/** Whether a pasted text is an essay rather than a question. */
export const isEssay = (text) => text.trim().length > LONG || text.split(/\r?\n/).filter((line) => line.trim()).length >= MANY;

const isAddress = (text) => /^https?:\/\/\S+$/i.test(text);

function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function objection(file) {
  if (file.size > LARGEST) return `“${file.name}” has more than ${size(LARGEST)}. Paste the text alone.`;
  if (!file.size) return `“${file.name}” is empty. Choose another one.`;
  return "";
}

/**
 * Tend the way in. `ask(text, options)` is the conversation's; `write(text)` puts a text into the question line.
 * Answers with {open}: open(text, asked) shows the dialog, `asked` where the text was meant as a question.
 */
export function takeEssays({ opener, dialog, drop, ask, write }) {
  const place = (name) => dialog.querySelector(`[name="${name}"]`);
  const [form, given, file, to] = [dialog.querySelector("form"), place("given"), place("file"), place("to")];
  const [wrong, chosen] = [dialog.querySelector(".wrong"), dialog.querySelector(".chosen")];
  const [unchoose, asQuestion] = [dialog.querySelector(".unchoose"), dialog.querySelector(".as-question")];
  let back = null; // where the focus goes when the dialog is left

  async function offerDossiers() {
    let found = [];
    try {
      found = (await suggest("dossier ")).filter(({ kind }) => kind === "value");
    } catch {
      // Without them the essay goes where this page looks.
    }
    const held = to.value;
    to.replaceChildren(
      element("option", { value: "" }, "The one this page speaks of"),
      ...found.map(({ text, label }) => element("option", { value: text.replace(/^dossier /, "") }, label)),
    );
    to.value = [...to.options].some(({ value }) => value === held) ? held : "";
    to.closest(".question").hidden = found.length < 2;
  }

  function showChosen() {
    const [one] = file.files;
    chosen.textContent = one ? `${one.name}, ${size(one.size)}` : "";
    unchoose.hidden = !one;
    wrong.textContent = one ? objection(one) : "";
  }

  function open(text = "", asked = false) {
    if (!dialog.open) back = document.activeElement;
    if (text) given.value = text;
    asQuestion.hidden = !asked;
    wrong.textContent = "";
    showChosen();
    offerDossiers();
    if (!dialog.open) dialog.showModal();
    given.focus();
    given.setSelectionRange(0, 0);
    given.scrollTop = 0;
  }

  function empty() {
    form.reset();
    showChosen();
  }

  /** Send it, and let the conversation show what becomes of it; what was written is kept until it is taken in. */
  async function add(label, answer, whenTaken = () => {}) {
    const page = await ask("add", {
      label, answer, focus: true, working: ["Reading it", "Still reading"], further: ["Change it and try again", () => open()],
    });
    if (page.tone !== "mistake") whenTaken();
  }

  const addFile = (one, dossier, known, whenTaken) =>
    add(`Add ${one.name}`, () => sendFile(one, dossier, known), whenTaken);

  const saidOfIt = () =>
    Object.fromEntries(KNOWN.map((name) => [name, place(name).value.trim()]).filter(([, value]) => value));

  function submit() {
    const text = given.value.trim();
    const [one] = file.files;
    if (!text && !one) return "Choose a file, or paste the essay's text or its address.";
    if (text && one) return "There is a file and a text. Take one of them away: one essay at a time.";
    if (one && objection(one)) return objection(one);
    const [dossier, known] = [to.value, saidOfIt()];
    const command = dossier ? `add to ${dossier}` : "add";
    dialog.close();
    const done = () => {
      if (given.value.trim() === text && file.files[0] === one) empty();
    };
    if (one) addFile(one, dossier, known, done);
    else if (isAddress(text)) add(`Add ${text}`, () => fetchPage(command, { text, ...known }), done);
    else add(`Add a text of ${text.split(/\s+/).length} words`, () => fetchPage(command, { text, ...known }), done);
    return "";
  }

  opener.addEventListener("click", () => open());
  file.addEventListener("change", showChosen);
  unchoose.addEventListener("click", () => {
    file.value = "";
    showChosen();
    file.focus();
  });
  asQuestion.addEventListener("click", () => {
    const text = given.value;
    given.value = "";
    dialog.close();
    write(text);
  });
  dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    if (back?.isConnected) back.focus({ preventScroll: true });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wrong.textContent = submit();
  });

  // Dropped anywhere. Without this the browser would leave the page and show the file.

  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  let inside = 0; // dragenter and dragleave come for every element on the way

  function over(step) {
    inside = Math.max(0, inside + step);
    drop.hidden = inside === 0;
  }

  addEventListener("dragenter", (event) => holdsFiles(event) && over(1));
  addEventListener("dragleave", (event) => holdsFiles(event) && over(-1));
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    over(-inside);
    const dropped = [...event.dataTransfer.files];
    if (dialog.open) {
      file.files = event.dataTransfer.files;
      showChosen();
      return;
    }
    for (const one of dropped) {
      if (!objection(one)) await addFile(one, "", {});
      else {
        open();
        wrong.textContent = objection(one);
      }
    }
  });

  file.accept = KINDS.join(",");
  return { open };
}
