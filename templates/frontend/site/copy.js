/* Buttons that copy the text of another element. */

async function copied(element) {
  const selection = getSelection();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.removeAllRanges();
  selection.addRange(range);
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  } catch {
    // Not every page may use the clipboard; the text is selected, so the old command can.
    return document.execCommand("copy");
  }
}

export function copying(button) {
  const said = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    const done = await copied(document.getElementById(button.dataset.copies));
    if (said) said.textContent = done ? button.dataset.copied : "";
  });
}
