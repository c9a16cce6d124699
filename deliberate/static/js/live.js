/**
 * An open page learns of what is new, and shows it once its reader wants to see it: nothing moves by itself.
 *
 * What asks is data-live, the address to ask; data-since, the version the page is of; data-every, how often, in seconds;
 * data-stream, where the site can tell by itself. What can be shown anew is data-claim with an id.
 */

const SECOND = 1000;
/** Whoever has touched nothing for so long is asked for less often by so much. */
const IDLE = { after: 300 * SECOND, times: 4 };
/** After errors twice as long is waited each time, up to this. */
const LONGEST = 600 * SECOND;
/** Not all pages are to ask at the same moment. */
const JITTER = 0.2;
/** Told that there is something, a page asks after so long, and up to so much longer. */
const SOON = { after: SECOND, within: 4 * SECOND };
/** What no waiting will change. */
const FINAL = [401, 403, 404, 410];
const CARD = "[data-claim][id]";
/** Where a long article goes on. */
const FURTHER = "#more a";
const TOUCHES = ["pointerdown", "pointermove", "keydown", "scroll"];

/** How long to wait before asking again, in milliseconds. */
export function pause(every, failures, seldom, chance) {
  const steady = every * (seldom ? IDLE.times : 1);
  const patient = failures ? Math.max(steady, Math.min(LONGEST, steady * 2 ** failures)) : steady;
  return patient * (1 + JITTER * (2 * chance - 1));
}

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

/** How it stands but for what its reader opened. */
function words(card) {
  const copy = card.cloneNode(true);
  for (const details of copy.querySelectorAll("details")) details.open = false;
  copy.classList.remove("is-lit", "is-new");
  if (!copy.classList.length) copy.removeAttribute("class");
  return copy.outerHTML;
}

/** What somebody looks at: the first of these that is not above the window, and where it is. */
function lookedAt(root) {
  for (const element of root.querySelectorAll("[data-start], [data-claim]")) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > 0) return { element, top };
  }
  return null;
}

/** Put cards made anew in the place of those that read differently; which these are. */
export function exchangeCards(root, cards) {
  const place = lookedAt(root);
  const changed = cards
    .map((card) => [root.getElementById(card.id), card])
    .filter(([old, card]) => old && words(old) !== words(card));
  for (const [old, card] of changed) {
    const open = new Map([...old.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
    for (const each of card.querySelectorAll("details[id]")) each.open = open.get(each.id) ?? each.open;
    card.classList.add("is-new");
    old.replaceWith(root.adoptNode(card));
    globalThis.htmx?.process(card);
  }
  if (place?.element.isConnected) scrollBy({ top: place.element.getBoundingClientRect().top - place.top, behavior: "instant" });
  return changed.map(([, card]) => card);
}

const cardsOf = (page) => [...page.querySelectorAll(CARD)];

/** The page as it is now. */
async function made(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The page cannot be had: ${answer.status}`);
  return parse(await answer.text());
}

/** The cards on a page made anew and, as far as they were read already, on those after it. */
async function cardsFrom(root, page) {
  const cards = cardsOf(page);
  const missing = () => cardsOf(root).some((old) => !cards.some((card) => card.id === old.id));
  for (let next = page; missing(); ) {
    const further = next.querySelector(FURTHER)?.getAttribute("href");
    if (!further) break;
    next = await made(new URL(further, location.href));
    cards.push(...cardsOf(next));
  }
  return cards;
}

/** Which claim a card is of: its number is another once one before it is gone. */
const claimOf = (card) => card.querySelector('a[href*="/claims/"]')?.getAttribute("href");

/** Whether there are the same cards as before. Otherwise words in the text are marked otherwise as well. */
function areTheSame(root, first, all) {
  const made = new Map(all.map((card) => [card.id, card]));
  return (
    first.every((card) => root.getElementById(card.id)) &&
    cardsOf(root).every((old) => made.has(old.id) && claimOf(old) === claimOf(made.get(old.id)))
  );
}

export function keepUpToDate(root) {
  const live = root.querySelector("[data-live]");
  if (!live) return;
  const [bar, said, told, show, close] = ["bar", "said", "words", "show", "close"].map((each) =>
    live.querySelector(`[data-live-${each}]`),
  );
  const every = Number(live.dataset.every) * SECOND;
  const title = root.title;
  let tag = null;
  let failures = 0;
  let touched = Date.now();
  let asked = Date.now();
  let timer = null;
  let isOver = false;
  let stream = null;
  /** All pages are told in the same moment, and many things may follow each other: each asks a little later, once. */
  let soon = null;

  const later = () => {
    clearTimeout(timer);
    if (isOver || root.hidden) return;
    // Where the site tells by itself, asking is for what is no news of the article: the number of notices.
    const seldom = stream !== null || Date.now() - touched > IDLE.after;
    timer = setTimeout(ask, pause(every, failures, seldom, Math.random()));
  };

  const tell = (answer) => {
    const unread = answer.querySelector("[data-unread]");
    if (unread) root.querySelector(".dlb-site-nav [data-unread]")?.replaceChildren(...unread.childNodes);
    const news = answer.querySelector("[data-news]");
    const count = Number(news?.dataset.news ?? 0);
    const sentence = news?.querySelector("p");
    if (!count || !sentence || sentence.textContent === told.textContent) return;
    told.replaceChildren(sentence);
    show.hidden = bar.hidden = false;
    root.title = `(${count}) ${title}`;
    // Said once: what comes on top of it is in the bar, for whoever looks there.
    if (!said.textContent) said.textContent = sentence.textContent;
  };

  const ask = async () => {
    clearTimeout(timer);
    clearTimeout(soon);
    soon = null;
    asked = Date.now();
    const address = new URL(live.dataset.live, location.href);
    const since = live.dataset.since;
    address.searchParams.set("since", since);
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(address, { headers, credentials: "same-origin" });
      if (FINAL.includes(answer.status)) isOver = true;
      else if (answer.status === 200) {
        const found = parse(await answer.text());
        // The page may have been brought up to date meanwhile.
        if (since === live.dataset.since) {
          tag = answer.headers.get("ETag");
          tell(found);
        }
      }
      failures = answer.ok || answer.status === 304 ? 0 : failures + 1;
    } catch {
      failures += 1;
    }
    later();
  };

  const listen = () => {
    if (!live.dataset.stream || stream || isOver || root.hidden) return;
    stream = new EventSource(live.dataset.stream);
    stream.addEventListener("message", (event) => {
      if (event.data !== live.dataset.since) soon ??= setTimeout(ask, SOON.after + Math.random() * SOON.within);
    });
    stream.addEventListener("error", () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      // There is none, or none is free: now and then it is asked instead.
      delete live.dataset.stream;
      stream = null;
      later();
    });
  };

  const bringUpToDate = async () => {
    if (!cardsOf(root).length) {
      // The page of one claim or item has no parts that could be exchanged by themselves.
      location.reload();
      return;
    }
    const page = await made(location.href.split("#")[0]);
    const version = page.querySelector("[data-live]")?.dataset.since;
    const cards = await cardsFrom(root, page);
    if (!version || !areTheSame(root, cardsOf(page), cards)) {
      location.reload();
      return;
    }
    const changed = exchangeCards(root, cards);
    live.dataset.since = version;
    tag = null;
    root.title = title;
    said.textContent = "";
    close.focus({ preventScroll: true });
    show.hidden = true;
    told.replaceChildren(shown(changed));
    said.textContent = told.textContent;
    // What comes from now on is news again, and is said again.
    setTimeout(() => (said.textContent = ""), SECOND);
  };

  const shown = (changed) => {
    const line = root.createElement("p");
    line.append(changed.length ? live.dataset.changed : live.dataset.same);
    for (const [index, card] of changed.entries()) {
      const link = root.createElement("a");
      link.href = `#${card.id}`;
      link.textContent = card.querySelector(".dlb-card-number")?.textContent ?? card.dataset.claim;
      line.append(index ? ", " : " ", link);
    }
    return line;
  };

  show.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    bringUpToDate().catch(() => location.reload());
  });
  close.addEventListener("click", () => {
    bar.hidden = true;
    said.textContent = "";
    root.querySelector("main")?.focus({ preventScroll: true });
  });
  for (const touch of TOUCHES) {
    addEventListener(touch, () => {
      const wasIdle = Date.now() - touched > IDLE.after;
      touched = Date.now();
      if (wasIdle) later();
    }, { passive: true });
  }
  root.addEventListener("visibilitychange", () => {
    if (root.hidden) {
      clearTimeout(timer);
      stream?.close();
      stream = null;
      return;
    }
    listen();
    if (Date.now() - asked >= every) ask();
    else later();
  });
  listen();
  later();
}
