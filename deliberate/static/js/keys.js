/**
 * Single keys for the editor's bench and the moderators' queue.
 *
 * Inside an element with data-keys, j and k walk the elements with data-item; any other key presses the button or link
 * with that data-key, in the current item if it has one, else anywhere in the region. "?" opens the help. Keys are
 * left alone while someone types, with a modifier held, or when switched off in the help (kept for this browser).
 */

const SWITCH = "dlb-keys";
const CURRENT = "is-current";
const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=submit]), textarea, select, [contenteditable]";

function switchedOff() {
  try {
    return localStorage.getItem(SWITCH) === "off";
  } catch {
    return false;
  }
}

function remember(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // Storage may be refused; then the choice lasts as long as the page.
  }
}

export function currentItem(region) {
  return region.querySelector(`[data-item].${CURRENT}`);
}

function moveTo(region, item) {
  currentItem(region)?.classList.remove(CURRENT);
  item.classList.add(CURRENT);
  const target = item.matches("a, button, [tabindex]") ? item : item.querySelector("a, button");
  target?.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function step(region, by) {
  const items = [...region.querySelectorAll("[data-item]")];
  if (!items.length) return;
  const at = items.indexOf(currentItem(region));
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + by));
  moveTo(region, items[next]);
}

function press(region, key) {
  const name = `[data-key="${CSS.escape(key)}"]`;
  const control = currentItem(region)?.querySelector(name) ?? region.querySelector(`:not([data-item]) ${name}`);
  if (!control || control.closest("[data-item]:not(." + CURRENT + ")")) return false;
  if (control.matches("input, textarea, select")) control.focus();
  control.click();
  return true;
}

function openHelp(root) {
  const help = root.querySelector("[data-keys-help]");
  if (!help) return false;
  help.open = !help.open;
  help.querySelector("summary").focus();
  return true;
}

export function listenToKeys(root) {
  const region = root.querySelector("[data-keys]");
  if (!region) return;
  for (const label of root.querySelectorAll("[data-keys-switch]")) {
    const box = label.querySelector("input");
    label.hidden = false;
    box.checked = !switchedOff();
    box.addEventListener("change", () => remember(box.checked));
  }
  // Back from a decision, one goes on where one was.
  const place = region.querySelector("[data-item]:target");
  if (place) moveTo(region, place);
  region.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-item]");
    if (!item || item === currentItem(region)) return;
    currentItem(region)?.classList.remove(CURRENT);
    item.classList.add(CURRENT);
  });
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    const on = root.querySelector("[data-keys-switch] input")?.checked ?? !switchedOff();
    if (!on) return;
    let used = true;
    if (event.key === "j") step(region, 1);
    else if (event.key === "k") step(region, -1);
    else if (event.key === "?") used = openHelp(root);
    else used = event.key.length === 1 && press(region, event.key);
    if (used) event.preventDefault();
  });
}
