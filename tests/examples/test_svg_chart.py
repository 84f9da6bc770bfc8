"""examples/svg_chart.py: SVG from a shared state, one curve for all visitors."""

import pytest

from domsync.testing import Page, render_page
from examples import svg_chart
from examples.svg_chart import HEIGHT, RATE, WIDTH, Chart, Sensor


@pytest.fixture
def sensor(monkeypatch: pytest.MonkeyPatch) -> Sensor:
    made = Sensor(values=[20.0, 20.5, 21.0, 20.0])
    monkeypatch.setattr(svg_chart, "sensor", made)
    return made


def points(page: Page) -> list[tuple[float, float]]:
    text = page.locator("polyline")["points"]
    return [(float(x), float(y)) for x, _, y in (point.partition(",") for point in text.split())]


def test_the_curve(sensor: Sensor) -> None:
    page = render_page(Chart)
    assert points(page) == [(0, HEIGHT), (WIDTH / 3, HEIGHT / 2), (WIDTH / 3 * 2, 0), (WIDTH, HEIGHT)]
    assert page.locator("g").texts == ["20°", "21°"]
    assert page.locator("output").text == "20.0 °C"


def test_a_measurement_reaches_every_visitor(sensor: Sensor) -> None:
    pages = [render_page(Chart) for _ in range(3)]
    sensor.values.append(21.0)
    for page in pages:
        page.advance(0)
        assert page.locator("output").text == "21.0 °C"
        assert points(page)[-1] == (WIDTH, 0)


def test_more_room_when_it_is_needed(sensor: Sensor) -> None:
    page = render_page(Chart)
    sensor.values.append(23.4)
    page.advance(0)
    assert page.locator("g").texts == ["20°", "21°", "22°", "23°", "24°"]


def test_a_visitor_chooses_how_much_to_see(sensor: Sensor) -> None:
    sensor.values.extend([20.0] * 60 * RATE)
    one, two = render_page(Chart), render_page(Chart)
    one.get_by_role("slider").fill("10")
    assert len(points(one)) == 10 * RATE + 1
    assert len(points(two)) == 30 * RATE + 1
    assert "The last 10 seconds" in one.text


def test_what_is_constant_has_a_curve_too(sensor: Sensor) -> None:
    sensor.values = [20.0, 20.0]
    assert points(render_page(Chart)) == [(0, HEIGHT), (WIDTH, HEIGHT)]


def test_the_sensor_keeps_a_minute() -> None:
    sensor = Sensor()
    for _ in range(1000):
        sensor.measure()
    assert len(sensor.values) == 60 * RATE + 1
    assert all(10 < value < 32 for value in sensor.values)
