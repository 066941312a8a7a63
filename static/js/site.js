/* Only what HTML and htmx cannot: saying that something may not have arrived, showing the page of an error, telling
   where one is after a swap, handing an address on, and fetching what will most likely be asked for next. */
(function () {
  "use strict";

  /* A select that acts on change needs no button; without this script the button stays. */
  document.documentElement.classList.add("js");

  /* A page that came without htmx (its address is in data-htmx) is for reading first. htmx is fetched when somebody begins
     to do something, and at once among its own entries of the history. What is pressed meanwhile is done when it has
     come; where it does not come, the browser does it as it would without scripts. */
  const SIGNS = ["pointerover", "pointerdown", "keydown", "focusin", "scroll"];
  const address = document.currentScript.dataset.htmx;
  let asked = Boolean(window.htmx);
  let settled = asked;
  let again = function () {};

  function fetchHtmx() {
    const script = document.createElement("script");
    script.src = address;
    script.onload = script.onerror = function (event) {
      settled = true;
      document.documentElement.classList.toggle("js", event.type === "load");
      again();
    };
    document.head.append(script);
  }

  function begin() {
    if (asked) {
      return;
    }
    asked = true;
    /* On a document that is parsed and not yet complete, htmx would wait for an event that has been. */
    if (document.readyState === "complete") {
      fetchHtmx();
    } else {
      window.addEventListener("load", fetchHtmx);
    }
  }

  function hold(event) {
    const isClick = event.type === "click";
    const pressed = event.target.closest(isClick ? "a[hx-get]" : "form[hx-get]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!settled && pressed && !elsewhere) {
      event.preventDefault();
      again = () => (isClick ? pressed.click() : pressed.requestSubmit());
      begin();
    }
  }

  if (!settled) {
    SIGNS.forEach((sign) => document.addEventListener(sign, begin, { capture: true, passive: true }));
    ["click", "change", "submit"].forEach((act) => document.addEventListener(act, hold, true));
    if (history.state?.htmx) {
      begin();
    }
  }

  function sayNoConnection(event) {
    const watched = event.target.closest("[data-watch-connection]");
    if (watched) {
      watched.querySelector("[data-no-connection]").hidden = false;
    }
  }

  document.addEventListener("htmx:sendError", sayNoConnection);
  document.addEventListener("htmx:timeout", sayNoConnection);

  document.addEventListener("htmx:beforeRequest", function (event) {
    const said = event.target.closest("[data-watch-connection]")?.querySelector("[data-no-connection]");
    if (said) {
      said.hidden = true;
    }
  });

  /* htmx drops a 4xx or 5xx without a word. Ours are whole pages that lead on; a proxy's is as good as no answer. */
  document.addEventListener("htmx:responseError", function (event) {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const page = answer.getElementById("main");
    if (page) {
      document.title = answer.title;
      document.getElementById("main").replaceWith(page);
      window.htmx.process(page);
      page.focus();
    } else {
      sayNoConnection(event);
    }
  });

  /* A link to the page that everybody may see: of a booking, neither its address nor its time goes along. Where nothing
     can be shared it is copied, and where that is not possible either, the link leads to that page. */
  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-share]");
    if (link && navigator.share) {
      event.preventDefault();
      navigator.share({ title: link.dataset.share, url: link.href }).catch(function () {
        /* Whoever changed their mind shares nothing. */
      });
    } else if (link && navigator.clipboard) {
      event.preventDefault();
      navigator.clipboard.writeText(link.href).then(
        function () {
          const copied = link.parentElement.querySelector("[data-copied]");
          copied.hidden = false;
          document.getElementById("said").replaceChildren(copied.textContent);
        },
        function () {
          window.location.assign(link.href);
        },
      );
    }
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    const target = event.detail.target;
    const news = target.querySelector("[data-say]")?.textContent;
    const said = document.getElementById("said");
    /* What is the same as before is said again to somebody who did something, and not every few seconds. */
    if (news && (news !== said.textContent || event.detail.requestConfig.triggeringEvent)) {
      said.replaceChildren(news);
    }
    /* The focus follows what somebody did, not a page that looks again by itself; and it stays where htmx gave it
       back, in the filter. */
    const heading = target.querySelector("[tabindex='-1'], h1");
    if (heading && event.detail.requestConfig.triggeringEvent && !target.contains(document.activeElement)) {
      heading.setAttribute("tabindex", "-1");
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "nearest", behavior: "instant" });
      /* A heading that sticks is in view while the days beside it begin far above. */
      if (target.getBoundingClientRect().top < 0) {
        target.scrollIntoView({ block: "start", behavior: "instant" });
      }
    }
  });

  /* The next window is fetched as soon as a pointer, a finger or the focus is on its link, once; the browser keeps it
     for the click as long as the answer says. Whoever saves data is asked for nothing. */
  function warm(event) {
    const link = event.target.closest("a[data-warm]");
    const saves = navigator.connection?.saveData || window.matchMedia("(prefers-reduced-data: reduce)").matches;
    if (link && !saves) {
      link.removeAttribute("data-warm");
      fetch(link.getAttribute("hx-get"), { headers: { "HX-Request": "true" } }).catch(function () {});
    }
  }

  document.addEventListener("pointerover", warm, { passive: true });
  document.addEventListener("focusin", warm);
})();
