/** Words and cards: pointing at, or focusing, either lights up the other; following the words opens their card. */

const LIT = "is-lit";

function claimsOf(element) {
  const holder = element.closest("[data-claims], [data-claim]");
  if (!holder) return [];
  return (holder.dataset.claims ?? holder.dataset.claim).split(" ").filter(Boolean);
}

/** The innermost claim of words; the only claim of a card. */
export function partnersOf(root, element) {
  const [claim] = claimsOf(element);
  if (claim === undefined) return [];
  const name = CSS.escape(claim);
  return [...root.querySelectorAll(`[data-claims~="${name}"], [data-claim="${name}"]`)];
}

/** The card that an address leads to: by its own name, or by that of the claim's words. */
function openCard(root, hash) {
  const [, number] = hash.match(/^#(?:claim|c)-(\d+)$/) ?? [];
  const card = number && root.getElementById(`claim-${number}`);
  const details = card && card.querySelector("details");
  if (details) details.open = true;
}

export function lightUpTogether(root) {
  addEventListener("hashchange", () => openCard(root, location.hash));
  openCard(root, location.hash);

  let pointed = [];
  const light = (event) => {
    const next = partnersOf(root, event.target);
    for (const element of pointed) if (!next.includes(element)) element.classList.remove(LIT);
    for (const element of next) element.classList.add(LIT);
    pointed = next;
  };
  root.addEventListener("pointerover", light);
  root.addEventListener("focusin", light);
}
