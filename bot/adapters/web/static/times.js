// Moments on the reader's own clock: their time zone, their 12 or 24 hours, in English like the rest of the page.

import { element } from "./elements.js";

const LOCALE = navigator.language?.toLowerCase().startsWith("en") ? navigator.language : "en-GB";
const DATE = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" });
const DAY = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit",
});
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit" });
const EXACT = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "long" });
const RELATIVE = new Intl.RelativeTimeFormat("en");
const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** How long ago, in whole units; a year and a half is 18 months, so years begin with the second. */
function ago(moment) {
  const seconds = (moment - Date.now()) / 1000;
  const [unit, size] =
    UNITS.find(([unit, size]) => Math.abs(seconds) >= (unit === "year" ? 2 * size : size)) ?? ["minute", 60];
  return Math.abs(seconds) < 60 ? "just now" : RELATIVE.format(Math.trunc(seconds / size), unit);
}

function posted(moment) {
  const sameDay = DATE.format(moment) === DATE.format(new Date());
  return sameDay ? `today at ${CLOCK.format(moment)}` : MOMENT.format(moment);
}

const STYLES = {
  date: (moment) => DATE.format(moment),
  moment: (moment) => MOMENT.format(moment),
  ago,
  posted,
};

/** A <time>; hovering over it tells the exact moment with its zone. */
export function drawTime(iso, style) {
  const moment = new Date(iso);
  return element(
    "time",
    { datetime: iso, title: EXACT.format(moment), "data-style": style },
    (STYLES[style] ?? STYLES.moment)(moment),
  );
}

/** Today's date, for the masthead. */
export const today = () => DAY.format(new Date());

/** Keep "5 minutes ago" true, and "today" too. */
export function keepTimes(eachMinute) {
  setInterval(() => {
    for (const time of document.querySelectorAll('time[data-style="ago"], time[data-style="posted"]')) {
      time.textContent = STYLES[time.dataset.style](new Date(time.dateTime));
    }
    eachMinute();
  }, 60_000);
}
