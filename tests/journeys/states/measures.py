"""What is measured on a page in a browser, beside what axe finds. Each is a function that lists what is wrong."""

_NAMED = (
    "const named = (one) => `${one.localName}.${[...one.classList].join('.')} "
    "\"${(one.textContent.trim() || one.name || '').replace(/\\s+/g, ' ').slice(0, 60)}\"`;"
)

# Targets of less than 24 pixels either way (2.5.8), and what is pressed to get on of less than 44. A link in a sentence
# is as high as its line; that of a card is the card.
TOO_SMALL = (
    "() => {"
    + _NAMED
    + """
  const hidden = ".visually-hidden, .skip-link";
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(hidden);
  const inSentence = (one) => getComputedStyle(one).display === "inline" && [...one.parentElement.childNodes].some(
    (node) => node !== one && node.nodeType === 3 && /[\\p{L}\\p{N}]/u.test(node.data));
  const pressed = (one) => one.matches(".link-card :is(h2, h3) a") ? one.closest(".link-card") : one;
  const box = (one) => pressed(one).getBoundingClientRect();
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter(shown)
    .filter((one) => !inSentence(one))
    .filter((one) => {
      const { width, height } = box(one);
      const least = one.matches(".button, button, input, select, summary, .slot, nav a") ? 44 : 24;
      return height < least || width < 24;
    })
    .map((one) => `${named(one)} ${Math.round(box(one).width)} x ${Math.round(box(one).height)}`);
}"""
)

# Anything that would be animated though nobody wants that.
MOVES = (
    "() => {"
    + _NAMED
    + """
  const still = (style) => !/[1-9]/.test(style.transitionDuration) && !/[1-9]/.test(style.animationDuration);
  const found = [...document.querySelectorAll("*")].filter((one) =>
    ["", "::before", "::after"].some((part) => !still(getComputedStyle(one, part || null)))
    || getComputedStyle(one).scrollBehavior === "smooth");
  return found.slice(0, 5).map(named);
}"""
)

# With the colours of the system: a state has words and an icon, what is current differs from what is beside it by a
# line, a border or an icon, and what looks like a button has an edge.
ONLY_COLOUR = (
    "() => {"
    + _NAMED
    + """
  const look = (one) => {
    const style = getComputedStyle(one);
    return [style.borderTopWidth, style.borderTopStyle, style.textDecorationLine, style.fontWeight,
            Boolean(one.querySelector("svg"))].join();
  };
  const wrong = [...document.querySelectorAll(".status")].filter(
    (one) => !one.textContent.trim() || !one.querySelector("svg"));
  for (const one of document.querySelectorAll("[aria-current]")) {
    const beside = [...one.parentElement.children].filter(
      (other) => other.localName === one.localName && !other.hasAttribute("aria-current"));
    if (beside.some((other) => look(other) === look(one))) wrong.push(one);
  }
  for (const one of document.querySelectorAll(".button, .slot, input:not([type=hidden]), select")) {
    if (one.checkVisibility() && !parseFloat(getComputedStyle(one).borderTopWidth)) wrong.push(one);
  }
  return wrong.map(named);
}"""
)
