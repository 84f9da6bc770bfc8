import * as L from "leaflet";

const maps = new WeakMap();
const text = (words) => Object.assign(document.createElement("span"), { textContent: words });

export default {
  render({ model, el }) {
    const map = L.map(el, { attributionControl: false, maxZoom: 2, zoomAnimation: false, fadeAnimation: false });
    const places = L.layerGroup().addTo(map);
    const showPlaces = () => {
      places.clearLayers();
      for (const { name, at } of model.get("places")) L.circleMarker(at, { radius: 6 }).bindTooltip(text(name)).addTo(places);
    };
    const showView = () => map.setView(model.get("center"), model.get("zoom"), { animate: false });

    maps.set(el, map);
    showView();
    L.tileLayer(model.get("tiles")).addTo(map);
    showPlaces();
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      model.set({ center: [lat, lng], zoom: map.getZoom() });
      model.save_changes();
    });
    map.on("click", ({ latlng: { lat, lng } }) => model.send({ clicked: [lat, lng] }));
    model.on("change:places", showPlaces);
    return () => map.remove();
  },

  fitBounds({ el }, points) {
    return maps.get(el).fitBounds(points, { animate: false }).getZoom();
  },
};
