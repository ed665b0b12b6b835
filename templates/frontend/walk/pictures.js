/* The pictures of the works. From a folder on a stick a page may load no picture into WebGL, but it may run a script; so
   each picture comes inside one, which calls galleryTexture(work, version, data). */

export class Pictures {
  /* `changed` is called whenever a picture has come, or cannot come. */
  constructor({ folder, kept }, changed) {
    this.folder = folder;
    this.version = kept; // ends every address, so that no old picture is taken
    this.changed = changed;
    this.missing = new Set();
    this.asked = new Map(); // "work version" → who waits for it
    globalThis.galleryTexture = (work, version, data) => this.receive(`${work} ${version}`, data);
  }

  /* Calls `use(image)` when the picture is there; who asked for it before is forgotten. */
  want(work, version, use) {
    const key = `${work} ${version}`;
    if (this.missing.has(key)) return;
    const waiting = this.asked.has(key);
    this.asked.set(key, use);
    if (waiting) return;
    const script = document.createElement("script");
    script.src = `${this.folder}${work}-${version}.js${this.version}`;
    script.onload = () => script.remove();
    script.onerror = () => { script.remove(); this.miss(key); };
    document.head.append(script);
  }

  async receive(key, data) {
    const image = new Image();
    image.src = data;
    try { await image.decode(); } catch { return this.miss(key); }
    const use = this.asked.get(key);
    this.asked.delete(key);
    use?.(image);
    return this.changed();
  }

  /* Its place on the wall stays empty. */
  miss(key) {
    this.missing.add(key);
    this.asked.delete(key);
    this.changed();
  }
}
