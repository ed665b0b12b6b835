(function () {
  "use strict";
  const status = document.getElementById("status");

  function say(text) { status.textContent = ""; requestAnimationFrame(function () { status.textContent = text; }); }

  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // Where the clipboard interface is missing or refused (some browsers, for pages opened from disk).
  function copyByCommand(text, button) {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.cssText = "position:fixed;top:0;left:0;opacity:0";
    document.body.append(area);
    area.select();
    const done = typeof document.execCommand === "function" && document.execCommand("copy");
    area.remove();
    button.focus();
    return done;
  }

  async function copy(text, button) {
    if (navigator.clipboard && navigator.clipboard.writeText) {
      try { await navigator.clipboard.writeText(text); return true; } catch (refused) { /* the other way, below */ }
    }
    return copyByCommand(text, button);
  }

  document.querySelectorAll("button[data-copies]").forEach(function (button) {
    const words = button.textContent;
    const value = document.getElementById(button.dataset.copies);
    let timer = 0;
    button.addEventListener("click", async function () {
      const done = await copy(value.textContent, button);
      if (!done) { select(value); }
      button.textContent = done ? status.dataset.copied : status.dataset.selected;
      say(done ? status.dataset.copied : status.dataset.selectedHelp);
      clearTimeout(timer);
      timer = setTimeout(function () { button.textContent = words; }, 2000);
    });
  });

  // What has been ticked is kept by this browser, where it lets a page from disk keep anything.
  function store() {
    try { return window.localStorage; } catch (refused) { return null; }
  }
  const kept = store();
  document.querySelectorAll("input[data-keep]").forEach(function (box) {
    const key = "checklist/" + box.dataset.keep;
    box.checked = kept !== null && kept.getItem(key) === "1";
    box.addEventListener("change", function () {
      if (kept === null) { return; }
      if (box.checked) { kept.setItem(key, "1"); } else { kept.removeItem(key); }
    });
  });
})();
