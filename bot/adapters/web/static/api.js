// What the page asks of the bot. Every answer is a Page; when none comes, we write one that says so.

const sentence = (text, command) => ({
  title: "No answer",
  blocks: [{ type: "text", markup: [text] }],
  buttons: command ? [{ label: "Try again", command, style: "main" }] : [],
  tone: "mistake",
});

async function post(address, type, body, again) {
  try {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": type }, body });
    return await response.json();
  } catch {
    return sentence("The bot could not be reached. Is it still running? Nothing that you wrote is lost.", again);
  }
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; // where the reader's clock is: a guess to begin with

/** The answer to a command text, with a form's fields. */
export const fetchPage = (text, fields = {}) =>
  post("api/ask", "application/json", JSON.stringify({ text, fields, zone }), text);

/** The answer to a file, as it is; `known`: what its sender says of it (title, author, publisher, date). */
export const sendFile = (file, to, known = {}) =>
  post(`api/upload?${new URLSearchParams({ ...known, name: file.name, to })}`, "application/octet-stream", file);

/** How a line may go on: [{text, label, detail, kind, whole}]. */
export async function suggest(text, signal) {
  const response = await fetch(`api/suggest?q=${encodeURIComponent(text)}`, { signal });
  return response.ok ? (await response.json()).choices : [];
}

/** What a page says first, in a sentence. */
export const plainText = (page) =>
  page.blocks
    .flatMap((block) => block.markup ?? [])
    .map((part) => part.text ?? part)
    .join("") || page.title;
