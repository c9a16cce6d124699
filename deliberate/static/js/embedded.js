/**
 * In the frame: tells the page around it how high its content is, and signs people in.
 *
 * It answers whoever says hello, if that is the page around it and one that the site allows; the browser tells whose
 * messages are. A window that signs in is of this site, and only the one that was opened here is listened to.
 */
const allowed = (document.documentElement.dataset.origins ?? "").split(" ").filter(Boolean);
const whole = document.querySelector(".dlb-embed");
/** The origin of the page around, once it said hello. */
let around = null;
/** The window in which somebody signs in. */
let signingIn = null;

/** As high as it has to be, whatever room it is given. */
function tellHeight() {
  if (around === null) return;
  whole.classList.add("is-measured");
  const height = whole.offsetHeight;
  whole.classList.remove("is-measured");
  window.parent.postMessage({ type: "deliberate:height", height, title: document.title }, around);
}

window.addEventListener("message", ({ data, origin, source }) => {
  if (window.parent !== window && source === window.parent && allowed.includes(origin) && data?.type === "deliberate:hello") {
    around = origin;
    tellHeight();
  }
  if (signingIn !== null && source === signingIn && origin === window.location.origin && data?.type === "deliberate:signed-in") {
    const back = new URL(window.location.href);
    back.searchParams.set("signed-in", "1");
    window.location.replace(back);
  }
});

const observer = new ResizeObserver(tellHeight);
observer.observe(whole);
for (const each of whole.querySelectorAll("main, main *, footer")) observer.observe(each);

document.querySelector(".dlb-embed-sign-in")?.addEventListener("click", (event) => {
  signingIn = window.open(event.currentTarget.href, "deliberate-sign-in", "popup,width=480,height=720");
  // Where windows are blocked, the link leads there in a tab of its own.
  if (signingIn !== null) event.preventDefault();
});
