/**
 * What people type is kept until it is sent: in this browser, and on the server for another one.
 *
 * A form has data-draft, the name of its draft; data-draft-writer, which tells people who share a browser apart;
 * data-draft-at, when the server kept what it holds, if it did; data-draft-keep, where to send it. Before it stands an
 * element with data-draft-note, which says that a draft is back. An answer with data-draft-sent says that it was sent.
 */

const PREFIX = "dlb-draft:";
const SENT = "dlb-draft-sent";
const DAY = 24 * 3600 * 1000;
/** In this browser: for so long, so many, each of so many characters at most. */
const KEPT = { for: 30 * DAY, drafts: 20, length: 20_000 };
/** So many milliseconds after the last key, and between two messages to the server at least. */
const PAUSE = { here: 400, there: 10_000 };
/** The server is waited for so many milliseconds: nothing that is sent waits longer for a draft. */
const PATIENCE = 5_000;
/** What is another each time a form is opened. */
const NOT_KEPT = new Set(["csrf_token", "draft", "submission"]);
const NOT_WORDS = new Set(["csrf_token", "draft", "submission", "version", "article", "target", "then", "side", "kind"]);

function all(storage) {
  const found = [];
  for (let at = 0; at < storage.length; at += 1) {
    const key = storage.key(at);
    if (!key.startsWith(PREFIX)) continue;
    try {
      found.push([key, JSON.parse(storage.getItem(key))]);
    } catch {
      found.push([key, null]);
    }
  }
  return found;
}

/** Take away what is too old or too much, the oldest first. */
export function tidy(storage, now) {
  const drafts = all(storage).sort(([, one], [, other]) => (other?.at ?? 0) - (one?.at ?? 0));
  drafts.forEach(([key, draft], place) => {
    if (!draft || now - draft.at > KEPT.for || place >= KEPT.drafts) storage.removeItem(key);
  });
}

export function forgetAll(storage) {
  for (const [key] of all(storage)) storage.removeItem(key);
}

/** A form's fields by their names, without its token; null where nothing is typed in it. */
export function wordsOf(form) {
  const words = {};
  let typed = false;
  for (const [name, value] of new FormData(form)) {
    if (NOT_KEPT.has(name) || typeof value !== "string") continue;
    (words[name] ??= []).push(value);
    if (!NOT_WORDS.has(name) && value.trim()) typed = true;
  }
  return typed ? words : null;
}

/** Put words back into the fields that have their names. */
export function fill(form, words) {
  for (const field of form.elements) {
    const given = words[field.name];
    if (!given || NOT_KEPT.has(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
    else if (field.multiple && field.options) for (const option of field.options) option.selected = given.includes(option.value);
    else field.value = given[0] ?? "";
  }
}

function stored(name) {
  try {
    return globalThis[name];
  } catch {
    // Storage may be refused; then the server alone keeps drafts.
    return null;
  }
}

export function keepDrafts(root) {
  const storage = stored("localStorage");
  const passing = stored("sessionStorage");
  const known = new WeakMap();
  let signedOut = false;
  /** The form that was sent last from where it stands. */
  let sending = null;
  if (storage) tidy(storage, Date.now());

  const keyOf = (form) => `${PREFIX}${form.dataset.draftWriter}:${form.dataset.draft}`;

  const keepHere = (form) => {
    if (signedOut) return;
    const words = wordsOf(form);
    try {
      const text = JSON.stringify({ at: Date.now(), words });
      if (!words || text.length > KEPT.length) storage?.removeItem(keyOf(form));
      else storage?.setItem(keyOf(form), text);
      if (storage) tidy(storage, Date.now());
    } catch {
      // There is no room left: what is there stays, and the server keeps the rest.
    }
  };

  const keepThere = (form, state, leaving = false) => {
    clearTimeout(state.timer);
    state.timer = null;
    if (!state.dirty) return;
    state.dirty = false;
    state.told = Date.now();
    const body = new FormData(form);
    body.set("by", "script");
    state.asked = new AbortController();
    const { signal } = state.asked;
    const ends = setTimeout(() => state.asked?.abort(), PATIENCE);
    const sent = fetch(form.dataset.draftKeep, { method: "POST", body, credentials: "same-origin", keepalive: leaving, signal });
    state.sent = sent.then(
      (answer) => (state.dirty ||= answer.status >= 500),
      () => (state.dirty = !signal.aborted || known.get(form) === state),
    ).finally(() => clearTimeout(ends));
  };

  const note = (form, at) => {
    const told = root.querySelector(`[data-draft-note="${CSS.escape(form.dataset.draft)}"]`);
    if (!told) return;
    told.querySelector("[data-draft-time]").textContent = new Date(at).toLocaleString(root.documentElement.lang || undefined, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    told.hidden = false;
  };

  const forget = (form) => {
    const state = known.get(form);
    if (state) {
      clearTimeout(state.here);
      clearTimeout(state.timer);
      state.asked?.abort();
      known.delete(form);
      state.dirty = false;
      state.here = state.timer = null;
    }
    storage?.removeItem(keyOf(form));
  };

  const begin = (form) => {
    if (known.has(form)) return;
    const state = { here: null, timer: null, told: 0, dirty: false, sent: null, asked: null };
    known.set(form, state);
    let kept = null;
    try {
      kept = JSON.parse(storage?.getItem(keyOf(form)) ?? "null");
    } catch {
      storage?.removeItem(keyOf(form));
    }
    const there = Date.parse(form.dataset.draftAt) || 0;
    const refused = form.querySelector("[aria-invalid=true], .dlb-summary") !== null || root.querySelector("#preview");
    if (kept?.words && kept.at > there && !refused && JSON.stringify(kept.words) !== JSON.stringify(wordsOf(form))) {
      fill(form, kept.words);
      note(form, kept.at);
    }
    form.addEventListener("input", () => {
      state.dirty = true;
      clearTimeout(state.here);
      state.here = setTimeout(() => keepHere(form), PAUSE.here);
      state.timer ??= setTimeout(() => keepThere(form, state), Math.max(0, PAUSE.there - (Date.now() - state.told)));
    });
  };

  /** Before somebody goes: at once, here and there. */
  const leave = (within) => {
    for (const form of within.querySelectorAll("form[data-draft]")) {
      const state = known.get(form);
      if (!state) continue;
      if (state.here !== null) {
        clearTimeout(state.here);
        keepHere(form);
      }
      keepThere(form, state, true);
    }
  };

  const look = (within) => {
    for (const form of within.querySelectorAll("form[data-draft]")) begin(form);
    for (const part of within.querySelectorAll("[data-draft-sent]")) {
      if (sending?.dataset.draft === part.dataset.draftSent) forget(sending);
      sending = null;
      for (const [key] of storage ? all(storage) : []) if (key.endsWith(`:${part.dataset.draftSent}`)) storage.removeItem(key);
    }
  };

  // A form that left for a page of its own was stored if that page says so.
  const left = passing?.getItem(SENT);
  passing?.removeItem(SENT);
  if (left && root.querySelector(".dlb-flash") && !root.querySelector(".dlb-summary")) storage?.removeItem(left);
  look(root);
  root.addEventListener("dlb:part", (event) => look(event.detail.place));
  root.addEventListener("dlb:leaving", (event) => leave(event.detail.place));
  root.addEventListener("dlb:sending", (event) => {
    const { form, waits } = event.detail;
    if (!form.matches("[data-draft]")) return;
    sending = form;
    // Kept here until the answer says that it is stored. What is kept there after that would be a draft again.
    keepHere(form);
    const state = known.get(form);
    clearTimeout(state?.here);
    clearTimeout(state?.timer);
    if (state) Object.assign(state, { here: null, timer: null, dirty: false });
    if (state?.sent) waits.push(state.sent);
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-signs-out]")) {
      signedOut = true;
      if (storage) forgetAll(storage);
    } else if (form.matches("[data-draft-note]")) {
      // It is thrown away there by the form itself, which comes back empty.
      for (const each of root.querySelectorAll(`form[data-draft="${CSS.escape(form.dataset.draftNote)}"]`)) forget(each);
    } else if (form.matches("[data-draft]") && !event.defaultPrevented) {
      keepHere(form);
      const state = known.get(form);
      clearTimeout(state?.timer);
      state?.asked?.abort();
      if (state) state.dirty = false;
      passing?.setItem(SENT, keyOf(form));
    }
  });
  addEventListener("pagehide", () => leave(root));
  root.addEventListener("visibilitychange", () => root.visibilityState === "hidden" && leave(root));
}
