/* Only what HTML and htmx cannot: saying that a POST may not have arrived, and moving the focus after a swap. */
(function () {
  "use strict";

  function sayNoConnection(event) {
    var form = event.target.closest("[data-watch-connection]");
    if (form) {
      form.querySelector("[data-no-connection]").hidden = false;
    }
  }

  document.addEventListener("htmx:sendError", sayNoConnection);
  document.addEventListener("htmx:timeout", sayNoConnection);

  document.addEventListener("htmx:afterSettle", function (event) {
    var heading = event.detail.target.querySelector("[tabindex='-1'], h1");
    if (heading) {
      heading.setAttribute("tabindex", "-1");
      heading.focus({ preventScroll: false });
    }
  });

  /* A select that acts on change needs no button; without this script the button stays. */
  document.documentElement.classList.add("js");
})();
