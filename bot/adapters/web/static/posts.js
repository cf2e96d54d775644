// Posts arrive by themselves, over server-sent events, and none is missed: we say which one we saw last.

const SEEN = "communique.seen";
const RETRY = 3_000;
const LOOK = 60_000; // a hidden page looks this often: a browser allows six open streams a host, over all its tabs

/** The newest post that this reader had in front of them, before this visit. */
export function lastSeen() {
  try {
    return Number(localStorage.getItem(SEEN)) || 0;
  } catch {
    return 0;
  }
}

export function remember(id) {
  try {
    if (id > lastSeen()) localStorage.setItem(SEEN, String(id));
  } catch {
    // Without storage every post counts as new after a reload.
  }
}

/**
 * Follow the posts. `onPost({id, page, at, replaces}, old)` gets each once, and again when it was corrected while we
 * were away; `old` for what was there before the page was opened; `onReady()` comes once when those are through;
 * `onState(connected)` whenever that changes.
 */
export function follow({ onPost, onReady, onState }) {
  let last = 0;
  let ready = false;
  let source = null;
  let timer = 0;
  let streams = ""; // the name of the bot's streams: it changes when the bot starts anew
  const known = new Map(); // id -> the event, as it was last told

  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`api/events?after=${last}`);
    source.addEventListener("open", () => onState(true));
    source.addEventListener("post", (event) => {
      const post = JSON.parse(event.data);
      last = Math.max(last, Number(event.lastEventId) || 0);
      const page = JSON.stringify(post.page);
      if (known.get(event.lastEventId) === page) return;
      known.set(event.lastEventId, page);
      if (post.replaces) known.set(post.replaces, page);
      onPost(post, !ready);
    });
    source.addEventListener("ready", (event) => {
      const name = JSON.parse(event.data).streams;
      if (ready && name !== streams) { // what was corrected before it went, it tells only with the post itself
        streams = name;
        last = 0;
        open();
        return;
      }
      streams = name;
      if (!ready) onReady();
      ready = true;
      if (document.hidden) rest();
    });
    source.addEventListener("error", () => {
      source.close(); // the browser's own retry gives up for good after an error page
      onState(false);
      timer = setTimeout(open, RETRY);
    });
  }

  function rest() {
    source.close();
    timer = setTimeout(open, LOOK);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && ready) rest();
    else open();
  });
  open();
}
