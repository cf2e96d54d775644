// The conversation: what was asked, what was answered, what a button does, and where the eye and the focus go.

import { drawPage } from "./draw.js";
import { element, unseen } from "./elements.js";
import { openForm } from "./form.js";

const AIR = 48; // pixels between a turn and the bars, as scroll-margin has it
const STILL = 4_000; // milliseconds until we say that it takes longer

const sentence = (title, text, command) => ({
  title,
  blocks: [{ type: "text", markup: [text] }],
  buttons: command ? [{ label: "Try again", command, style: "main" }] : [],
  tone: "mistake",
});

/** The bot's answer; when none comes, a page that says so. */
async function fetchPage(text, fields = {}) {
  try {
    const response = await fetch("api/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, fields }),
    });
    return await response.json();
  } catch {
    return sentence("No answer", "The bot could not be reached. Is it still running? Nothing that you wrote is lost.", text);
  }
}

const plainText = (page) =>
  page.blocks
    .flatMap((block) => block.markup ?? [])
    .map((part) => part.text ?? part)
    .join("") || page.title;

const turnsPage = ({ label, style }) => style === "danger" || /^[←‹«<]?\s*(previous|next|back)\b/i.test(label);

export function converse(talk, { onAnswer }) {
  function drawWorking() {
    const words = element("span", {}, "Looking it up");
    const timer = setTimeout(() => (words.textContent = "Still looking"), STILL);
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    const drawn = element("p", { class: "working" }, words, dots);
    drawn.done = () => clearTimeout(timer);
    return drawn;
  }

  function startTurn(label, place) {
    const working = drawWorking();
    const turn = element("div", { class: "turn" });
    if (label) turn.append(element("p", { class: "asked", dir: "auto" }, unseen("You asked: "), label));
    turn.append(working);
    place.append(turn);
    return {
      turn,
      finish(article) {
        working.done();
        working.replaceWith(article);
      },
    };
  }

  const draw = (page) => {
    const article = drawPage(page, (choice) => choose(choice, article));
    return article;
  };

  /** Ask something. `label` is what the reader sees of the question; `focus`: go to the answer when it is there. */
  async function ask(text, { label = text, place = talk, focus = false, quiet = false } = {}) {
    const { turn, finish } = startTurn(label, place);
    if (!quiet) reveal(turn);
    const page = await fetchPage(text);
    const article = draw(page);
    finish(article);
    if (page.form) article.append(drawFormOpener(page.form, article));
    if (!quiet) reveal(turn);
    if (focus) focusTitle(article);
    if (page.form) fillIn(page.form, article);
    onAnswer(text, page);
    return page;
  }

  function drawFormOpener(form, article) {
    const open = element("button", { type: "button", class: "button main", click: () => fillIn(form, article) }, form.title);
    return element("div", { class: "buttons" }, open);
  }

  /** A button or an option was chosen on `article`. */
  async function choose(choice, article) {
    if (!choice.opens_form && !turnsPage(choice)) {
      await ask(choice.command, { label: choice.label, focus: true });
      return;
    }
    if (article.getAttribute("aria-busy") === "true") return;
    article.setAttribute("aria-busy", "true");
    const page = await fetchPage(choice.command);
    article.setAttribute("aria-busy", "false");
    if (page.form) fillIn(page.form, article);
    else settle(page, article, choice.label);
    onAnswer(choice.command, page);
  }

  function fillIn(form, article) {
    openForm(form, async (fields) => {
      const page = await fetchPage(form.command, fields);
      if (page.tone === "mistake") return plainText(page);
      return () => {
        settle(page, article, form.title);
        onAnswer(form.command, page);
      };
    });
  }

  /** Put the answer in the place of the article that was clicked on, or beside it. */
  function settle(page, article, label) {
    const next = draw(page);
    if (page.aside || page.tone === "mistake") { // what did not work leaves everything where it was
      const { turn, finish } = startTurn(label, talk);
      finish(next);
      reveal(turn);
      focusTitle(next);
      return;
    }
    article.replaceWith(next);
    const again = [...next.querySelectorAll(".button")].find((button) => button.textContent === label);
    if (again) again.focus({ preventScroll: true });
    else focusTitle(next);
    if (next.getBoundingClientRect().top < barHeight()) next.scrollIntoView({ block: "start" });
  }

  return { ask, draw };
}

const focusTitle = (article) => article.querySelector("h2").focus({ preventScroll: true });
const barHeight = () => document.querySelector(".sections").getBoundingClientRect().height;
const composerHeight = () => document.querySelector(".composer").getBoundingClientRect().height;

/** Bring something into view: all of it where it fits, otherwise its beginning. */
export function reveal(turn) {
  const room = window.innerHeight - barHeight() - composerHeight() - AIR;
  const { height, top, bottom } = turn.getBoundingClientRect();
  if (height > room) turn.scrollIntoView({ block: "start" });
  else if (top < barHeight() || bottom > window.innerHeight - composerHeight()) turn.scrollIntoView({ block: "end" });
}
