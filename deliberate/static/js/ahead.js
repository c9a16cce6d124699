/**
 * The moderators' queue, one item ahead: while one is read, the next is fetched, and it stands there as soon as a
 * decision is sent. It can be read at once and acted on when the answer has come, for only then is it known to be next.
 */

const OPENED = "[data-opened]";

async function fetchNext(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(OPENED);
}

export function lookAhead(root) {
  const opened = root.querySelector(`${OPENED}[data-next]`);
  if (!opened) return;
  let next = null;
  const address = new URL(opened.dataset.next, location.href);
  if (address.pathname !== location.pathname) return;
  // Whatever is decided is decided on the page itself: without the next item it only takes a moment longer.
  fetchNext(address).then((found) => (next = found), () => {});
  opened.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-decides]") || event.defaultPrevented || !next) return;
    // The form that is being sent stays in the page, out of sight.
    setTimeout(() => {
      next.inert = true;
      next.setAttribute("aria-busy", "true");
      opened.hidden = true;
      opened.after(next);
    });
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    opened.hidden = false;
    next?.remove();
  });
}
