/* Every way a photograph comes to the page: chosen, taken, dropped anywhere, or pasted. */

/* `onFile` gets the File, or null when what came holds none. */
export function listen(pickers, onFile) {
  for (const picker of pickers) {
    picker.addEventListener("change", () => {
      const [file] = picker.files;
      if (file) onFile(file);
      picker.value = ""; // the same file may be chosen again
    });
  }
  const root = document.documentElement;
  document.addEventListener("dragover", (event) => {
    event.preventDefault(); // else the browser leaves the page for the file
    root.classList.add("dragging");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) root.classList.remove("dragging");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("dragging");
    onFile(fileIn(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => onFile(fileIn(event.clipboardData)));
}

function fileIn(transfer) {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0] ?? null;
}
