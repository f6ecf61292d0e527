"""A plot: the picture, what it shows in words, and its figures as a table; none of the three without the others."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from outcome_contracts.notices import Language
from outcome_contracts.report.wording import visible, wording


@dataclass(frozen=True, slots=True, repr=False)
class Plot:
    """svg: from `<svg` to `</svg>`, to stand in a page or a file. title, alt: plain text. columns, rows: the table."""

    lang: Language
    title: str
    svg: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"Plot({self.title}; {len(self.rows)} rows)"

    def html(self) -> str:
        """A figure with its title, picture, alternative text and table, without style."""
        heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in self.columns)
        body = "\n".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in self.rows)
        table = wording(self.lang)["plot"]["data_table"]
        return (
            f"<figure>\n<h2>{_text(self.title)}</h2>\n{self.svg}\n<figcaption>{_text(self.alt)}</figcaption>\n"
            f"<details>\n<summary>{table}</summary>\n<table>\n<thead><tr>{heads}</tr></thead>\n"
            f"<tbody>\n{body}\n</tbody>\n</table>\n</details>\n</figure>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return self.html()


def _text(text: str) -> str:
    return escape(visible(text))
