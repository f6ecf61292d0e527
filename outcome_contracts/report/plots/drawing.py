"""Drawing: from a function that paints on a matplotlib figure to SVG, the same bytes every time.

No date, no version and no random name is written, and whatever a user has set for matplotlib is set aside. Letters are
drawn as outlines, so that a page looks the same everywhere; other versions of matplotlib may lay them out otherwise,
which is why no plot is part of a statement. Colours differ in lightness as well (Okabe and Ito 2008, Color universal
design), and no meaning hangs on colour alone.
"""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Callable, MutableMapping
from hashlib import sha256
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, cast

from outcome_contracts.baseline.counterfactual import quantised
from outcome_contracts.notices import Language, Notice, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.period import Period, month_text
from outcome_contracts.report.wording import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

OBSERVED, EXPECTED, OTHERS, SHADE = "#000000", "#0072B2", "#8C8C8C", "#E4E4E4"
# A4 less margins of 14 mm, in inches.
WIDTH = 7.15

_STYLE = {
    "svg.hashsalt": "outcome_contracts",
    "svg.fonttype": "path",
    "text.parse_math": False,  # a name with two dollar signs is a name
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "font.size": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#4F5963",
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.5,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "hatch.linewidth": 0.5,
}
_MONTHS_OF_YEAR_TICKS = 18
_MOST_YEAR_TICKS = 15


def drawn(paint: Callable[[Figure], None], *, title: str, height: float) -> str:
    """The SVG of what `paint` puts on a figure of A4 width. height: in inches.

    Raises UsageError (OC-U004) without matplotlib.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        facts = (("what", "report.plots"), ("package", "matplotlib"), ("extra", "report"))
        raise UsageError([Notice("OC-U004", facts=facts)]) from None
    out = StringIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; the table has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        matplotlib.rcdefaults()
        cast("MutableMapping[str, object]", matplotlib.rcParams).update(_STYLE)
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        paint(figure)
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(out, format="svg", metadata=nothing)
    return _inline(out.getvalue(), title)


def _inline(svg: str, title: str) -> str:
    """The picture as an element of a page: no declaration, no style that leaks, names that no other plot has."""
    svg = svg[svg.index("<svg") :].rstrip("\n")
    svg = re.sub(r" *<defs>\s*<style.*?</style>\s*</defs>\n", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r" *<metadata>.*?</metadata>\n", "", svg, flags=re.DOTALL)
    mark = "p" + sha256(f"{title}\n{svg}".encode()).hexdigest()[:10]
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{mark}-", svg)
    head = f'<svg role="img" aria-label="{escape(visible(title))}" stroke-linejoin="round" stroke-linecap="butt"'
    return head + svg.removeprefix("<svg")


def label(text: str, *, lines: int, line: int = 30) -> str:
    """A name as it stands in a picture: visible, and cut where it does not go into so many lines of `line` letters."""
    return "\n".join(textwrap.wrap(visible(text), line, max_lines=lines, placeholder="…"))


def signs(axis: Axis, lang: Language) -> None:
    """Numbers along an axis with the language's decimal sign."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: number(quantised(value), lang)))


def month_axis(axes: Axes, shown: Period) -> None:
    """Months along the bottom: each January by its year, or, in a short span, about six of the months."""
    months = shown.months
    if len(months) < _MONTHS_OF_YEAR_TICKS:
        ticks = list(months)[:: max(1, len(months) // 6)]
        names = [month_text(month) for month in ticks]
    else:
        years = [month for month in months if month % 12 == 0]
        ticks = years[:: -(-len(years) // _MOST_YEAR_TICKS)]
        names = [f"{month // 12}" for month in ticks]
    axes.set_xticks(ticks, names)
    axes.set_xlim(shown.first - 0.7, shown.last + 0.7)


def key(figure: Figure, axes: Axes) -> None:
    """What each mark means, below the picture, each kind once."""
    handles, names = axes.get_legend_handles_labels()
    kinds = dict(zip(names, handles, strict=True))
    if kinds:
        figure.legend(kinds.values(), kinds.keys(), loc="outside lower center", ncols=4)
