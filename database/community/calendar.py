"""How busy the days of an invented history are, and when in the day people write.

Pure arithmetic: growth of the community, the rhythm of the week, festivals. Days are days in
India.
"""

from datetime import date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")
YEARS = 3

# The archive of prices ends here; a history that went on would have no prices to speak of.
LAST_DAY = date(2026, 4, 7)

# How much more than on a usual day is written on the day itself.
FIXED_FESTIVALS = {(1, 1): 1.8, (1, 14): 1.6, (1, 26): 1.3, (8, 15): 1.5, (12, 25): 1.4}
MOVING_FESTIVALS = {
    "Holi": ("2023-03-08", "2024-03-25", "2025-03-14", "2026-03-04", "2027-03-22"),
    "Eid": ("2023-04-22", "2024-04-11", "2025-03-31", "2026-03-20", "2027-03-10"),
    "Onam": ("2023-08-29", "2024-09-15", "2025-09-05", "2026-08-26", "2027-09-12"),
    "World Egg Day": ("2023-10-13", "2024-10-11", "2025-10-10", "2026-10-09", "2027-10-08"),
    "Diwali": ("2023-11-12", "2024-11-01", "2025-10-20", "2026-11-08", "2027-10-29"),
}
MOVING_WEIGHTS = {"Holi": 1.6, "Eid": 1.4, "Onam": 1.5, "World Egg Day": 2.2, "Diwali": 2.0}
EVE = 0.5  # Share of a festival's excess on the day before it.

# Monday first: markets rest on Sunday.
WEEKDAYS = (1.15, 1.08, 1.05, 1.05, 1.02, 0.95, 0.70)

# Share of a day's activity up to each hour: a peak with the morning's prices, one after dinner.
RHYTHM = (
    (0, 0.0),
    (5, 0.03),
    (7, 0.12),
    (10, 0.36),
    (13, 0.52),
    (17, 0.66),
    (19, 0.76),
    (22, 0.96),
    (24, 1.0),
)


def first_day(last: date) -> date:
    """Return the first day of a history that ends with `last`, three years long."""
    return last - timedelta(days=365 * YEARS + YEARS // 4)


def instant(day: date) -> datetime:
    """Return the first instant of a day in India."""
    return datetime.combine(day, time(), IST)


def festival_weights(years: range) -> dict[date, float]:
    """Return how much busier than usual the festival days of these years are."""
    days = {
        date(year, month, day): weight
        for year in years
        for (month, day), weight in FIXED_FESTIVALS.items()
    }
    for name, occasions in MOVING_FESTIVALS.items():
        days |= {date.fromisoformat(each): MOVING_WEIGHTS[name] for each in occasions}
    eves = {day - timedelta(days=1): 1 + EVE * (weight - 1) for day, weight in days.items()}
    return eves | days


def day_weight(day: date, age: float, festivals: dict[date, float]) -> float:
    """Return how busy a day is when this share of the history (0 to 1) has passed."""
    growth = 0.15 + float(age**1.5)
    return growth * WEEKDAYS[day.weekday()] * festivals.get(day, 1.0)


def thresholds(first: date, last: date) -> list[float]:
    """Return the share of the whole history's activity before each day, and 1 at the end."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    festivals = festival_weights(range(first.year, last.year + 1))
    weights = [day_weight(day, number / len(days), festivals) for number, day in enumerate(days)]
    whole = sum(weights)
    return [0.0, *(round(each / whole, 12) for each in accumulate(weights[:-1])), 1.0]


def rhythm_steps() -> list[tuple[float, float, float, float]]:
    """Return the rhythm as straight pieces: share before, share within, hour, hours long."""
    return [
        (before, upto - before, float(start), float(end - start))
        for (start, before), (end, upto) in pairwise(RHYTHM)
    ]
