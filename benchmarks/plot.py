"""Bars as a picture in SVG (https://www.w3.org/TR/SVG11/): a row for each tool, a panel for each measure."""

from xml.etree import ElementTree as ET

import msgspec

NAMES, PANEL, FIGURE = 215, 270, 74
"""Widths of the column of names, of the longest bar, and of the figure behind a bar."""
ROW, BAR, TOP = 26, 16, 58
"""Heights of a row, of a bar, and of what stands above the rows."""
OURS, THEIRS, BEFORE = "#2563eb", "#64748b", "#cbd5e1"


class Bar(msgspec.Struct, frozen=True):
    """One measure of one tool."""

    value: float
    before: float = 0.0
    """What had to be done first, as the lighter part of the bar."""


class Row(msgspec.Struct, frozen=True):
    """One tool and a bar for each panel."""

    name: str
    bars: list[Bar]
    ours: bool = False


def picture(title: str, panels: list[str], rows: list[Row]) -> bytes:
    """Return the picture: each panel has a scale of its own."""
    width, height = NAMES + len(panels) * (PANEL + FIGURE), TOP + len(rows) * ROW + 12
    root = ET.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": str(width),
        "font-family": "system-ui, sans-serif", "font-size": "13", "role": "img",
    })
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    write(root, (12, 22), title, {"font-weight": "bold"})
    for number, heading in enumerate(panels):
        left = NAMES + number * (PANEL + FIGURE)
        longest = max(row.bars[number].value + row.bars[number].before for row in rows)
        write(root, (left, 46), heading)
        for place, row in enumerate(rows):
            bar(root, (left, TOP + place * ROW), row.bars[number], PANEL / longest, OURS if row.ours else THEIRS)
    for place, row in enumerate(rows):
        style = {"text-anchor": "end", "font-weight": "bold" if row.ours else "normal"}
        write(root, (NAMES - 10, TOP + place * ROW + BAR - 3), row.name, style)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8") + b"\n"


def bar(root: ET.Element, at: tuple[float, float], shown: Bar, scale: float, colour: str) -> None:
    """Draw a bar and its figure; `scale` is the width of one."""
    left, top = at
    for start, length, fill in ((0.0, shown.before, BEFORE), (shown.before, shown.value, colour)):
        if length:
            ET.SubElement(root, "rect", {
                "x": f"{left + start * scale:.1f}", "y": f"{top:.1f}", "width": f"{max(length * scale, 1):.1f}",
                "height": str(BAR), "fill": fill,
            })
    total = shown.before + shown.value
    write(root, (left + total * scale + 6, top + BAR - 3), f"{total:,.0f}" if total >= 100 or total == int(total) else f"{total:.1f}")


def write(root: ET.Element, at: tuple[float, float], text: str, style: dict[str, str] | None = None) -> None:
    """Write a line of text."""
    line = ET.SubElement(root, "text", {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "fill": "#0f172a", **(style or {})})
    line.text = text
