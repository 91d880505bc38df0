"""Build icons.svg from the unpacked npm package bootstrap-icons: `python build_sprite.py PACKAGE_DIR`."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent


def build_sprite(package: Path) -> str:
    """Return one SVG with a <symbol> for each name of NAMES.txt, in that order."""
    symbols = []
    for name in (HERE / "NAMES.txt").read_text().split():
        svg = (package / "icons" / f"{name}.svg").read_text()
        drawing = re.sub(r"\s+", " ", re.sub(r"^<svg[^>]*>|</svg>\s*$", "", svg)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{drawing}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    (HERE / "icons.svg").write_text(build_sprite(Path(sys.argv[1])))
