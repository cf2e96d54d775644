// The conversation: what was asked, what was answered, what a button does, and where the eye and the focus go.

import { fetchPage, plainText } from "./api.js";
import { drawPage } from "./draw.js";
import { element, unseen } from "./elements.js";
import { openForm } from "./form.js";

const AIR = 48; // pixels between a turn and the bars, as scroll-margin has it
const STILL = 4_000; // milliseconds until we say that it takes longer
const IN_PLACE = /^\/?(brief\s+)?review\b/i; // one draft after another, on one sheet

const turnsPage = ({ label, style }) => style === "danger" || /^[←‹«<]?\s*(previous|next|back)\b/i.test(label);

export function converse(talk, { onAnswer }) {
  const answers = new WeakMap(); // article -> {command: what it answers, home: the article that it speaks of}

  function drawWorking([first, later]) {
    const words = element("span", {}, first);
    const timer = setTimeout(() => (words.textContent = later), STILL);
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    const drawn = element("p", { class: "working" }, words, dots);
    drawn.done = () => clearTimeout(timer);
    return drawn;
  }

  function startTurn(label, place, words = ["Looking it up", "Still looking"]) {
    const working = drawWorking(words);
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

  const draw = (page, command = "", home = null) => {
    const article = drawPage(page, (choice) => choose(choice, article));
    answers.set(article, { command, home });
    return article;
  };

  /**
   * Ask something. `label` is what the reader sees of the question; `focus`: go to the answer when it is there;
   * `answer`: how to get it, where the text alone does not; `further`: [label, action] of a way out of a mistake.
   */
  async function ask(text, { label = text, place = talk, focus = false, quiet = false, ...how } = {}) {
    const { turn, finish } = startTurn(label, place, how.working);
    if (!quiet) reveal(turn);
    const page = await (how.answer ?? (() => fetchPage(text)))();
    const article = draw(page, text);
    finish(article);
    if (page.form) article.append(drawOpener(page.form.title, () => fillIn(page.form, article)));
    if (page.tone === "mistake" && how.further) article.append(drawOpener(...how.further));
    if (!quiet) reveal(turn);
    if (focus) focusTitle(article);
    if (page.form) fillIn(page.form, article);
    onAnswer(text, page);
    return page;
  }

  function drawOpener(label, open) {
    return element("div", { class: "buttons" }, element("button", { type: "button", class: "button main", click: open }, label));
  }

  /** A button or an option was chosen on `article`. */
  async function choose(choice, article) {
    const { command } = answers.get(article);
    const stays = choice.opens_form || turnsPage(choice) || (IN_PLACE.test(command) && IN_PLACE.test(choice.command));
    if (!stays) {
      await ask(choice.command, { label: choice.label, focus: true });
      return;
    }
    if (article.getAttribute("aria-busy") === "true") return;
    article.setAttribute("aria-busy", "true");
    const page = await fetchPage(choice.command);
    article.setAttribute("aria-busy", "false");
    if (page.form) fillIn(page.form, article);
    else settle(page, article, choice);
    onAnswer(choice.command, page);
  }

  function fillIn(form, article) {
    openForm(form, async (fields) => {
      const page = await fetchPage(form.command, fields);
      if (page.tone === "mistake") return { said: plainText(page), question: page.wrong };
      return () => {
        if (page.form) fillIn(page.form, article); // it asks on
        else settle(page, article, { label: form.title, command: form.command });
        onAnswer(form.command, page);
      };
    });
  }

  /** Put the answer in the place of the article that was clicked on, or beside it. */
  function settle(page, article, { label, command }) {
    const home = answers.get(article).home ?? article; // what is said about an article is done with when that changes
    if (page.aside || page.tone === "mistake" || !home.isConnected) { // what did not work leaves everything where it was
      const next = draw(page, command, home.isConnected ? home : null);
      const { turn, finish } = startTurn(label, talk);
      finish(next);
      reveal(turn);
      focusTitle(next);
      return;
    }
    if (home !== article) article.closest(".turn")?.remove();
    putInPlace(home, draw(page, command), label);
  }

  return { ask, draw };
}

/** One article for another. The focus stays on the button that was pressed, or goes to the title. */
function putInPlace(article, next, label) {
  article.replaceWith(next);
  const again = [...next.querySelectorAll(".button:not(.danger, .main)")].find((button) => button.textContent === label);
  if (again) again.focus({ preventScroll: true });
  else focusTitle(next);
  if (next.getBoundingClientRect().top < barHeight()) next.scrollIntoView({ block: "start" });
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
