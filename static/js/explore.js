// The map of explore: loads what lies in view under the filters of the list, and the two light each
// other up. The list works without it. Colours come from the legend, so a layer is told in words.
(function () {
  "use strict";
  const WAIT = 200;
  const LIT = "#c4512d";

  function start(element) {
    const map = window.portalMap(element);
    const words = element.dataset;
    const number = new Intl.NumberFormat(document.documentElement.lang);
    const drawn = L.layerGroup().addTo(map);
    const heat = L.layerGroup().addTo(map);
    const byId = new Map();  // of a cluster or plot → the layer that stands for it
    const status = document.getElementById("explore-picking");
    let layer = "readiness";
    let request = null;
    let timer = null;

    document.querySelector(".layers").hidden = false;

    function colour(step) {
      const dot = document.querySelector(`[data-legend="${layer}"] [data-step="${step}"]`);
      return dot ? getComputedStyle(dot).backgroundColor : "#8a9a95";
    }

    function figure(properties) {
      const name = layer === "demand" ? "readiness" : layer;
      const value = properties[name][0];
      return value === null ? words.unknown : words[name].replace("%", number.format(value));
    }

    function said(properties) {  // a name is text, never markup
      const parts = [properties.name];
      if (properties.clusters) parts[0] = `${number.format(properties.clusters)} ${words.clusters}`;
      if (properties.plots) parts.push(`${number.format(properties.plots)} ${words.plots}`);
      if (properties.area) parts.push(`${number.format(properties.area)} ${words.area}`);
      parts.push(figure(properties));
      const span = document.createElement("span");
      span.textContent = parts.join(" · ");
      return span;
    }

    function style(properties) {
      const step = layer === "demand" ? -1 : properties[layer][1];
      return { color: "#fff", weight: 1.5, fillColor: colour(step), fillOpacity: 0.92, radius: 6 + Math.min(8, Math.sqrt(properties.plots || 0)) };
    }

    function marker(feature, place) {
      const { clusters, plots } = feature.properties;
      if (!clusters) return L.circleMarker(place, style(feature.properties));
      const icon = L.divIcon({ className: "group-marker", html: String(plots || clusters), iconSize: [32, 32] });
      const group = L.marker(place, { icon, alt: said(feature.properties).textContent, keyboard: true });
      group.on("click", () => map.setView(place, map.getZoom() + 2));
      group.on("add", () => ring(group, feature.properties));
      return group;
    }

    function ring(group, properties) {
      group.getElement().style.borderColor = colour(layer === "demand" ? -1 : properties[layer][1]);
    }

    function show(data) {
      drawn.clearLayers();
      byId.clear();
      L.geoJSON(data, {
        pointToLayer: marker,
        style: (feature) => style(feature.properties),
        onEachFeature: (feature, one) => {
          const { id, ids, cluster, url } = feature.properties;
          one.bindTooltip(() => said(feature.properties));
          for (const name of ids || [id]) byId.set(name, one);
          if (cluster && !byId.has(cluster)) byId.set(cluster, one);
          if (url) one.on("click", () => { if (!element.classList.contains("picking")) window.location.assign(url); });
          for (const name of ids || [id]) {
            one.on("mouseover", () => lightItem(name, true));
            one.on("mouseout", () => lightItem(name, false));
          }
        },
      }).addTo(drawn);
      element.dataset.level = data.level;
      element.dataset.features = data.features.length;
    }

    function load() {
      const list = document.querySelector("[data-map-url]");
      if (!list) return;
      if (request) request.abort();
      request = new AbortController();
      const bounds = map.getBounds().pad(0.1);
      const address = new URL(list.dataset.mapUrl, window.location.href);
      address.searchParams.set("bbox", bounds.toBBoxString());
      address.searchParams.set("zoom", String(Math.floor(map.getZoom())));
      fetch(address, { signal: request.signal })
        .then((answer) => (answer.ok ? answer.json() : null))
        .then((data) => { if (data) show(data); })
        .catch((error) => { if (error.name !== "AbortError") element.dataset.level = "failed"; });
    }

    function soon() {
      window.clearTimeout(timer);
      timer = window.setTimeout(load, WAIT);
    }

    function lightItem(id, on) {
      document.querySelectorAll(`[data-marker="${CSS.escape(id)}"], [data-home="${CSS.escape(id)}"]`).forEach((item) => item.classList.toggle("lit", on));
    }

    function lightMarker(item, on) {
      const one = byId.get(item.dataset.marker) || byId.get(item.dataset.home);
      if (!one) return;
      if (one.setStyle) {
        one.setStyle({ color: on ? LIT : "#fff", weight: on ? 4 : 1.5 });
        if (on && one.bringToFront) one.bringToFront();
      } else if (one.getElement()) one.getElement().classList.toggle("lit", on);
      if (on) one.openTooltip(); else one.closeTooltip();
      element.dataset.lit = on ? item.dataset.marker : "";
    }

    ["mouseover", "mouseout", "focusin", "focusout"].forEach((kind) => {
      document.addEventListener(kind, (event) => {
        const item = event.target.closest && event.target.closest("[data-marker]");
        if (item) lightMarker(item, kind === "mouseover" || kind === "focusin");
      });
    });

    function demand() {
      heat.clearLayers();
      if (layer !== "demand") return;
      fetch(words.demand).then((answer) => answer.json()).then((data) => {
        L.geoJSON(data, {
          pointToLayer: (feature, place) => L.circleMarker(place, { radius: 6 + 3 * Math.sqrt(feature.properties.ha), color: colour(0), weight: 1, fillColor: colour(0), fillOpacity: 0.35 }),
          onEachFeature: (feature, one) => {
            const { name, firms, ha } = feature.properties;
            const span = document.createElement("span");
            span.textContent = `${name} · ${number.format(ha)} ${words.asked} · ${number.format(firms)} ${words.firms}`;
            one.bindTooltip(span);
          },
        }).addTo(heat);
      });
    }

    document.addEventListener("change", (event) => {
      if (event.target.name !== "layer") return;
      layer = event.target.value;
      document.querySelectorAll("[data-legend]").forEach((list) => { list.hidden = list.dataset.legend !== layer; });
      drawn.eachLayer((all) => all.eachLayer((one) => { if (one.setStyle) one.setStyle(style(one.feature.properties)); else ring(one, one.feature.properties); }));
      demand();
    });

    // a point picked on the map becomes part of the address
    function pickButton() {
      const button = document.getElementById("explore-pick");
      if (button) button.hidden = false;
    }
    document.addEventListener("click", (event) => {
      if (event.target.id !== "explore-pick") return;
      const on = element.classList.toggle("picking");
      event.target.setAttribute("aria-pressed", String(on));
      status.textContent = on ? status.dataset.words : "";
    });
    map.on("click", (event) => {
      if (!element.classList.contains("picking")) return;
      element.classList.remove("picking");
      document.getElementById("explore-lat").value = event.latlng.lat.toFixed(5);
      document.getElementById("explore-lon").value = event.latlng.lng.toFixed(5);
      document.getElementById("explore-form").dispatchEvent(new Event("change", { bubbles: true }));
    });

    map.on("moveend", soon);
    ["htmx:afterSettle", "htmx:historyRestore"].forEach((kind) => {
      document.addEventListener(kind, (event) => {
        pickButton();
        if (kind === "htmx:historyRestore" || event.target.id === "explore") soon();
      });
    });
    pickButton();
    load();
  }

  // one choice among several boxes, and an address without what is empty
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches("[data-alone]") || !box.checked) return;
    document.querySelectorAll(`[name="${box.name}"]`).forEach((other) => { if (other !== box) other.checked = false; });
  }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.closest(".explore-page")) return;
    const given = event.detail.parameters;
    for (const name of Object.keys(given)) {
      if (given[name] === "" || (name === "show" && given[name] === "plots")) delete given[name];
    }
  });
  // filters that were open on a phone stay so
  let wasOpen = false;
  document.addEventListener("htmx:beforeSwap", () => { const fold = document.getElementById("filters-fold"); wasOpen = Boolean(fold && fold.open); });
  document.addEventListener("htmx:afterSwap", () => { const fold = document.getElementById("filters-fold"); if (fold && wasOpen) fold.open = true; });

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-explore]").forEach(start));
})();
