"use strict";
// Search and filter. Without it everything is shown, and the boxes beside the counts filter by themselves.
(function () {
  var form = document.getElementById("filter");
  if (!form) return;
  var claims = Array.prototype.slice.call(document.querySelectorAll("[data-kind]"));
  var texts = null;
  var groups = Array.prototype.slice.call(document.querySelectorAll("details.group"));
  var was = groups.map(function (one) { return one.open; });
  var shown = document.getElementById("shown");
  function apply() {
    var words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    texts = texts || claims.map(function (one) { return one.textContent.toLowerCase(); });
    var kind = form.elements.kind.value, flagged = form.elements.flagged.checked, count = 0;
    claims.forEach(function (one, i) {
      var fits = (!kind || one.dataset.kind === kind) && (!flagged || one.dataset.flag)
        && words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      one.hidden = !fits;
      count += fits ? 1 : 0;
    });
    var narrowed = words.length || kind || flagged;
    groups.forEach(function (one, i) {
      var left = one.querySelector("[data-kind]:not([hidden])");
      one.hidden = !left;
      one.open = narrowed ? Boolean(left) : was[i];
    });
    shown.textContent = narrowed ? count + " of " + claims.length + " claims" : "";
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(apply); });
  function reveal() {
    var one = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (var at = one; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (one) one.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details.group").forEach(function (one) { one.open = true; });
  });
  reveal();
})();
