// The page of the service: sends a photograph, shows its colorization beside it, takes hints, hands it out.

(() => {
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const find = (id) => document.getElementById(id);
  const say = (text) => { find("status").textContent = text; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const POLL = 1000; // milliseconds between two questions after what is not done yet

  let photograph = null;
  let hints = []; // { x, y, color }: x and y from 0 to 1
  let turn = 0; // of several requests, the answer to the last one counts
  let job = null;
  const made = new Set(); // addresses of all that was made of this photograph
  const shown = {}; // pictures on the page, as addresses of blobs

  class Refused extends Error {}

  async function ask(address, options = {}) {
    const headers = { ...options.headers };
    const token = find("token")?.value.trim();
    if (token) headers.Authorization = `Bearer ${token}`;
    let answer;
    try {
      answer = await fetch(address, { ...options, headers });
    } catch {
      throw new Refused(texts.unreachable);
    }
    if (answer.ok) return answer;
    const wrong = await answer.json().catch(() => ({}));
    throw new Refused([wrong.detail ?? answer.statusText, wrong.hint].filter(Boolean).join("; "));
  }

  function wish() {
    const given = hints.map(({ x, y, color }) => ({ at: [x, y], color }));
    const asked = { vividness: find("vividness").value / 100, ...(given.length ? { hints: JSON.stringify(given) } : {}) };
    return `/v1/colorizations?${new URLSearchParams(asked)}`;
  }

  async function begin() {
    const headers = { Accept: "application/json", "Content-Type": "application/octet-stream" };
    return (await ask(wish(), { method: "POST", body: photograph, headers })).json();
  }

  async function finished(begun, mine) {
    let told = begun;
    while (told.state !== "done" && mine === turn) {
      if (told.state === "failed") throw new Refused([told.problem.detail, told.problem.hint].filter(Boolean).join("; "));
      say(told.place ? fill(texts.waiting, told) : texts.status_working);
      await new Promise((resolve) => { setTimeout(resolve, POLL); });
      told = await (await ask(begun.links.self)).json();
    }
    return told;
  }

  async function blob(address) {
    return URL.createObjectURL(await (await ask(address)).blob());
  }

  // The map of the confidence, white where it is certain, as the veil of every page of ours.
  async function veiled(address) {
    const { tint, opacities } = JSON.parse(find("veil").textContent);
    const map = await createImageBitmap(await (await ask(address)).blob());
    const canvas = new OffscreenCanvas(map.width, map.height);
    const context = canvas.getContext("2d");
    context.drawImage(map, 0, 0);
    const picture = context.getImageData(0, 0, map.width, map.height);
    const { data } = picture;
    for (let at = 0; at < data.length; at += 4) {
      const step = Math.min(Math.floor(data[at] * opacities.length / 255), opacities.length - 1);
      data.set([...tint, Math.round(255 * opacities[step])], at);
    }
    context.putImageData(picture, 0, 0);
    return URL.createObjectURL(await canvas.convertToBlob());
  }

  async function colorize() {
    if (!photograph) return;
    turn += 1;
    const mine = turn;
    find("problem").textContent = "";
    say(job ? texts.status_working : texts.sending);
    find("bench").setAttribute("aria-busy", "true");
    try {
      const begun = await begin();
      made.add(begun.links.self);
      const told = await finished(begun, mine);
      if (mine !== turn) return;
      const names = ["image", "confidence", ...(shown.original ? [] : ["original"])];
      const pictures = await Promise.all(names.map((name) => (name === "confidence" ? veiled : blob)(told.links[name])));
      if (mine === turn) show(told, Object.fromEntries(names.map((name, at) => [name, pictures[at]])));
    } catch (error) {
      if (mine === turn) complain(error);
    } finally {
      if (mine === turn) find("bench").removeAttribute("aria-busy");
    }
  }

  function complain(error) {
    say("");
    find("problem").textContent = error instanceof Refused ? error.message : fill(texts.problem_broken, { reason: error });
  }

  function show(told, pictures) {
    job = told;
    for (const [name, address] of Object.entries(pictures)) {
      if (shown[name]) URL.revokeObjectURL(shown[name]);
      shown[name] = address;
      find(name === "image" ? "colour" : name).src = address;
    }
    const { width, height } = told.photograph;
    for (const shape of document.querySelectorAll("#compare .shape")) {
      shape.setAttribute("viewBox", `0 0 ${width} ${height}`);
      shape.setAttribute("width", Math.max(width, 640 * width / Math.max(width, height)));
      shape.setAttribute("height", Math.max(height, 640 * height / Math.max(width, height)));
    }
    find("empty").hidden = true;
    find("compare").hidden = false;
    find("controls").hidden = false;
    find("choose").textContent = texts.choose_another;
    const count = told.disclosure.hints;
    const given = count ? fill(texts.notice_given[count === 1 ? "one" : "other"], { count }) : "";
    find("notice").textContent = [texts.notice, given].filter(Boolean).join(" ");
    find("hash").textContent = `${find("hash").dataset.label} ${told.photograph.sha256}`;
    find("download").href = shown.image;
    find("download").download = `${photograph.name.replace(/\.\w+$/, "")}-colour.jpg`;
    say(fill(texts.status_done, { mean: Math.round(100 * told.disclosure.confidence_mean) }));
    mark();
  }

  // Given colours: a list with numbers to change, and marks in the picture.

  function element(name, attributes, ...content) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...content);
    return node;
  }

  function place(hint, axis, label) {
    const attributes = { type: "number", min: 0, max: 100, step: 1, value: Math.round(100 * hint[axis]), "aria-label": label };
    const input = element("input", attributes);
    input.addEventListener("change", () => {
      hint[axis] = Math.min(1, Math.max(0, input.valueAsNumber / 100 || 0));
      colorize();
    });
    return input;
  }

  function row(hint, at) {
    const number = at + 1;
    const color = element("input", { type: "color", value: hint.color, "aria-label": fill(texts.colour_of, { number }) });
    color.addEventListener("change", () => { hint.color = color.value; colorize(); });
    const remove = element("button", { type: "button", "aria-label": fill(texts.remove_of, { number }) }, texts.remove);
    remove.addEventListener("click", () => {
      hints = hints.filter((other) => other !== hint);
      list();
      find("next-colour").focus();
      colorize();
    });
    const left = place(hint, "x", fill(texts.from_left, { number }));
    return element("li", {}, `${number}`, color, left, place(hint, "y", fill(texts.from_top, { number })), remove);
  }

  function list() {
    find("given").replaceChildren(...hints.map(row));
    mark();
  }

  function mark() {
    const markers = find("markers");
    const { width, height } = job?.photograph ?? { width: 1, height: 1 };
    const radius = Math.max(width, height) * 0.012;
    markers.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const circle = ({ x, y, color }) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      const attributes = { cx: x * width, cy: y * height, r: radius, fill: color, stroke: "#fafaf8", "stroke-width": radius / 3 };
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      return node;
    };
    markers.replaceChildren(...hints.map(circle));
  }

  function give(x, y) {
    hints.push({ x, y, color: find("next-colour").value });
    list();
    colorize();
  }

  function aim(wanted) {
    find("aim").hidden = !wanted;
    find("aim-help").hidden = !wanted;
    find("compare").classList.toggle("aiming", wanted);
    find("place").setAttribute("aria-pressed", wanted);
  }

  // What the visitor does.

  function choose(file) {
    if (!file) return;
    forgetShown();
    photograph = file;
    colorize();
  }

  function forgetShown() {
    turn += 1;
    for (const name of Object.keys(shown)) {
      URL.revokeObjectURL(shown[name]);
      delete shown[name];
    }
    job = null;
    hints = [];
    list();
    aim(false);
    find("empty").hidden = false;
    find("compare").hidden = true;
    find("controls").hidden = true;
  }

  async function forget() {
    const all = [...made];
    made.clear();
    try {
      await Promise.all(all.map((address) => ask(address, { method: "DELETE" })));
      forgetShown();
      photograph = null;
      find("file").value = "";
      find("choose").textContent = texts.choose;
      say(texts.forgotten);
      find("file").focus();
    } catch (error) {
      complain(error);
    }
  }

  async function downloadPanel() {
    try {
      const address = await blob(job.links.panel);
      element("a", { href: address, download: find("download").download.replace(/colour\.jpg$/, "panel.jpg") }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      complain(error);
    }
  }

  const showVividness = () => { find("vividness-value").textContent = `${find("vividness").value} %`; };
  showVividness();
  find("file").addEventListener("change", (event) => choose(event.target.files[0]));
  find("vividness").addEventListener("input", showVividness);
  find("vividness").addEventListener("change", colorize);
  find("place").addEventListener("click", () => aim(find("aim").hidden));
  find("by-numbers").addEventListener("click", () => {
    give(0.5, 0.5);
    find("given").lastElementChild.querySelector("input[type=number]").select();
  });
  find("aim").addEventListener("click", (event) => {
    const box = find("aim").getBoundingClientRect();
    give((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  find("forget").addEventListener("click", forget);
  find("panel").addEventListener("click", downloadPanel);

  find("token-form")?.addEventListener("submit", (event) => event.preventDefault());

  const bench = find("bench");
  bench.addEventListener("dragover", (event) => { event.preventDefault(); bench.classList.add("dragging"); });
  bench.addEventListener("dragleave", () => bench.classList.remove("dragging"));
  bench.addEventListener("drop", (event) => {
    event.preventDefault();
    bench.classList.remove("dragging");
    choose(event.dataTransfer.files[0]);
  });
  addEventListener("paste", (event) => choose(event.clipboardData.files[0]));
})();
