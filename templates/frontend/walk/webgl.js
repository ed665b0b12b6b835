/* How this browser draws in three dimensions: "quick", "slow" where a program does what a graphics card should, or "none". */

const PROGRAMS = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function webgl() {
  // Asked first, since three.js complains aloud about a browser that has none.
  let context = null;
  try { context = document.createElement("canvas").getContext("webgl2"); } catch { /* none */ }
  if (!context) return "none";
  const name = renderer(context);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return PROGRAMS.test(name) ? "slow" : "quick";
}

function renderer(context) {
  const name = context.getParameter(context.RENDERER);
  if (name !== "WebKit WebGL") return name;
  const more = context.getExtension("WEBGL_debug_renderer_info"); // some browsers warn of asking without need
  return more ? context.getParameter(more.UNMASKED_RENDERER_WEBGL) : name;
}
