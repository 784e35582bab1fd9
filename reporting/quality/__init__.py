"""The quality report: what holds of the data and what does not, for the teams that own it."""

from reporting.quality.report import build_quality_report

__all__ = ["build_quality_report"]
