/* For the gym's own website: puts a studio's appointments where this script stands, in a frame that grows with them.

     <script src="https://book.example.org/embed.js" data-studio="hafen" async></script>

   data-studio       the end of the studio's address on the booking site
   data-appointment  its number there: shows the times of this one appointment
   data-language     one that the site speaks, such as "de"; else the studio's own
   data-title        what screen readers call the frame
   data-colours      "light" or "dark"; else those of the page around, which are light unless its color-scheme says more

   It sets no cookie, reads nothing of the page, and takes only numbers from the frame. */
(function () {
  "use strict";

  const script = document.currentScript;
  if (!script || !script.dataset.studio) {
    return;
  }
  const wanted = script.dataset;
  const site = new URL(script.src).origin;
  const path = ["embed", wanted.studio, wanted.language];
  if (wanted.appointment) {
    path.push("appointments", wanted.appointment);
  }

  const frame = document.createElement("iframe");
  /* Whoever does not come as far as this asks the studio for nothing. */
  frame.loading = "lazy";
  frame.src = `${site}/${path.filter(Boolean).map(encodeURIComponent).join("/")}/`;
  frame.title = wanted.title || (wanted.language === "de" ? "Termine buchen" : "Book an appointment");
  frame.style.cssText = "display: block; inline-size: 100%; block-size: 40rem; border: 0;";

  /* The browser's own colour for text: white where the page around is dark. */
  frame.style.color = "CanvasText";
  const colours = () => wanted.colours || (getComputedStyle(frame).color === "rgb(255, 255, 255)" ? "dark" : "light");

  let pages = 0;
  frame.addEventListener("load", function () {
    frame.contentWindow.postMessage({ booking: "ask", colours: colours() }, site);
    /* The next page may be shorter, and begins above what is looked at. */
    if (pages++ && frame.getBoundingClientRect().top < 0) {
      frame.scrollIntoView();
    }
  });

  window.addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== site) {
      return;
    }
    const { booking, height, top } = event.data ?? {};
    if (booking === "height" && height > 0 && height < 100000) {
      frame.style.blockSize = `${height}px`;
    } else if (booking === "scroll" && Number.isFinite(top)) {
      window.scrollBy({ top: frame.getBoundingClientRect().top + top });
    }
  });

  script.after(frame);
})();
