/** Tells the embed that opened this window, and nobody else: whatever opened it has to be of this very site. */
if (window.opener) {
  window.opener.postMessage({ type: "deliberate:signed-in" }, window.location.origin);
  window.close();
}
