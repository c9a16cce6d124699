/**
 * How far somebody has read, told to the server as they go: by the form that without a script has a button for it.
 *
 * The form is data-place-form; what can be read to is an element with data-place, its place in the text.
 */

/** So many milliseconds lie between two messages at least. */
const APART = 5000;
/** What is above this part of the window has been read. */
const READ = 0.4;

/** The last of the places that somebody has read to, of elements in the order of the text; null before the first. */
export function readTo(places, height) {
  let found = null;
  for (const element of places) {
    if (element.getBoundingClientRect().top > height * READ) break;
    found = element;
  }
  return found;
}

export function keepReadingPlace(root) {
  const form = root.querySelector("[data-place-form]");
  if (!form) return;
  let told = null;
  let waits = false;

  const tell = () => {
    waits = false;
    const place = readTo(root.querySelectorAll("[data-place]"), innerHeight)?.dataset.place ?? "0";
    if (place === told) return;
    told = place;
    const sent = new FormData(form);
    sent.set("position", place);
    sent.set("by", "script");
    // Untold, it is told with the next step that is read.
    fetch(form.action, { method: "POST", body: sent, credentials: "same-origin", keepalive: true }).catch(() => {
      told = null;
    });
  };
  const soon = () => {
    if (waits) return;
    waits = true;
    setTimeout(tell, APART);
  };
  addEventListener("scroll", soon, { passive: true });
  soon();
}
