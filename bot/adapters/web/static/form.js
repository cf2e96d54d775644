// A Form becomes a dialog. What somebody wrote stays there until it is saved, also when saving fails.

import { drawMarkup } from "./draw.js";
import { element, freshId } from "./elements.js";

const several = ({ kind }) => kind === "choices";
const chosen = ({ kind, value }, choice) => (kind === "choices" ? value.split(" ") : [value]).includes(choice);
const WIDE = 100; // characters that no line shows

function drawQuestion(question) {
  return several(question) ? drawChoices(question) : drawLine(question);
}

function drawLine(question) {
  const id = freshId("question");
  const hint = element("p", { class: "hint", id: `${id}-hint`, "aria-live": "polite" }, question.hint);
  const control = drawControl(question, {
    id, name: question.name, dir: "auto", autocomplete: "off", "aria-describedby": hint.id,
  });
  control.addEventListener("input", () => { // what is too long stays as it was pasted: it would be cut in silence
    const many = control.value.length - question.limit;
    const objection = many > 0 ? `${many} ${many === 1 ? "character" : "characters"} too many: ${question.limit} fit.` : "";
    control.dataset.objection = objection && `${question.label}: ${objection}`;
    control.setAttribute("aria-invalid", String(many > 0));
    hint.textContent = objection || question.hint;
  });
  const beside = question.kind === "zone" ? [drawZones(control)] : [];
  return element(
    "div", { class: "question" }, element("label", { for: id, dir: "auto" }, question.label), control, hint, ...beside,
  );
}

function drawControl(question, attributes) {
  if (question.kind === "choice") {
    const options = question.choices.map(({ label, value }) =>
      element("option", { value, selected: chosen(question, value) }, label));
    return element("select", attributes, ...options);
  }
  const kind = question.kind === "time" ? "time" : "text";
  const wide = question.kind === "text" && question.limit > WIDE;
  const control = question.long || wide
    ? element("textarea", { ...attributes, rows: question.long ? "6" : "2" })
    : element("input", { ...attributes, type: kind });
  if (wide && !question.long) control.addEventListener("keydown", sendWithEnter);
  control.value = question.value;
  return control;
}

function sendWithEnter(event) {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

/** The zones that the browser knows, to complete what is typed. */
function drawZones(control) {
  const id = freshId("zones");
  control.setAttribute("list", id);
  return element("datalist", { id }, ...Intl.supportedValuesOf("timeZone").map((value) => element("option", { value })));
}

/** Several to choose: boxes to tick. */
function drawChoices(question) {
  const id = freshId("question");
  const boxes = question.choices.map(({ label, value }) =>
    element(
      "label", { class: "tick", dir: "auto" },
      element("input", { type: "checkbox", name: question.name, value, checked: chosen(question, value) }), label,
    ));
  return element(
    "fieldset", { class: "question", "aria-describedby": id },
    element("legend", { dir: "auto" }, question.label),
    element("div", { class: "ticks" }, ...boxes),
    element("p", { class: "hint", id }, question.hint),
  );
}

/** What was answered, by the questions' names; several choices with spaces between them. */
const answersTo = (questions, drawn) => {
  const typed = new FormData(drawn);
  return Object.fromEntries(
    questions.map((one) => [one.name, several(one) ? typed.getAll(one.name).join(" ") : typed.get(one.name)]),
  );
};

/** What is wrong with the answers before they are sent; "" when nothing is. */
const objectionTo = (form) => [...form.elements].map(({ dataset }) => dataset.objection).find(Boolean) ?? "";

/** Show which answer was wrong, and go there. */
function mark(drawn, question) {
  for (const control of drawn.querySelectorAll("[aria-invalid]")) control.setAttribute("aria-invalid", "false");
  const control = [...drawn.elements].find(({ name }) => question && name === question);
  control?.setAttribute("aria-invalid", "true");
  control?.focus();
}

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
 * Ask the form's questions. `save(fields)` resolves to {said, question}: what is wrong, and with which answer; once it is
 * saved, to a function that shows so behind the dialog.
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
    const saved = await save(answersTo(form.questions, drawn));
    submit.disabled = false;
    if (saved.said) {
      wrong.textContent = saved.said;
      submit.scrollIntoView({ block: "nearest" });
      mark(drawn, saved.question);
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
  const first = drawn.querySelector("input, textarea, select");
  first?.focus();
  if (first?.matches("textarea, [type=text]")) first.setSelectionRange(0, 0); // a long one shows how it begins
}
