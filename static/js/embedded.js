/* In the frame of the gym's own website: tells the page around how high this one is, and is light or dark as that one
   is. Only one of the studio's websites is told, and only after it has asked; without this script the frame scrolls. */
(function () {
  "use strict";

  const sites = document.currentScript.dataset.sites.split(" ");
  let around = "";

  function tell(what) {
    if (around) {
      window.parent.postMessage(what, around);
    }
  }

  function tellHeight() {
    tell({ booking: "height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  }

  window.addEventListener("message", function (event) {
    if (event.source === window.parent && event.data?.booking === "ask" && sites.includes(event.origin)) {
      around = event.origin;
      document.documentElement.style.colorScheme = event.data.colours;
      tellHeight();
    }
  });

  new ResizeObserver(tellHeight).observe(document.documentElement);

  /* A frame as high as its content has nothing to scroll: the page around does it. */
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href^='#']");
    const place = link && document.getElementById(link.hash.slice(1));
    if (place) {
      tell({ booking: "scroll", top: place.getBoundingClientRect().top });
    }
  });
})();
