/**
 * Draws a map with Leaflet. Names and other texts are never read as HTML; the pins can be reached by the keyboard.
 */
// @ts-ignore: Leaflet comes without types.
import * as L from "leaflet";

const maps = new WeakMap();

/** @param {string} words */
const text = (words) => Object.assign(document.createElement("span"), { textContent: words });

export default {
  /** @param {{ model: any, el: HTMLElement }} shown */
  render({ model, el }) {
    const words = model.get("words");
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const attribution = model.get("attribution");
    const map = L.map(el, {
      attributionControl: false,
      zoomControl: false,
      minZoom: model.get("zooms")[0],
      maxZoom: model.get("zooms")[1],
      zoomAnimation: !isStill,
      fadeAnimation: !isStill,
      markerZoomAnimation: !isStill,
      worldCopyJump: true,
    });
    maps.set(el, map);
    L.control.zoom({ zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
    if (attribution) {
      const box = L.control({ position: "bottomright" });
      box.onAdd = () => Object.assign(text(attribution), { className: "ds-map-source" });
      box.addTo(map);
    }
    const tiles = model.get("tiles");
    if (tiles) L.tileLayer(tiles).addTo(map);
    const shapes = L.layerGroup().addTo(map);
    const places = L.layerGroup().addTo(map);

    const showPlaces = () => {
      places.clearLayers();
      for (const { name, at, key, tone } of model.get("places")) {
        const icon = L.divIcon({ className: `ds-pin ds-tone--${tone}`, iconSize: [20, 20], html: false });
        const pin = L.marker(at, { icon, title: name, alt: name, keyboard: true });
        pin.bindTooltip(text(name)).addTo(places);
        const choose = () => model.send({ chosen: key || name });
        pin.on("click", choose);
        // By the keyboard, Leaflet opens popups, but a pin without one is not clicked.
        pin.on("keydown", (/** @type {any} */ { originalEvent: event }) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          choose();
        });
      }
    };
    const showShapes = () => {
      shapes.clearLayers();
      for (const { name, points, closed } of model.get("shapes")) {
        const shape = (closed ? L.polygon : L.polyline)(points, { className: "ds-shape", interactive: Boolean(name) });
        if (name) shape.bindTooltip(text(name), { sticky: true });
        shape.addTo(shapes);
      }
    };
    const showView = () => {
      const center = model.get("center");
      const all = [...model.get("places").map((/** @type {any} */ { at }) => at), ...model.get("shapes").flatMap((/** @type {any} */ { points }) => points)];
      if (center) map.setView(center, model.get("zoom") ?? map.getZoom() ?? 5, { animate: false });
      else if (all.length) map.fitBounds(all, { animate: false, padding: [24, 24], maxZoom: model.get("zoom") ?? 12 });
      else map.setView([20, 0], 1, { animate: false });
    };
    // What Python has set is not sent back to it.
    let isSet = true;
    showPlaces();
    showShapes();
    showView();
    isSet = false;
    const follow = () => {
      const { lat, lng } = map.getCenter();
      const [latitude, longitude] = model.get("center") ?? [];
      if (latitude === lat && longitude === lng && model.get("zoom") === map.getZoom()) return;
      isSet = true;
      showView();
      isSet = false;
    };
    map.on("moveend", () => {
      if (isSet) return;
      const { lat, lng } = map.getCenter();
      model.set({ center: [lat, lng], zoom: map.getZoom() });
      model.save_changes();
    });
    map.on("click", (/** @type {any} */ { latlng: { lat, lng } }) => model.send({ clicked: [lat, lng] }));
    model.on("change:places", showPlaces);
    model.on("change:shapes", showShapes);
    model.on("change:center", follow);
    model.on("change:zoom", follow);
    const resized = new ResizeObserver(() => map.invalidateSize({ animate: false }));
    resized.observe(el);
    return () => {
      resized.disconnect();
      map.remove();
    };
  },
};
