// Every map with data-url: the city's communes, and the points of that address on them.
// The communes alone, with zoom and tiles, are portalMap(element), for other maps.
(function () {
  "use strict";
  const COLOURS = { operating: "#2c7a4b", under_construction: "#0b5d57", planned: "#c99a3a", site_clearance: "#c99a3a" };
  const HANOI = [[20.56, 105.28], [21.39, 106.03]];

  function pointStyle(feature) {
    const { stage, total_area_ha } = feature.properties;
    return {
      radius: 4 + Math.sqrt(total_area_ha || 4) / 1.6,
      color: "#fff", weight: 1.5, fillOpacity: 0.9,
      fillColor: COLOURS[stage] || "#8a9a95",
    };
  }

  function portalMap(element) {
    const map = L.map(element, { zoomControl: false, scrollWheelZoom: false, preferCanvas: true, zoomSnap: element.dataset.tiles ? 1 : 0.25, attributionControl: Boolean(element.dataset.tiles) });
    L.control.zoom({ zoomInTitle: element.dataset.zoomIn, zoomOutTitle: element.dataset.zoomOut }).addTo(map);
    map.fitBounds(HANOI);
    const land = getComputedStyle(element);  // a canvas knows no CSS variables
    if (element.dataset.tiles) L.tileLayer(element.dataset.tiles, { attribution: element.dataset.attribution }).addTo(map);
    fetch(element.dataset.base).then((answer) => answer.json()).then((communes) => {
      L.geoJSON(communes, {
        interactive: false,
        style: { color: land.outlineColor, weight: 1, fillColor: land.color, fillOpacity: element.dataset.tiles ? 0.3 : 1 },
      }).addTo(map).bringToBack();
    });
    return map;
  }
  window.portalMap = portalMap;

  function draw(element) {
    const map = portalMap(element);
    const points = L.layerGroup().addTo(map);

    function load(url) {
      fetch(url).then((answer) => answer.json()).then((data) => {
        points.clearLayers();
        L.geoJSON(data, {
          pointToLayer: (feature, place) => L.circleMarker(place, pointStyle(feature)),
          onEachFeature: (feature, marker) => {
            const { name, stage_label, url: page } = feature.properties;
            const said = document.createElement("span");  // a name is text, never markup
            said.textContent = `${name}${stage_label ? " · " + stage_label : ""}`;
            marker.bindTooltip(said);
            marker.on("click", () => {
              if (element.dataset.window === "new") window.open(page, "_blank", "noopener");
              else window.location.assign(page);
            });
          },
        }).addTo(points);
        if (data.features.length === 1) {
          const [lon, lat] = data.features[0].geometry.coordinates;
          map.setView([lat, lon], 12);
        }
      });
    }

    load(element.dataset.url);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".map[data-url]").forEach(draw));
})();
