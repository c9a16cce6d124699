/**
 * Words that are selected in a text are added to a list, a line for each choice; without a script they are copied there.
 *
 * The form's part is an element with data-marks that selection.js fills: data-marks-chosen shows the words once there are
 * some, data-marks-add is the button, data-marks-list the field of lines, data-marks-hint says that words can be selected.
 */
export function collectMarks(root) {
  for (const hint of root.querySelectorAll("[data-marks-hint]")) hint.hidden = false;
  root.addEventListener("dlb:selected", (event) => {
    const chosen = event.target.querySelector("[data-marks-chosen]");
    if (!chosen) return;
    chosen.hidden = false;
    chosen.querySelector("[data-marks-add]").value = event.detail.words;
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-marks-add]");
    if (!button) return;
    const list = button.closest("[data-marks]").querySelector("[data-marks-list]");
    const lines = list.value.split("\n").filter((line) => line.trim());
    const words = button.value.replace(/\s+/g, " ");
    if (!lines.includes(words)) list.value = [...lines, words].join("\n");
    button.closest("[data-marks-chosen]").hidden = true;
    // They are taken: told of once more, as browsers do late, they would be offered again.
    button.ownerDocument.getSelection().removeAllRanges();
    list.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
