// Each chart is drawn from the table beside it: lines that are no totals, columns marked data-drawn.
// The table is the truth; without JavaScript there are only tables.
(() => {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const text = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".demo-mark").forEach((mark) => mark.remove());
    return copy.textContent.trim();
  };

  // Colours come from the style sheet, whatever the theme: what a class computes to.
  const computed = (className, property) => {
    const probe = document.createElement("span");
    probe.className = className;
    document.body.append(probe);
    const value = getComputedStyle(probe)[property];
    probe.remove();
    return value;
  };
  const palette = () => ({
    ink: getComputedStyle(document.body).color,
    muted: computed("muted", "color"),
    paper: computed("panel", "backgroundColor"),
    line: computed("panel", "borderTopColor"),
    series: [0, 5, 3, 2].map((n) => computed(`part-bg-${n}`, "backgroundColor")),
  });

  const read = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const columns = heads.flatMap((head, at) => ("drawn" in head.dataset ? [at] : []));
    const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("total"));
    return {
      labels: rows.map((row) => text(row.cells[0])),
      series: columns.map((at) => ({
        label: text(heads[at]),
        axis: heads[at].dataset.drawn,
        data: rows.map((row) => (row.cells[at].dataset.value === "" ? null : Number(row.cells[at].dataset.value))),
        shown: rows.map((row) => text(row.cells[at])),
      })),
    };
  };

  const wrapped = (label, most) => {
    const lines = [""];
    for (const word of label.split(" ")) {
      const last = lines.length - 1;
      if (lines[last] && lines[last].length + word.length > most) lines.push(word);
      else lines[last] = `${lines[last]} ${word}`.trim();
    }
    return lines.length > 2 ? [lines[0], `${lines[1]}…`] : lines;
  };

  const draw = (figure) => {
    const { labels, series } = read(document.getElementById(figure.dataset.table));
    const lying = figure.dataset.chart !== "columns";
    const colours = palette();
    const narrow = figure.clientWidth < 480;
    const room = figure.querySelector(".chart-room");
    if (lying) room.style.height = `${labels.length * 30 * Math.max(1, series.length * 0.7) + 90}px`;
    const background = {
      id: "background",
      beforeDraw({ ctx, width, height }) {
        ctx.save();
        ctx.fillStyle = colours.paper;
        ctx.fillRect(0, 0, width, height);
        ctx.restore();
      },
    };
    const title = { display: series.length === 1, text: series[0].axis, color: colours.muted };
    const values = { title, beginAtZero: true, grid: { color: colours.line }, ticks: { color: colours.muted, maxTicksLimit: narrow ? 4 : 8 } };
    const names = {
      grid: { display: false },
      ticks: {
        color: colours.ink,
        autoSkip: !lying,
        callback(at) { return wrapped(labels[at], narrow ? 16 : 34); },
      },
    };
    return new Chart(figure.querySelector("canvas"), {
      type: "bar",
      plugins: [background],
      data: {
        labels,
        datasets: series.map(({ label, data }, at) => ({ label, data, backgroundColor: colours.series[at % 4], maxBarThickness: 36 })),
      },
      options: {
        indexAxis: lying ? "y" : "x",
        maintainAspectRatio: false,
        animation: false,
        locale: document.documentElement.lang,
        font: { family: getComputedStyle(document.body).fontFamily },
        scales: lying ? { x: values, y: names } : { x: names, y: values },
        plugins: {
          title: { display: true, text: wrapped(figure.dataset.title, narrow ? 34 : 90), color: colours.ink },
          subtitle: { display: figure.dataset.note !== "", text: wrapped(figure.dataset.note, narrow ? 40 : 110), color: colours.muted },
          legend: { display: series.length > 1, labels: { color: colours.ink } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${series[item.datasetIndex].shown[item.dataIndex]}` } },
        },
      },
    });
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const drawn = new Map();
  const show = (figure) => {
    figure.hidden = false;
    drawn.get(figure)?.destroy();
    drawn.set(figure, draw(figure));
  };
  const all = () => document.querySelectorAll("figure[data-chart]").forEach(show);
  const begin = () => {
    all();
    dark.addEventListener("change", all);
    document.querySelectorAll("button[data-png]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const figure = document.querySelector(`figure[data-table="${button.dataset.png}"]`);
        const link = document.createElement("a");
        link.href = drawn.get(figure).toBase64Image("image/png", 1);
        link.download = `${button.dataset.png.replace("table-", "thong-ke-")}.png`;
        link.click();
      });
    });
  };
  document.fonts.ready.then(begin); // canvas text is measured once: the font must be there
})();
