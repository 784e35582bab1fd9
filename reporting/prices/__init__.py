"""The price report: egg prices for farmers and traders, as one page."""

from reporting.prices.report import build_price_report

__all__ = ["build_price_report"]
