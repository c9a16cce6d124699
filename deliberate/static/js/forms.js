/** Forms are sent once, the page stays where it was, and what was open stays open. */

const PLACE = "dlb-place";
const OPEN = "dlb-open";
const SUBMITS = "button[type=submit], button:not([type]), input[type=submit]";

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be refused; then the page simply starts at its top.
  }
}

/**
 * A second press of a submit button does nothing until the page comes back. Disabling waits one turn, so that the
 * button's own name and value still travel with the form. Forms that htmx sends are already prevented by then and are
 * htmx's to guard; a form that opens elsewhere leaves this page usable.
 */
export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || (form.target && form.target !== "_self")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => {
      for (const button of form.querySelectorAll(SUBMITS)) button.disabled = true;
    });
  });
  const free = () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll(SUBMITS)) button.disabled = false;
    }
  };
  window.addEventListener("pageshow", free);
  root.addEventListener("htmx:finally:request", free);
  root.querySelector("[data-focus]")?.focus();
}

/** After a form with data-keep-scroll comes back to its own page, the reader is where they were; details stay as left. */
export function keepPlace(root) {
  const here = location.pathname;
  const place = read(PLACE);
  if (place.path === here && !location.hash) scrollTo({ top: place.top, behavior: "instant" });
  if (place.path) write(PLACE, {});
  root.addEventListener("submit", (event) => {
    if (event.target.matches("[data-keep-scroll]") && !event.defaultPrevented) write(PLACE, { path: here, top: scrollY });
  });

  const restore = () => {
    const open = read(OPEN)[here] ?? {};
    for (const [id, isOpen] of Object.entries(open)) {
      const details = root.getElementById(id);
      if (details?.matches("details")) details.open = isOpen;
    }
  };
  root.addEventListener("click", (event) => {
    const details = event.target.closest("summary")?.closest("details[id]");
    if (!details) return;
    const all = read(OPEN);
    write(OPEN, { ...all, [here]: { ...all[here], [details.id]: !details.open } });
  });
  root.addEventListener("htmx:after:settle", restore);
  restore();

  let shut = [];
  addEventListener("beforeprint", () => {
    shut = [...root.querySelectorAll(".dlb details:not([open]):not(.dlb-kbd)")];
    for (const details of shut) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of shut) details.open = false;
  });
}
