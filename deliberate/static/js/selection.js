/**
 * Selected words fill the "make a claim" form.
 *
 * The text is an element with data-text; inside it, each run of words is an element with data-start, its offset in
 * code points of the version's text; runs do not nest, and elements with data-skip hold no words of the article.
 * The form is an element with data-selection-form: data-selection="start" and "end" mark its hidden fields,
 * data-selection="words" where the words are shown, data-selection="hint" what to show while nothing is selected.
 */

/** How many code points a string holds: an emoji is one, though a browser counts two units or more. */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The words of a range inside one run, without what data-skip marks. */
function wordsOf(range) {
  const fragment = range.cloneContents();
  for (const skipped of fragment.querySelectorAll("[data-skip]")) skipped.remove();
  return fragment.textContent;
}

function wordsBetween(run, startNode, startOffset, endNode, endOffset) {
  const range = run.ownerDocument.createRange();
  if (startNode) range.setStart(startNode, startOffset);
  else range.setStart(run, 0);
  if (endNode) range.setEnd(endNode, endOffset);
  else range.setEnd(run, run.childNodes.length);
  return wordsOf(range);
}

/**
 * Where a selection lies in the version's text: {start, end, words}, end-exclusive, in code points, without white space
 * at either end; null when it holds no words of the text.
 */
export function spanOf(text, range) {
  const runs = [...text.querySelectorAll("[data-start]")].filter((run) => range.intersectsNode(run));
  if (!runs.length) return null;
  const first = runs[0];
  const last = runs[runs.length - 1];
  const startInside = first.contains(range.startContainer);
  const endInside = last.contains(range.endContainer);
  const before = startInside ? wordsBetween(first, null, 0, range.startContainer, range.startOffset) : "";
  const within = wordsBetween(last, null, 0, endInside ? range.endContainer : null, range.endOffset);
  let start = Number(first.dataset.start) + codePoints(before);
  let end = Number(last.dataset.start) + codePoints(within);
  let words = "";
  let reached = Number(first.dataset.start);
  for (const run of runs) {
    if (Number(run.dataset.start) > reached) words += " ";
    reached = Number(run.dataset.start) + codePoints(wordsBetween(run, null, 0, null, 0));
    const from = run === first && startInside ? range.startContainer : null;
    const to = run === last && endInside ? range.endContainer : null;
    words += wordsBetween(run, from, range.startOffset, to, range.endOffset);
  }
  start += codePoints(words) - codePoints(words.trimStart());
  end -= codePoints(words) - codePoints(words.trimEnd());
  words = words.trim();
  return words && end > start ? { start, end, words } : null;
}

function fill(form, span) {
  const set = (name, value) => {
    for (const field of form.querySelectorAll(`[data-selection="${name}"]`)) {
      if ("value" in field) field.value = value;
      else field.textContent = value;
    }
  };
  set("start", span.start);
  set("end", span.end);
  set("words", span.words);
  for (const hint of form.querySelectorAll('[data-selection="hint"]')) hint.hidden = true;
  form.dispatchEvent(new CustomEvent("dlb:selected", { bubbles: true, detail: span }));
}

export function takeSelection(root) {
  root.addEventListener("selectionchange", () => {
    const selection = root.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const holder = range.commonAncestorContainer;
    const text = (holder.nodeType === Node.ELEMENT_NODE ? holder : holder.parentElement)?.closest("[data-text]");
    const form = text && root.querySelector("[data-selection-form]");
    const span = form && spanOf(text, range);
    if (span) fill(form, span);
  });
}
