// Draws the charts of the page: fills in the colours of the style sheet, and draws again when those change.
(function () {
  "use strict";
  var root = document.documentElement;
  var charts = JSON.parse(document.getElementById("charts").textContent);
  var COLOURS = /^(color|.*color|colorscale)$/;

  function paint(value, colours, isColour) {
    if (Array.isArray(value)) {
      return value.map(function (item) { return paint(item, colours, isColour); });
    }
    if (value && typeof value === "object") {
      var copy = {};
      Object.keys(value).forEach(function (key) {
        copy[key] = paint(value[key], colours, COLOURS.test(key));
      });
      return copy;
    }
    if (isColour && typeof value === "string" && value.charAt(0) === "$") {
      return colours.getPropertyValue("--" + value.slice(1).replace("_", "-")).trim();
    }
    return value;
  }

  // Leaves out marks of the time axis until there is room for those that stay.
  function thin(layout, width) {
    var axis = layout.xaxis;
    var room = Math.max(2, Math.floor((width - layout.margin.l - layout.margin.r) / 52));
    var every = Math.ceil((axis.tickvals.length - 1) / room) || 1;
    axis.tickvals = axis.tickvals.filter(function (_, place) { return place % every === 0; });
    axis.ticktext = axis.ticktext.filter(function (_, place) { return place % every === 0; });
    axis.tickangle = 0;
  }

  // On paper the page is as wide as a sheet of A4, turned; its layout cannot be measured before it is printed.
  function widthOf(place) {
    if (!("paper" in root.dataset)) {
      return place.clientWidth;
    }
    return place.closest(".groups") ? 320 : 1010;
  }

  function draw() {
    var style = getComputedStyle(root);
    var font = getComputedStyle(document.body).fontFamily;
    var places = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
    return Promise.all(places.map(function (place) {
      var figure = paint(charts[place.dataset.chart], style, false);
      figure.layout.font.family = font;
      figure.layout.hoverlabel.font.family = font;
      figure.layout.width = widthOf(place);
      thin(figure.layout, figure.layout.width);
      return Plotly.react(place, figure.data, figure.layout, { displayModeBar: false, scrollZoom: false });
    })).then(function (drawn) { root.dataset.charts = String(drawn.length); });
  }

  function lost(reason) {
    root.dataset.charts = "0";
    document.querySelectorAll("[data-chart]").forEach(function (place) {
      place.textContent = root.dataset.lost || "";
      place.classList.add("lost");
    });
    throw reason;
  }

  if (typeof Plotly === "undefined") {
    lost(new Error("The chart library did not load."));
    return;
  }
  draw().catch(lost);

  var waiting = 0;
  addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 120);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeprint", function () {
    root.dataset.paper = "";
    draw();
  });
  addEventListener("afterprint", function () {
    delete root.dataset.paper;
    draw();
  });
})();
