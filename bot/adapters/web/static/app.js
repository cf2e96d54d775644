// The local page: the topics above, the talk between, the question line below, and posts that arrive by themselves.

import { suggest } from "./api.js";
import { tend } from "./composer.js";
import { element } from "./elements.js";
import { isEssay, takeEssays } from "./essay.js";
import { follow, lastSeen, remember } from "./posts.js";
import { converse, reveal } from "./talk.js";
import { drawTime, keepTimes, today } from "./times.js";

const POSTS = /^\/?(brief\s+)?(digest\s+now|share)\b/i; // commands whose answer arrives as a post
const SOON = 10_000; // milliseconds, in which it does

const place = (id) => document.getElementById(id);
const dateline = place("today");
const connection = place("connection");
const now = place("now");
const earlier = place("earlier");
const talk = place("talk");
const arrivals = place("arrivals");

const { ask, draw } = converse(talk, {
  onAnswer(text, { tone }) {
    if (/^\/?(brief\s+)?dossier\s/i.test(text)) drawTopics();
    if (POSTS.test(text) && tone !== "mistake") showWhatWasAsked();
  },
});

// Topics, as the sections of a newspaper.

async function drawTopics() {
  const section = (text, label) =>
    element("li", {}, element("button", { type: "button", click: () => ask(text, { label, focus: true }) }, label));
  let topics = [];
  try {
    topics = (await suggest("")).filter(({ kind }) => kind === "topic");
  } catch {
    // The bot is away: the connection line says so, and the sections come with the next load.
  }
  place("topics").replaceChildren(
    section("", "Now"), ...topics.map(({ text, label }) => section(text, label)), section("help", "Help"),
  );
}

// The question line, and the way in for essays beside it.

const line = tend({
  form: place("ask"),
  input: place("line"),
  list: place("completions"),
  ask: (text) => (/^\/?(brief\s+)?add$/i.test(text) ? essays.open() : ask(text)),
  suggest,
  takeAway(text) {
    if (isEssay(text)) essays.open(text, true);
    return isEssay(text);
  },
});
const essays = takeEssays({
  opener: place("add"), dialog: place("essay"), drop: place("drop"), ask, write: line.insert,
});

// Posts: those from before as lines to unfold, new ones open in the talk.

const seenBefore = lastSeen();
const firstVisit = seenBefore === 0;
const unread = new Map(); // the element of a post that nobody has looked at yet -> its id
const posts = new Map(); // id -> element
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || document.hidden) continue;
      remember(unread.get(target));
      unread.delete(target);
      watch.unobserve(target);
    }
    announce();
  },
  { rootMargin: "-64px 0px -96px 0px" },
);

function drawPost({ id, page, at }, old) {
  const isNew = !old || (id > seenBefore && !firstVisit);
  const line = [element("span", { class: "posted-at" }, "Posted ", drawTime(at, "posted"))];
  if (isNew) line.push(element("span", { class: "mark new" }, "New"));
  if (isCorrected(page)) line.push(drawCorrected());
  const article = draw(page);
  const drawn = old
    ? element(
        "details",
        { class: "post", open: isNew },
        element("summary", {}, element("span", { class: "post-title", dir: "auto" }, page.title), ...line),
        article,
      )
    : element("div", { class: "turn post" }, element("p", { class: "posted" }, ...line), article);
  posts.set(String(id), drawn);
  if (isNew) {
    unread.set(drawn, id);
    watch.observe(drawn);
  } else {
    remember(id);
  }
  return drawn;
}

// A corrected page says so in a note, which holds after a reload too.
const isCorrected = ({ blocks }) => blocks.some(({ type, markup }) => type === "note" && markup[0] === "Corrected ");
const drawCorrected = () => element("span", { class: "mark corrected" }, "Corrected");

/** The page as it is now, where the post stands; the focus stays where it was. */
function correct(post, page) {
  const [article, line] = [post.querySelector("article"), post.querySelector("summary, .posted")];
  const pressed = article.contains(document.activeElement) ? document.activeElement : null;
  const next = draw(page);
  article.replaceWith(next);
  if (isCorrected(page) && !line.querySelector(".corrected")) line.append(drawCorrected());
  const title = line.querySelector(".post-title");
  if (title) title.textContent = page.title;
  if (pressed) {
    const again = [...next.querySelectorAll("button, select, a")].find(
      (one) => one.tagName === pressed.tagName && one.textContent === pressed.textContent,
    );
    (again ?? next.querySelector("h2")).focus({ preventScroll: true });
  }
}

function lookAgain(post) {
  watch.unobserve(post);
  watch.observe(post);
}

function unfoldNewest() {
  const newest = earlier.querySelector(".post:last-child");
  if (newest) newest.open = true;
  document.documentElement.dataset.posts = "followed";
}

function announce() {
  const count = unread.size;
  document.title = count ? `(${count}) Communiqué` : "Communiqué";
  arrivals.textContent = count === 1 ? "1 new post" : `${count} new posts`;
  arrivals.hidden = count === 0;
}

arrivals.addEventListener("click", () => {
  const [first] = unread.keys();
  first?.scrollIntoView({ block: "start" });
  first?.querySelector("summary, h2").focus({ preventScroll: true });
});

// What one has asked to be posted is what one wants to see, whether it comes before the answer is drawn or after.

let awaitedUntil = 0;

function showWhatWasAsked() {
  const last = talk.lastElementChild;
  if (last?.classList.contains("post")) reveal(last);
  else awaitedUntil = Date.now() + SOON;
}

function isAwaited() {
  const awaited = Date.now() < awaitedUntil;
  awaitedUntil = 0;
  return awaited;
}

function receive(post, old) {
  if (post.replaces) {
    const shown = posts.get(post.replaces);
    if (shown) correct(shown, post.page); // else it stands too far back to be on this page
    return;
  }
  const shown = posts.get(String(post.id));
  if (shown) {
    correct(shown, post.page);
    return;
  }
  const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 80;
  const drawn = drawPost(post, old);
  (old ? earlier : talk).append(drawn);
  earlier.hidden = !earlier.querySelector(".post");
  announce();
  if (!old && (isAwaited() || atEnd) && !document.hidden) reveal(drawn);
}

// The connection: said plainly, and only when there is something to say.

let connected = true;
function tellConnection(state) {
  if (state === connected) return;
  connected = state;
  connection.className = `connection ${state ? "back" : "lost"}`;
  connection.textContent = state ? "Connected again" : "Connection lost. Trying again …";
  if (!state) return;
  setTimeout(() => {
    if (connected) connection.textContent = "";
  }, 4_000);
  if (place("topics").children.length < 3) drawTopics();
}

dateline.textContent = today();
keepTimes(() => (dateline.textContent = today()));
drawTopics();
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const post of unread.keys()) lookAgain(post);
});
await ask("", { label: "", place: now, quiet: true }); // first, so that posts find their place below it
follow({ onPost: receive, onReady: unfoldNewest, onState: tellConnection });
