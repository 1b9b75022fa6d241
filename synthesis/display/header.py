"""Show what a page is about, and what it was made from."""

from __future__ import annotations

from typing import Any

from synthesis.display.block import Block, element, escaped, show

__all__ = ["review_block", "show_review"]

SYNTHETIC = "Synthetic data. Made up to show and test the workbook; nothing here is evidence."


def show_review(review: Any, *, is_plain: bool = False) -> None:
    """Show which review a page is about. See `review_block` for the parameters."""
    show(review_block(review, is_plain=is_plain))


def review_block(review: Any, *, is_plain: bool = False) -> Block:
    """Return title, question, kind and size of a review, its warnings, and whether it is made up.

    Parameters
    ----------
    review
        A `synthesis.review.Review`; its settings, warnings and three of its tables are read.
    is_plain
        For a page in plain words: without kind and size, which are said in researchers' words.

    Notes
    -----
    A page of a report reads this block: the label of synthetic data stands above the whole page
    because it stands here, and a page is published only for the audience that it names.
    """
    settings = review.settings
    facts = ", ".join(_facts(review))
    warnings = [str(problem) for problem in review.warnings]
    parts, lines = [], []
    if settings.is_synthetic:
        parts.append(element("p", element("strong", SYNTHETIC), class_="synthetic-label"))
        lines.append(SYNTHETIC.upper())
    parts.append(element("p", escaped(settings.title), class_="review-title"))
    lines.append(settings.title)
    if settings.question:
        parts.append(element("p", escaped(settings.question), class_="review-question"))
        lines.append(settings.question)
    if not is_plain:
        parts.append(element("p", escaped(facts), class_="review-facts"))
        lines.append(facts)
    if warnings:
        summary = f"{len(warnings)} {'warning' if len(warnings) == 1 else 'warnings'} about the data"
        items = "".join(element("li", escaped(warning)) for warning in warnings)
        parts.append(
            element("details", element("summary", summary) + element("ul", items), class_="warnings")
        )
        lines += [f"{summary}:", *(f"- {warning}" for warning in warnings)]
    html = element(
        "section",
        "".join(parts),
        class_="review",
        aria_label="About the review",
        data_review=settings.title,
        data_language=settings.language,
        data_synthetic="true" if settings.is_synthetic else "false",
        data_audience=getattr(review, "audience", "team"),
    )
    return Block(html, "\n".join(lines))


def _facts(review: Any) -> list[str]:
    """Return the kind and the size of a review in words."""
    counts = {"study": len(review.studies), "extract": len(review.extracts), "code": len(review.codebook)}
    is_public = getattr(review, "audience", "team") == "public"
    if is_public and review.settings.disclosure.get("studies") == "protected":
        # How few studies there are is then not told.
        del counts["study"]
    plurals = {"study": "studies", "extract": "extracts", "code": "codes in the codebook"}
    kind = f"{str(review.settings.kind).capitalize()} synthesis"
    return [kind, *(f"{n:,} {what if n == 1 else plurals[what]}" for what, n in counts.items() if n)]
