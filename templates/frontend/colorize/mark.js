/* The mark in a corner of the picture that is downloaded, fitted as gallery/pictures/mark.py fits it. */

/* What is drawn on a picture of `size` [width, height] (null for nothing to draw): {png, left, top, width, height}. */
export function fitted(mark, [width, height]) {
  const { forms, most } = mark;
  const limit = Math.min((most.height * height) / forms.words.height, width);
  const em = (form) => (most.width * width) / forms[form].width;
  const legible = em("words") >= most.legible * width || em("words") >= limit;
  const name = legible ? mark.form : "icon";
  const form = forms[name];
  const own = Math.max(1, Math.min(em(name), limit, name === "icon" ? most.icon * width : Infinity));
  const wide = Math.max(1, Math.min(Math.floor(width * most.width), Math.round(form.width * own)));
  const tall = Math.max(1, Math.min(Math.floor(height * most.height), Math.round(form.height * own)));
  const left = mark.corner.endsWith("right") ? width - wide : 0;
  const top = mark.corner.startsWith("lower") ? height - tall : 0;
  return { png: form.png, left, top, width: wide, height: tall };
}

/* Put it on `context`, of a canvas of `size`. */
export async function stamp(context, mark, size) {
  const { png, left, top, width, height } = fitted(mark, size);
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }), {
    resizeWidth: width, resizeHeight: height, resizeQuality: "high",
  });
  context.drawImage(image, left, top);
}
