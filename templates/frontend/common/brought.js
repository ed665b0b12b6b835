/* Scripts and style sheets that a page brings when it needs them. */

export function style(address) {
  return brought(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

export function script(address) {
  return brought(Object.assign(document.createElement("script"), { src: address }));
}

function brought(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}
