/* The site's one script: classic and small, so that it also runs from a folder on a stick.
   Without it the pages stand: original and colour side by side, each with its caption. */
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "gallery-theme";

  function remembered() {
    try { return localStorage.getItem(KEY) || ""; } catch (refused) { return ""; } // storage may be forbidden
  }

  function remember(choice) {
    try { localStorage.setItem(KEY, choice); } catch (refused) { return; } // then it lasts for this page
  }

  function applyTheme(choice) {
    if (choice === "light" || choice === "dark") { root.dataset.theme = choice; } else { delete root.dataset.theme; }
  }

  // Before the first paint, so that nothing flashes.
  root.classList.add("scripted");
  applyTheme(remembered());

  function each(list, visit) { Array.prototype.forEach.call(list, visit); }

  function press(buttons, pressed) {
    each(buttons, function (button) { button.setAttribute("aria-pressed", String(pressed(button))); });
  }

  function themeSwitch() {
    var buttons = document.querySelectorAll("[data-theme-choice]");
    function show(choice) {
      applyTheme(choice);
      press(buttons, function (button) { return button.dataset.themeChoice === choice; });
    }
    each(buttons, function (button) {
      button.addEventListener("click", function () {
        remember(button.dataset.themeChoice);
        show(button.dataset.themeChoice);
      });
    });
    show(root.dataset.theme || "");
  }

  function comparison(box) {
    var slider = box.querySelector(".slider");
    var shares = box.querySelectorAll("[data-share-choice]");
    var layers = box.querySelectorAll("[data-layer-choice]");
    var markers = box.querySelector("[data-markers]");

    // `share` is how much of the picture, from its right edge, is shown in colour: 0 to 100.
    function showShare(share, glide) {
      box.classList.toggle("gliding", glide);
      box.style.setProperty("--share", share);
      box.dataset.view = share === 0 ? "original" : share === 100 ? "colour" : "both";
      slider.value = share;
      slider.setAttribute("aria-valuetext", (100 - share) + " % original, " + share + " % colour");
      showPressed();
    }

    function showLayer(layer) {
      if (layer) { box.dataset.layer = layer; } else { delete box.dataset.layer; }
      showPressed();
    }

    function showPressed() {
      var layer = box.dataset.layer || "";
      var view = { 0: "original", 50: "both", 100: "colour" };
      press(shares, function (button) { return !layer && view[button.dataset.shareChoice] === box.dataset.view; });
      press(layers, function (button) { return button.dataset.layerChoice === layer; });
    }

    slider.addEventListener("input", function () { showShare(Number(slider.value), false); });
    each(shares, function (button) {
      button.addEventListener("click", function () {
        showLayer("");
        showShare(Number(button.dataset.shareChoice), true);
      });
    });
    each(layers, function (button) {
      button.addEventListener("click", function () {
        showLayer(box.dataset.layer === button.dataset.layerChoice ? "" : button.dataset.layerChoice);
      });
    });
    if (markers) {
      markers.addEventListener("click", function () {
        var shown = box.classList.toggle("marked");
        markers.setAttribute("aria-pressed", String(shown));
      });
    }
    // A page that is come back to keeps the slider's value in some browsers.
    showShare(Number(slider.value), false);
  }

  document.addEventListener("DOMContentLoaded", function () {
    themeSwitch();
    each(document.querySelectorAll("[data-compare]"), comparison);
  });
})();
