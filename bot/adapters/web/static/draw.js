// A Page, as bot/view/page.py writes it, becomes an <article>. One function a kind of block, nothing dropped in silence.

import { element, freshId, unseen } from "./elements.js";
import { drawTime } from "./times.js";

const TONES = { done: "Done", mistake: "That did not work" };
const FRONT_PAGE = 4; // so many short pieces in a row are laid out like one

function drawInline(part) {
  if (typeof part === "string") return part;
  switch (part.type) {
    case "bold":
      return element("strong", {}, part.text);
    case "italic":
      return element("em", {}, part.text);
    case "link":
      return drawLink(part);
    case "time":
      return drawTime(part.moment, part.style);
    case "channel":
      return `channel ${part.id}`;
    case "person":
      return part.name;
    default:
      throw new Error(`no such inline: ${part.type}`);
  }
}

function drawLink({ text, address }) {
  if (!/^https?:\/\//i.test(address)) return text;
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, text);
}

export const drawMarkup = (markup) => markup.map(drawInline);

/** Whether a paragraph opens with a line of its own in bold: a small headline. */
const hasLead = ({ type, markup }) =>
  type === "text" && markup[0]?.type === "bold" && typeof markup[1] === "string" && markup[1].startsWith("\n");

function drawText(block) {
  const drawn = drawMarkup(block.markup);
  if (!hasLead(block)) return element("p", { class: "text", dir: "auto" }, ...drawn);
  const [lead, next, ...rest] = drawn;
  lead.className = "lead";
  lead.dir = "auto";
  return element("p", { class: "text piece", dir: "auto" }, lead, " ", next.slice(1), ...rest);
}

/** The blocks in order; short pieces in a row stand side by side where there is room, as on a front page. */
function drawBlocks(blocks) {
  const drawn = [];
  for (let at = 0; at < blocks.length; ) {
    let end = at;
    while (end < blocks.length && hasLead(blocks[end])) end++;
    const piece = blocks.slice(at, Math.max(end, at + 1)).map(drawBlock);
    if (piece.length >= FRONT_PAGE) drawn.push(element("div", { class: "front-page" }, ...piece));
    else drawn.push(...piece);
    at += piece.length;
  }
  return drawn;
}

function drawBlock(block) {
  switch (block.type) {
    case "heading":
      return element("h3", { dir: "auto" }, block.text);
    case "text":
      return drawText(block);
    case "quotation":
      return element("blockquote", { dir: "auto" }, element("p", {}, ...drawMarkup(block.markup)));
    case "fields":
      return drawFields(block.rows);
    case "note":
      return element("p", { class: "note", dir: "auto" }, ...drawMarkup(block.markup));
    case "divider":
      return element("hr");
    default:
      throw new Error(`no such block: ${block.type}`);
  }
}

function drawFields(rows) {
  const pair = ([name, value]) =>
    element("div", {}, element("dt", { dir: "auto" }, name), element("dd", { dir: "auto" }, ...drawMarkup(value)));
  return element("dl", { class: "fields" }, ...rows.map(pair));
}

// A mouse or a finger that picks an option means it. The arrow keys only look at options on their way: the button says go.
function drawSelect({ placeholder, options }, run) {
  const id = freshId("select");
  const hint = element("p", { class: "hint", id: `${id}-hint`, dir: "auto", hidden: true });
  const select = element(
    "select",
    { id, "aria-describedby": hint.id },
    element("option", { value: "", disabled: true, selected: true }, "Choose …"),
    ...options.map(({ label, command, description }) =>
      element("option", { value: command, title: description || null }, label)),
  );
  const chosen = () => options.find(({ command }) => command === select.value);
  const go = () => {
    const option = chosen();
    if (option) run({ command: option.command, label: option.label, control: select });
    else select.focus();
  };
  let byPointer = false;
  select.addEventListener("pointerdown", () => (byPointer = true));
  select.addEventListener("keydown", () => (byPointer = false));
  select.addEventListener("change", () => {
    hint.textContent = chosen()?.description ?? "";
    hint.hidden = !hint.textContent;
    if (byPointer) go();
  });
  return element(
    "div",
    { class: "select" },
    element("label", { for: id, dir: "auto" }, placeholder),
    element("div", { class: "select-row" }, select, element("button", { type: "button", class: "button", click: go }, "Open")),
    hint,
  );
}

function drawButtons(buttons, run) {
  const draw = (button) => {
    const drawn = element(
      "button",
      { type: "button", class: `button ${button.style}`, dir: "auto", "aria-haspopup": button.opens_form ? "dialog" : null },
      button.label,
    );
    drawn.addEventListener("click", () => run({ ...button, control: drawn }));
    return drawn;
  };
  return element("div", { class: "buttons" }, ...buttons.map(draw));
}

/** The page as an article. `run` is called with {command, label, style, control} when a button or an option is chosen. */
export function drawPage(page, run) {
  const id = freshId("title");
  const tone = page.tone ?? "plain";
  const title = element("h2", { id, tabindex: "-1", dir: "auto" }, page.title);
  if (TONES[tone] && TONES[tone] !== page.title) title.prepend(unseen(`${TONES[tone]}: `));
  const article = element("article", { class: `answer tone-${tone}`, "aria-labelledby": id }, title, ...drawBlocks(page.blocks));
  const controls = [];
  if (page.select) controls.push(drawSelect(page.select, run));
  if (page.buttons?.length) controls.push(drawButtons(page.buttons, run));
  if (page.buttons?.some(({ style }) => style === "main")) controls.reverse(); // what one came for, then what is rarer
  article.append(...controls);
  return article;
}
