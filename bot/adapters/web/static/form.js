// A Form becomes a dialog. What somebody wrote stays there until it is saved, also when saving fails.

import { drawMarkup } from "./draw.js";
import { element, freshId } from "./elements.js";

function drawQuestion(question) {
  const id = freshId("question");
  const hint = element("p", { class: "hint", id: `${id}-hint`, "aria-live": "polite" }, question.hint);
  const control = element(question.long ? "textarea" : "input", {
    id, name: question.name, dir: "auto", autocomplete: "off", "aria-describedby": hint.id,
    ...(question.long ? { rows: "6" } : { type: "text" }),
  });
  control.value = question.value;
  control.addEventListener("input", () => { // what is too long stays as it was pasted: it would be cut in silence
    const many = control.value.length - question.limit;
    const objection = many > 0 ? `${many} ${many === 1 ? "character" : "characters"} too many: ${question.limit} fit.` : "";
    control.dataset.objection = objection && `${question.label}: ${objection}`;
    control.setAttribute("aria-invalid", String(many > 0));
    hint.textContent = objection || question.hint;
  });
  return element("div", { class: "question" }, element("label", { for: id, dir: "auto" }, question.label), control, hint);
}

/** What is wrong with the answers before they are sent; "" when nothing is. */
const objectionTo = (form) => [...form.elements].map(({ dataset }) => dataset.objection).find(Boolean) ?? "";

/** What to read while answering: the quotes that a card rests on, and what became of it meanwhile. */
function drawBeside(markup) {
  const id = freshId("beside");
  return element(
    "section",
    { class: "beside", "aria-labelledby": id, tabindex: "0" },
    element("h3", { id }, "To keep in view"),
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
    wrong.textContent = objectionTo(drawn);
    if (wrong.textContent) {
      submit.scrollIntoView({ block: "nearest" });
      return;
    }
    submit.disabled = true;
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
