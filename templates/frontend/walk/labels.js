/* The labels of all works. They come when they are asked for, those of a few works in one script, which calls
   galleryLabels with the HTML of each; so they also come from a folder on a stick. */

export class Labels {
  /* `size` works have their labels in one script; `version` ends its address, so that no old one is taken; `changed` is
     called when one has come, or cannot come. */
  constructor(size, version, changed) {
    this.size = size;
    this.version = version;
    this.changed = changed;
    this.kept = new Map(); // id → its label, a DocumentFragment
    this.asked = new Map(); // number of a script → those who wait for it
    globalThis.galleryLabels = (labels) => {
      for (const [id, html] of Object.entries(labels)) {
        const template = document.createElement("template");
        template.innerHTML = html;
        this.kept.set(id, template.content);
      }
    };
  }

  of({ id }) { return this.kept.get(id); }

  /* Calls `use` when the label of `work` is there, at once if it is. */
  want(work, use) {
    if (this.kept.has(work.id)) return use();
    const part = Math.floor(work.index / this.size) + 1;
    const waiting = this.asked.get(part);
    if (waiting) return waiting.push(use);
    this.asked.set(part, [use]);
    const script = document.createElement("script");
    script.src = `labels-${part}.js${this.version}`;
    const end = () => {
      script.remove();
      const uses = this.asked.get(part);
      this.asked.delete(part);
      for (const each of uses) if (this.kept.has(work.id)) each();
      this.changed();
    };
    script.onload = end;
    script.onerror = end;
    return document.head.append(script);
  }
}
