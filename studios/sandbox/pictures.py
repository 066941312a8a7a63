"""Pictures for the demo, drawn as SVG from a number, at addresses that expire as the vendor's do."""

from studios.sandbox.wire import Reply


def picture(number: int, expires: int, now: float) -> Reply:
    """Three hills under a sky whose colours follow from the number; 403 once it has expired."""
    if expires < now:
        return Reply(403, b"expired", "text/plain")
    hue = number * 47 % 360
    hills = "".join(
        f'<ellipse cx="{80 + (number * step * 31) % 480}" cy="{330 + step * 22}"'
        f' rx="{300 - step * 20}" ry="{150 - step * 12}"'
        f' fill="hsl({(hue + step * 24) % 360} 45% {52 - step * 11}%)"/>'
        for step in (1, 2, 3)
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" role="img">'
        f'<rect width="640" height="400" fill="hsl({hue} 55% 82%)"/>'
        f'<circle cx="{120 + number * 53 % 400}" cy="120" r="54" fill="hsl({(hue + 40) % 360} 85% 92%)"/>{hills}</svg>'
    )
    return Reply(200, svg.encode(), "image/svg+xml")
