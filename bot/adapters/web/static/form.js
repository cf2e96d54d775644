// A Form becomes a dialog. What somebody wrote stays there until it is saved, also when saving fails.

import { drawMarkup } from "./draw.js";
import { element, freshId } from "./elements.js";

function drawQuestion(question) {
  const id = freshId("question");
  const control = element(question.long ? "textarea" : "input", {
    id, name: question.name, maxlength: question.limit, dir: "auto", autocomplete: "off",
    ...(question.long ? { rows: "6" } : { type: "text" }),
  });
  control.value = question.value;
  return element("div", { class: "question" }, element("label", { for: id, dir: "auto" }, question.label), control);
}

/** What to read while answering: the quotes that a card rests on, a paragraph each. */
function drawBeside(markup) {
  const id = freshId("beside");
  return element(
    "section",
    { class: "beside", "aria-labelledby": id, tabindex: "0" },
    element("h3", { id }, "What it rests on"),
    element("blockquote", { dir: "auto" }, element("p", {}, ...drawMarkup(markup))),
  );
}

/**
 * Ask the form's questions. `save(fields)` resolves to a sentence about what is wrong; once it is saved, to a function
 * that shows so behind the dialog.
 */
export function openForm(form, save) {
  const dialog = document.getElementById("form");
  let opener = document.activeElement;
  const wrong = element("p", { class: "wrong", role: "alert" });
  const cancel = element("button", { type: "button", class: "button" }, "Cancel");
  const submit = element("button", { type: "submit", class: "button main" }, form.submit);
  const drawn = element(
    "form",
    { method: "dialog", autocomplete: "off" },
    element("h2", { id: "form-title", dir: "auto" }, form.title),
    element(
      "div",
      { class: "sides" },
      ...(form.beside?.length ? [drawBeside(form.beside)] : []),
      element("div", { class: "questions" }, ...form.questions.map(drawQuestion)),
    ),
    wrong,
    element("div", { class: "buttons" }, submit, cancel),
  );
  dialog.classList.toggle("wide", Boolean(form.beside?.length));

  cancel.addEventListener("click", () => dialog.close());
  drawn.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    wrong.textContent = "";
    const saved = await save(Object.fromEntries(new FormData(drawn)));
    submit.disabled = false;
    if (typeof saved === "string") {
      wrong.textContent = saved;
      submit.scrollIntoView({ block: "nearest" });
      return;
    }
    opener = null; // the focus goes to the answer
    dialog.close();
    saved();
  });
  dialog.onclose = () => {
    dialog.replaceChildren();
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };

  dialog.replaceChildren(drawn);
  dialog.showModal();
  const first = drawn.querySelector("input, textarea");
  first?.focus();
  first?.setSelectionRange(0, 0); // a long one shows how it begins
}
