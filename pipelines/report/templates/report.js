// Draws the charts from the JSON beside them, in the colours of the reader's light or dark setting.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isTouch = matchMedia("(pointer: coarse)").matches;
  const config = {
    displaylogo: false, responsive: true, displayModeBar: isTouch ? false : "hover",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
  };
  const printWidth = 660;
  const narrow = { width: 480, legendRows: 50 }; // below this width the legend needs more rows
  const charts = [...document.querySelectorAll(".plot")].map((place) => {
    const spec = JSON.parse(document.getElementById(place.id + "-data").textContent);
    return { place, spec, height: spec.layout.height, bottom: spec.layout.margin.b };
  });

  function fit({ place, spec: { layout }, height, bottom }, isPrint) {
    const isNarrow = !isPrint && place.clientWidth < narrow.width && layout.showlegend !== false;
    layout.height = height + (isNarrow ? narrow.legendRows : 0);
    layout.margin.b = bottom + (isNarrow ? narrow.legendRows : 0);
    layout.width = isPrint ? printWidth : undefined;
    place.style.height = `${layout.height}px`;
    const below = layout.xaxis?.title?.text ? 50 : 28; // px that tick labels and title take under the axis
    Object.assign(layout.legend, {
      yref: "paper", yanchor: "top", y: -below / (layout.height - layout.margin.t - layout.margin.b),
    });
  }

  function dress(layout, isPrint) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name, onPaper) => (isPrint ? onPaper : style.getPropertyValue(name).trim());
    const text = colour("--text", "#000"), grid = colour("--grid", "#ddd"), soft = colour("--soft", "#444");
    layout.paper_bgcolor = layout.plot_bgcolor = "rgba(0,0,0,0)";
    layout.font = { ...layout.font, family: "system-ui, sans-serif", size: 12, color: text };
    layout.hoverlabel = { bgcolor: colour("--card", "#fff"), bordercolor: soft, font: { color: text }, align: "left" };
    for (const name of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
      Object.assign(layout[name], { gridcolor: grid, zerolinecolor: soft, linecolor: soft, tickcolor: soft });
      const buttons = layout[name].rangeselector;
      if (buttons) Object.assign(buttons, { bgcolor: colour("--calm-fill", "#eee"), activecolor: grid, visible: !isPrint });
    }
    layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: soft, activecolor: text };
    for (const note of layout.annotations ?? []) if (!note.opacity) Object.assign(note, { bgcolor: colour("--card", "#fff"), font: { size: 11, color: text } });
    if (isTouch) layout.dragmode = false;
  }

  function draw(chart, isPrint = false) {
    fit(chart, isPrint);
    dress(chart.spec.layout, isPrint);
    return Plotly.react(chart.place, chart.spec.data, chart.spec.layout, config);
  }

  async function drawAll() {
    for (const chart of charts) {
      await draw(chart);
      await new Promise((next) => setTimeout(next)); // lets the reader scroll between two charts
    }
    document.documentElement.dataset.charts = "drawn";
  }

  drawAll();
  dark.addEventListener("change", drawAll);
  addEventListener("beforeprint", () => charts.forEach((chart) => draw(chart, true)));
  addEventListener("afterprint", drawAll);
})();
