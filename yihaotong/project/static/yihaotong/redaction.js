/* Drawing boxes with the mouse, the finger or the keyboard, and choosing words of a paragraph. Without this script the
   same is done with numbers, words, whole paragraphs and the list of suggestions. */
(function () {
  "use strict";
  var page = document.querySelector("[data-drawing]");
  if (page) { drawing(page); }
  var ranges = document.getElementById("ranges");
  if (ranges) { choosing(ranges); }

  function drawing(page) {
    var form = document.getElementById("box");
    var rect = page.querySelector("rect.drawn");
    var start = null;
    var box = null;
    function at(event) {
      var frame = page.getBoundingClientRect();
      function part(value) { return Math.min(100, Math.max(0, value)); }
      return [part((event.clientX - frame.left) / frame.width * 100), part((event.clientY - frame.top) / frame.height * 100)];
    }
    function show() {
      var sides = box || [0, 0, 0, 0];
      rect.setAttribute("x", Math.min(sides[0], sides[2]) * 100);
      rect.setAttribute("y", Math.min(sides[1], sides[3]) * 100);
      rect.setAttribute("width", Math.abs(sides[2] - sides[0]) * 100);
      rect.setAttribute("height", Math.abs(sides[3] - sides[1]) * 100);
    }
    function add() {
      ["left", "top", "right", "bottom"].forEach(function (name, number) {
        form.elements[name].value = box[number].toFixed(2);
      });
      form.requestSubmit();
    }
    page.addEventListener("dragstart", function (event) { event.preventDefault(); });
    page.addEventListener("pointerdown", function (event) {
      if (event.button !== 0 || event.pointerType === "touch" && !event.isPrimary) { return; }
      start = at(event);
      page.setPointerCapture(event.pointerId);
    });
    page.addEventListener("pointermove", function (event) {
      if (!start) { return; }
      box = start.concat(at(event));
      show();
    });
    page.addEventListener("pointerup", function () {
      start = null;
      if (box && Math.abs(box[2] - box[0]) > 0.3 && Math.abs(box[3] - box[1]) > 0.3) { add(); } else { box = null; show(); }
    });
    page.addEventListener("pointercancel", function () { start = null; box = null; show(); });
    page.addEventListener("keydown", function (event) {
      if (event.target !== page || event.ctrlKey || event.metaKey || event.altKey) { return; }
      var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (event.key === "Enter") {
        event.preventDefault();
        if (box) { add(); } else { box = [40, 40, 60, 45]; show(); }
      } else if (event.key === "Escape" && box) {
        event.preventDefault();
        box = null;
        show();
      } else if (step && box) {
        event.preventDefault();
        if (!event.shiftKey) { box[0] += step[0]; box[1] += step[1]; }
        box[2] = Math.max(box[0] + 0.5, box[2] + step[0]);
        box[3] = Math.max(box[1] + 0.5, box[3] + step[1]);
        show();
      }
    });
  }

  function choosing(form) {
    var holder = form.querySelector("[data-chosen]");
    if (!holder) { return; }
    var button = holder.querySelector("button");
    var inputs = [form.elements.start, form.elements.end];
    function chosen() {
      var selection = document.getSelection();
      if (!selection.rangeCount || selection.isCollapsed) { return null; }
      var range = selection.getRangeAt(0);
      var node = range.startContainer;
      var paragraph = (node.nodeType === 1 ? node : node.parentElement).closest("[data-paragraph]");
      if (!paragraph || !paragraph.contains(range.endContainer)) { return null; }
      var before = document.createRange();
      before.selectNodeContents(paragraph);
      before.setEnd(range.startContainer, range.startOffset);
      var start = Array.from(before.toString()).length;
      return [paragraph.dataset.paragraph, start, start + Array.from(range.toString()).length];
    }
    document.addEventListener("selectionchange", function () {
      var found = chosen();
      if (!found && document.activeElement === button) { return; }
      holder.hidden = !found;
      button.value = found ? found[0] : "";
      inputs.forEach(function (input, number) { input.value = found ? found[number + 1] : ""; });
    });
    button.addEventListener("click", function () { inputs.forEach(function (input) { input.disabled = false; }); });
  }
}());
