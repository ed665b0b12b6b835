/* The ways, which a phone keeps behind a button, close when the focus goes on to the page beneath. */

export function closeBehindFocus() {
  const ways = document.getElementById("ways");
  ways?.addEventListener("focusout", ({ relatedTarget }) => {
    const outside = relatedTarget && !ways.contains(relatedTarget) && !relatedTarget.closest("[popovertarget]");
    if (outside && ways.matches(":popover-open")) ways.hidePopover();
  });
}
