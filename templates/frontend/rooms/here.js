/* The visitor on the drawn plan: a small pointer that looks where they look. */

export class Here {
  constructor() {
    const plan = document.getElementById("plan");
    this.metre = Number(plan.dataset.metre);
    this.left = Number(plan.dataset.left);
    this.top = Number(plan.dataset.top);
    this.pointer = document.createElementNS("http://www.w3.org/2000/svg", "path");
    this.pointer.setAttribute("class", "here");
    this.pointer.setAttribute("d", "M0-10L7 8L0 4L-7 8Z");
    plan.append(this.pointer);
  }

  mark({ x, z, yaw }) {
    const at = [(x - this.left) * this.metre, (z - this.top) * this.metre].map((value) => value.toFixed(1));
    this.pointer.setAttribute("transform", `translate(${at.join(" ")}) rotate(${((-yaw * 180) / Math.PI).toFixed(1)})`);
  }
}
