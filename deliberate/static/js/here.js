/**
 * Taking part without leaving the page. A link with data-here opens the form it leads to beside itself, and any form in
 * such a place, or in an element with data-place-here, is sent from there: the answer takes its place, and with htmx
 * whatever else on the page it changed. Without this, each is a page of its own.
 *
 * Answers are parts: an element with data-part. In them, data-focus takes the focus, data-said is announced, data-close
 * closes. One is open at a time; Escape, or going back, closes it, and what was typed stays as a draft. What to say
 * where no answer comes is in #dlb-words, in the language of the page.
 */

const PART = "[data-part]";
const OPEN = "dlb-here";
const FIELDS = "input:not([type=hidden]), textarea, select";
/** An answer that takes longer than so many milliseconds is not waited for. */
const PATIENCE = 30_000;
const HEADERS = { "HX-Request": "true" };

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

/** What an answer that is no part says happened: an error has a heading and a sentence; else, what is said of any. */
export function troubleIn(text, otherwise) {
  const page = parse(text);
  const main = page.querySelector("main");
  const words = [...(main?.querySelectorAll("h1, .dlb-lead, .dlb-wrap p") ?? [])].slice(0, 2).map((each) => each.textContent.trim());
  return words.filter(Boolean).join(". ") || otherwise;
}

/** Where a form opens: below the card or the item that its link is in, so that it stays when that is made anew. */
function placeFor(link) {
  return link.closest("article") ?? link.closest(".dlb-buttons, p, li > *") ?? link;
}

/**
 * Two forms on one page may have fields of one name: what an answer calls as something else on the page is called is
 * called otherwise, and so is whatever refers to it. What takes its own place elsewhere keeps its name.
 */
export function rename(part, isTaken) {
  const names = new Map();
  for (const each of part.querySelectorAll("[id]")) {
    if (each.closest("[data-hx-swap-oob]") || !isTaken(each.id)) continue;
    names.set(each.id, `here-${each.id}`);
    each.id = names.get(each.id);
  }
  const renamed = (name) => names.get(name) ?? name;
  for (const attribute of ["for", "aria-describedby", "aria-labelledby", "form"]) {
    for (const each of part.querySelectorAll(`[${attribute}]`)) {
      each.setAttribute(attribute, each.getAttribute(attribute).split(" ").map(renamed).join(" "));
    }
  }
  for (const attribute of ["href", "data-hx-target"]) {
    for (const each of part.querySelectorAll(`[${attribute}^="#"]`)) {
      each.setAttribute(attribute, `#${renamed(each.getAttribute(attribute).slice(1))}`);
    }
  }
}

async function ask(address, options) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, { credentials: "same-origin", headers: HEADERS, signal, ...options });
  return { answer, text: await answer.text(), elsewhere: answer.headers.get("HX-Redirect") };
}

export function takePartHere(root) {
  const words = root.querySelector("#dlb-words")?.dataset;
  if (!globalThis.htmx || !words) return;
  const status = root.createElement("p");
  status.className = "dlb-visually-hidden";
  status.setAttribute("role", "status");
  root.querySelector("main")?.append(status);
  let open = null;

  const say = (said) => {
    status.textContent = "";
    setTimeout(() => (status.textContent = said), 50);
  };

  /** Say beside the buttons what went wrong; nothing else in the form changes. */
  const complain = (form, trouble) => {
    const told = form.querySelector("[data-trouble]") ?? root.createElement("p");
    told.className = "dlb-error";
    told.dataset.trouble = "";
    told.setAttribute("role", "alert");
    told.textContent = trouble;
    form.append(told);
  };

  const show = async (place, text, source) => {
    const made = parse(text).body;
    rename(made, (id) => [...root.querySelectorAll(`#${CSS.escape(id)}`)].some((each) => !place.contains(each)));
    await globalThis.htmx.swap({ text: made.innerHTML, target: place, swap: "innerHTML", sourceElement: source });
    root.dispatchEvent(new CustomEvent("dlb:part", { detail: { place } }));
    const heading = place.querySelector("h2");
    if (heading) {
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", heading.textContent.trim());
    }
    const first = place.querySelector(".dlb-summary") ?? place.querySelector("[data-focus]") ?? place.querySelector(FIELDS) ?? place;
    const appeared = place.querySelector("[data-appeared] > *");
    if (appeared) appeared.tabIndex = -1;
    (appeared ?? first).focus();
    const said = place.querySelector("[data-said]");
    if (said) say(said.textContent);
  };

  const close = ({ back = true } = {}) => {
    if (!open) return;
    const { place, opener } = open;
    open = null;
    // What waits to be kept is kept first.
    root.dispatchEvent(new CustomEvent("dlb:leaving", { detail: { place } }));
    place.remove();
    opener.removeAttribute("aria-expanded");
    if (opener.isConnected) opener.focus();
    if (back && history.state?.dlbHere) history.back();
  };

  const openHere = async (link) => {
    const within = link.closest(`.${OPEN}`);
    if (open && !within) {
      const again = open.opener === link;
      close();
      if (again) return;
    }
    let place = within;
    if (!place) {
      place = root.createElement("div");
      place.className = OPEN;
      place.tabIndex = -1;
      placeFor(link).after(place);
      open = { place, opener: link, address: location.href };
      link.setAttribute("aria-expanded", "true");
      history.pushState({ dlbHere: true }, "");
    }
    place.setAttribute("aria-busy", "true");
    try {
      const { text, elsewhere } = await ask(link.href);
      // Meanwhile it may have been closed, or another opened.
      if (open?.place !== place && !place.isConnected) return;
      if (elsewhere || !parse(text).querySelector(PART)) {
        location.assign(elsewhere ?? link.href);
        return;
      }
      await show(place, text, link);
    } catch {
      if (!place.isConnected) return;
      close();
      say(words.unopened);
    } finally {
      place.removeAttribute("aria-busy");
    }
  };

  const send = async (form, submitter, place) => {
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    form.querySelector("[data-trouble]")?.remove();
    const body = new FormData(form, submitter);
    const waits = [];
    root.dispatchEvent(new CustomEvent("dlb:sending", { detail: { form, waits } }));
    await Promise.allSettled(waits);
    try {
      const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
      const { answer, text, elsewhere } = await ask(address, { method: "POST", body });
      if (elsewhere) location.assign(elsewhere);
      else if (parse(text).querySelector(PART)) await show(place, text, form);
      else if (answer.ok) location.assign(answer.url);
      else complain(form, troubleIn(text, words.refused));
    } catch {
      complain(form, words.away);
    } finally {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  };

  root.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const closes = event.target.closest(`.${OPEN} [data-close], [data-place-here] [data-close]`);
    if (closes) {
      event.preventDefault();
      if (closes.closest(`.${OPEN}`)) close();
      else location.reload();
      return;
    }
    const link = event.target.closest("a[data-here]");
    if (!link) return;
    event.preventDefault();
    openHere(link);
  });
  // Before whoever guards forms against being sent twice: that is done here.
  root.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const place = form.closest(`.${OPEN}, [data-place-here]`);
      if (!place || form.method !== "post") return;
      event.preventDefault();
      send(form, event.submitter, place);
    },
    true,
  );
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !open?.place.contains(root.activeElement)) return;
    event.preventDefault();
    close();
  });
  // A link within the page goes elsewhere in it and closes nothing.
  addEventListener("popstate", () => {
    if (open && location.href === open.address && !history.state?.dlbHere) close({ back: false });
  });
}
