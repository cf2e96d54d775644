// A Form becomes a dialog. What somebody wrote stays there until it is saved, also when saving fails.

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

/**
 * Ask the form's questions. `save(fields)` resolves to a sentence about what is wrong, or to nothing once it is saved.
 */
export function openForm(form, save) {
  const dialog = document.getElementById("form");
  const opener = document.activeElement;
  const wrong = element("p", { class: "wrong", role: "alert" });
  const cancel = element("button", { type: "button", class: "button" }, "Cancel");
  const submit = element("button", { type: "submit", class: "button main" }, form.submit);
  const drawn = element(
    "form",
    { method: "dialog", autocomplete: "off" },
    element("h2", { id: "form-title", dir: "auto" }, form.title),
    ...form.questions.map(drawQuestion),
    wrong,
    element("div", { class: "buttons" }, submit, cancel),
  );

  cancel.addEventListener("click", () => dialog.close());
  drawn.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    wrong.textContent = "";
    const problem = await save(Object.fromEntries(new FormData(drawn)));
    submit.disabled = false;
    if (problem) wrong.textContent = problem;
    else dialog.close();
  });
  dialog.onclose = () => {
    dialog.replaceChildren();
    if (opener?.isConnected) opener.focus();
  };

  dialog.replaceChildren(drawn);
  dialog.showModal();
  drawn.querySelector("input, textarea")?.focus();
}
