/* Every way a photograph comes to the page: chosen, taken, dropped anywhere, or pasted. */

/* `onFile` gets the File, or null when what came holds none. `sample` is a button with the address of a photograph. */
export function listen(pickers, onFile, sample) {
  sample?.addEventListener("click", async () => onFile(await fetched(sample.dataset)));
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

/* The photograph of a button, as a file: drawn anew, since the page may fetch nothing. */
async function fetched({ address, name }) {
  const image = new Image();
  image.src = address;
  try { await image.decode(); } catch { return null; }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  return new File([blob], name, { type: "image/png" });
}

function fileIn(transfer) {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0] ?? null;
}
