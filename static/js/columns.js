/* On a phone a row of a list stands as a card (see admin.css), where each value needs the name of its column beside it.
   What
   is empty is left out there. Without this script the values stand there alone. */
(function () {
  "use strict";

  const names = Array.from(document.querySelectorAll("#result_list thead th"), function (head) {
    return head.querySelector(".text")?.textContent.trim() ?? "";
  });
  document.querySelectorAll("#result_list tbody tr").forEach(function (row) {
    Array.from(row.cells).forEach(function (cell, place) {
      if (!cell.matches(".action-checkbox")) cell.dataset.column = names[place] ?? "";
      if (cell.textContent.trim() === "-") cell.dataset.empty = "";
    });
  });
})();
