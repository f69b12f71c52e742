// Every element with the class "boundary-map": the plots of data-url, the one with the id data-own
// in front. With data-preview it is an editor's map: it shows the corners of that preview, and
// corners clicked on it go to the server, which fills the table.
(function () {
  "use strict";
  const WHOLE = { color: "#0b5d57", weight: 2, dashArray: "7 5", fill: false };
  const OTHER = { color: "#53625e", weight: 1.5, fillColor: "#fff", fillOpacity: 0.7 };
  const OWN = { color: "#c4512d", weight: 3, fillColor: "#c4512d", fillOpacity: 0.15 };
  const APPROVED = { color: "#1f4e9c", weight: 3, dashArray: "4 6", fillColor: "#1f4e9c", fillOpacity: 0.08 };
  const SNAP_PIXELS = 12;
  const MOST_NUMBERS = 60;
  const LEAST_LABELLED_PIXELS = 34;

  const LOOKS = { cluster: WHOLE, approved: APPROVED };

  function around(element, map) {
    const group = L.featureGroup().addTo(map);
    if (!element.dataset.url) return Promise.resolve(group);
    return fetch(element.dataset.url).then((answer) => answer.json()).then((data) => {
      L.geoJSON(data, {
        filter: (feature) => !(element.dataset.preview && isOwn(element, feature)),
        style: (feature) => isOwn(element, feature) ? OWN : LOOKS[feature.properties.kind] || OTHER,
        onEachFeature: (feature, layer) => {
          const { kind, code, url } = feature.properties;
          if (!code || kind === "cluster" || (kind === "approved" && !isOwn(element, feature))) return;
          const name = document.createElement("span");
          name.textContent = code;
          layer.bindTooltip(name, { permanent: true, direction: "center", className: "plot-code" });
          if (url && !element.dataset.preview && !isOwn(element, feature)) layer.on("click", () => window.location.assign(url));
        },
      }).addTo(group);
      return group;
    });
  }

  // A code that would cover its neighbours waits until the map is nearer.
  function label(map, group) {
    group.eachLayer((inner) => inner.eachLayer && inner.eachLayer((layer) => {
      if (!layer.getTooltip()) return;
      const bounds = layer.getBounds();
      const size = map.latLngToContainerPoint(bounds.getSouthEast()).distanceTo(map.latLngToContainerPoint(bounds.getNorthWest()));
      if (size >= LEAST_LABELLED_PIXELS * 2) layer.openTooltip();
      else layer.closeTooltip();
    }));
  }

  function isOwn(element, feature) {
    const { kind, id } = feature.properties;
    return `${kind}-${id}` === element.dataset.own;
  }

  function number(places, group) {
    if (places.length > MOST_NUMBERS) return;
    places.forEach((place, index) => {
      const icon = L.divIcon({ className: "corner-number", html: String(index + 1), iconSize: [22, 22] });
      L.marker(place, { icon, interactive: false, keyboard: false }).addTo(group);
    });
  }

  // In the order of the corner table; GeoJSON turns a ring to run counterclockwise.
  function given(feature) {
    const [first, ...rest] = feature.geometry.coordinates[0].slice(0, -1).map(([lon, lat]) => [lat, lon]);
    return [first, ...(feature.properties.turned ? rest.reverse() : rest)];
  }

  function corners(layer) {
    const found = [];
    layer.eachLayer((inner) => {
      if (inner.getLatLngs) found.push(...inner.getLatLngs().flat());
      else if (inner.eachLayer) found.push(...corners(inner));
    });
    return found;
  }

  function look(element, map, group) {
    const bounds = L.latLngBounds([]);
    group.eachLayer((inner) => bounds.extend(inner.getBounds()));
    const own = [];
    group.eachLayer((inner) => inner.eachLayer && inner.eachLayer((layer) => { if (isOwn(element, layer.feature)) own.push(layer); }));
    if (own.length) {
      own[0].bringToFront();
      number(given(own[0].feature), map);
      map.fitBounds(own[0].getBounds().pad(0.8));
    }
    else if (bounds.isValid()) map.fitBounds(bounds.pad(0.1));
    else if (element.dataset.lat) map.setView([Number(element.dataset.lat), Number(element.dataset.lon)], 15);
  }

  function edit(element, map, group) {
    const preview = document.getElementById(element.dataset.preview);
    const table = document.getElementById("id_corners");
    const drawn = document.getElementById("id_drawn");
    const shape = L.featureGroup().addTo(map);
    const tools = document.getElementById("drawing-tools");
    let ring = [];
    let fromMap = false;
    let drawing = false;

    function state() { return preview.querySelector("[data-ring]").dataset; }

    function redraw() {
      shape.clearLayers();
      const places = ring.map(([lon, lat]) => [lat, lon]);
      if (places.length > 2) L.polygon(places, OWN).addTo(shape);
      else if (places.length) L.polyline(places, OWN).addTo(shape);
      number(places, shape);
    }

    function fit() {
      const bounds = L.latLngBounds(ring.map(([lon, lat]) => [lat, lon]));
      group.eachLayer((inner) => bounds.extend(inner.getBounds()));
      if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 18 });
      else look(element, map, group);
    }

    function snapped(place) {
      const at = map.latLngToContainerPoint(place);
      const near = corners(group).map((corner) => [at.distanceTo(map.latLngToContainerPoint(corner)), corner]);
      near.sort((a, b) => a[0] - b[0]);
      return near.length && near[0][0] <= SNAP_PIXELS ? near[0][1] : place;
    }

    function send() {
      redraw();
      if (ring.length) {
        fromMap = true;
        drawn.value = JSON.stringify(ring);
      } else {
        table.value = "";
      }
      window.htmx.trigger(preview, "drawn");
    }

    function setDrawing(on) {
      drawing = on;
      tools.querySelector("[data-tool=draw]").setAttribute("aria-pressed", String(on));
      element.classList.toggle("drawing", on);
    }

    function refresh() {
      if (fromMap) {
        table.value = state().table;
        drawn.value = "";
        fromMap = false;
      } else {
        ring = JSON.parse(state().ring);
        redraw();
        fit();
      }
      const unreadable = state().readable === "false";
      tools.querySelectorAll("button").forEach((button) => { button.disabled = unreadable; });
      if (unreadable) setDrawing(false);
    }

    preview.addEventListener("htmx:afterSwap", () => {
      refresh();
      document.getElementById("boundary-said").textContent = state().said;
    });
    refresh();
    tools.hidden = false;
    map.on("click", (event) => {
      if (!drawing) return;
      const { lng, lat } = snapped(event.latlng);
      ring = [...ring, [lng, lat]];
      send();
    });
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-tool]");
      if (!tool) return;
      if (tool.dataset.tool === "draw") setDrawing(!drawing);
      else if (ring.length) {
        ring = tool.dataset.tool === "undo" ? ring.slice(0, -1) : [];
        send();
      }
    });
  }

  function draw(element) {
    const map = window.portalMap(element);
    L.control.scale({ imperial: false }).addTo(map);
    around(element, map).then((group) => {
      map.on("zoomend", () => label(map, group));
      if (element.dataset.preview) edit(element, map, group);
      else look(element, map, group);
      label(map, group);
    });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".boundary-map").forEach(draw));
})();
