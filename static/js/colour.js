/* Puts the browser's colour picker beside every field for a colour; what is typed and what is picked follow each other.
   Without this script the field can be typed into all the same. */
addEventListener("DOMContentLoaded", () => {
  for (const text of document.querySelectorAll("input[data-colour]")) {
    const picker = document.createElement("input");
    picker.type = "color";
    picker.setAttribute("aria-label", text.labels[0]?.textContent ?? "");
    const follow = () => { if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value; };
    picker.addEventListener("input", () => { text.value = picker.value; });
    text.addEventListener("input", follow);
    picker.value = text.placeholder;
    follow();
    text.after(" ", picker);
  }
});
